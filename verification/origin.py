"""What a result depends on beside the question: the sources, the libraries, the kind of machine."""

from __future__ import annotations

import platform
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("derivations", "numerics", "verification")
LIBRARIES = ("sympy", "mpmath", "python-flint", "lark", "jax", "numpy", "scipy")
SUFFIXES = (".py", ".lark", ".html", ".js")


def origin() -> dict[str, str]:
    """Tell what would compute a result here and now.

    Returns:
        `linrec`, its version and a digest of its sources; `with`, the libraries and the machine.
    """
    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return {
        "linrec": f"{_version('linrec')}, sources {digest(Path(__file__).parent.parent)}",
        "with": f"{libraries}, {platform.machine()}",
    }


def digest(root: Path) -> str:
    """Digest the sources: between two releases the version does not tell them apart.

    Args:
        root: folder of the packages.

    Returns:
        Eight hexadecimal digits.
    """
    found = sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in SUFFIXES:
                found.update(f"{path.relative_to(root).as_posix()}\0".encode())
                found.update(path.read_bytes() + b"\0")
    return found.hexdigest()[:8]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
