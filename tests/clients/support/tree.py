"""Trees of files, and what is in them."""


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def plant(folder, sizes, fill, folders=3):
    """A file of each size, with names that need quoting."""
    for n, size in enumerate(sizes):
        file = folder / f"d{n % folders}" / f"f {n} ü"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(fill(size))
