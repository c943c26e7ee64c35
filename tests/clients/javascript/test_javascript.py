"""The SDK for JavaScript, once for each service, and what is built on it: each script asserts for itself."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def modules(tmp_path_factory):
    """The SDK, installed once for each worker beside copies of the scripts."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("THE SDK FOR JAVASCRIPT IS NOT TESTED: there is no node in the PATH")
    place = tmp_path_factory.mktemp("javascript")
    for file in [HERE / "package.json", *HERE.glob("*.mjs")]:
        shutil.copy(file, place)
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(install, cwd=place, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return place


@pytest.mark.parametrize("service", sorted(path.stem for path in HERE.glob("*.mjs")))
def test_javascript(cloud, modules, name, service):
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": cloud.root.access_key,
        "AWS_SECRET_ACCESS_KEY": cloud.root.secret,
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    done = subprocess.run(
        ["node", f"{service}.mjs", name],
        cwd=modules, env=environment, capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
