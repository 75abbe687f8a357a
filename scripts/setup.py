"""Prepare this checkout: system libraries for Qt, a virtual environment, hash-locked packages, `ccm`.

    python scripts/setup.py app|dev

Standard library only; runs on Linux, macOS and Windows. A second run finds everything in place and
returns at once. Ends with exit code 2 and the next step when a person has to do something first.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NoReturn

import system_libraries

Profile = Literal["app", "dev"]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)
MAKER = f"{sys.version}\n{ROOT}\n"
EXIT_NEEDS_PERSON = 2


def prepare(profile: Profile, *, window: bool = False) -> Path:
    """Make everything ready and return the Python to run; ends the program when it cannot."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        give_up(
            f"This is Python {platform.python_version()}; CCM Desktop runs on 3.11, 3.12 and 3.13.",
            "Name another one: make PYTHON=python3.11 ...",
        )
    try:
        system_libraries.ensure(window=window)
    except system_libraries.LibrariesMissing as missing:
        give_up(str(missing))
    if not _is_ready(profile):
        _install(profile)
    return VENV_PYTHON


def run(arguments: Sequence[str | Path]) -> int:
    """Run a program in the checkout and return its exit code; Ctrl+C goes to the program."""
    with subprocess.Popen(arguments, cwd=ROOT) as program:
        while True:
            try:
                return program.wait()
            except KeyboardInterrupt:
                continue


def give_up(*lines: str) -> NoReturn:
    """Say what a person has to do and end with exit code 2."""
    print(*lines, sep="\n", file=sys.stderr)
    raise SystemExit(EXIT_NEEDS_PERSON)


def _lock(profile: str) -> Path:
    return ROOT / "requirements" / f"{profile}.lock"


def _stamp(profile: Profile) -> Path:
    return VENV / f"ready-{profile}"


def _fingerprint(profile: Profile) -> str:
    """Changes with anything an installation depends on."""
    digest = hashlib.sha256(MAKER.encode())
    for path in (_lock("build"), _lock(profile), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_ready(profile: Profile) -> bool:
    profiles: tuple[Profile, ...] = (profile, "dev")  # the developer's set contains the app's
    return VENV_PYTHON.exists() and any(
        _stamp(each).exists() and _stamp(each).read_text() == _fingerprint(each) for each in profiles
    )


def _install(profile: Profile) -> None:
    pip_here = importlib.util.find_spec("pip") is not None
    if not pip_here and importlib.util.find_spec("ensurepip") is None:
        give_up(
            "Python's installer, pip, is not here.",
            "Install it first; on Debian and Ubuntu: sudo apt-get install --yes python3-pip",
        )
    _create_environment(with_pip=not pip_here)
    print(f"Installing the packages of requirements/{profile}.lock (a minute or two)", flush=True)
    # A pip outside installs into the environment, so that Debian's python3-venv is not needed.
    pip = [sys.executable, "-m", "pip", f"--python={VENV_PYTHON}"] if pip_here else [str(VENV_PYTHON), "-m", "pip"]
    install = [*pip, "--disable-pip-version-check", "--no-input", "--quiet", "install"]
    locked = ["--require-hashes", f"--requirement={_lock('build')}", f"--requirement={_lock(profile)}"]
    project = ["--no-deps", "--no-build-isolation", f"--editable={ROOT}"]
    if run([*install, *locked]) or run([*install, *project]):
        give_up("The packages could not be installed.", "pip says why above; mend that and try again.")
    _stamp(profile).write_text(_fingerprint(profile))


def _create_environment(*, with_pip: bool) -> None:
    """Make the environment anew unless it was made here by this very Python: scripts in it name both."""
    note = VENV / "made-by"
    if VENV_PYTHON.exists() and note.exists() and note.read_text() == MAKER:
        return
    print(f"Creating the virtual environment {VENV}", flush=True)
    venv.create(VENV, clear=VENV.exists(), with_pip=with_pip, symlinks=os.name != "nt")
    note.write_text(MAKER)


if __name__ == "__main__":
    if sys.argv[1:] not in (["app"], ["dev"]):
        give_up("Usage: python scripts/setup.py app|dev")
    prepare("app" if sys.argv[1] == "app" else "dev")
