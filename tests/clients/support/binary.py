"""Finds the binary that is tested."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def find():
    named = os.environ.get("HANEUL_BIN")
    if named:
        return Path(named)
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    built = [target / profile / "haneul" for profile in ("debug", "release")]
    built = [path for path in built if path.exists()]
    if not built:
        raise RuntimeError("there is no haneul binary: run cargo build -p haneul, or set HANEUL_BIN")
    return max(built, key=lambda path: path.stat().st_mtime)
