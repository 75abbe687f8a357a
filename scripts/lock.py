"""Resolve the lock files again from pyproject.toml: `python scripts/lock.py`, the same as `make lock`.

The locks are universal (every platform, every supported Python), carry hashes and no address, so that
plain pip installs them from wherever it is set up to look.
"""

from __future__ import annotations

import shutil

import setup

SOURCES = {
    "build": ["--group", "build"],
    "app": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--group", "dev", "--constraint", "requirements/app.lock"],
}


def main() -> int:
    """0 when all locks were written."""
    uv = shutil.which("uv")
    if uv is None:
        setup.give_up("Locking needs uv, which is not on the PATH.", "Install it with: pipx install uv")
    options = ["--quiet", "--universal", "--generate-hashes", "--no-header", "--python-version", "3.11"]
    for name, source in SOURCES.items():
        lock = f"requirements/{name}.lock"
        if setup.run([uv, "pip", "compile", *options, *source, "--output-file", lock]):
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
