"""Find the system libraries that Qt needs on Linux, and the one command that installs the missing ones."""

from __future__ import annotations

import ctypes
import os
import platform
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping

# Library to the Debian packages that may hold it; where there are two, the newer release's name comes first.
OFFSCREEN = {
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
}
WINDOW = {
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
}

Packages = Mapping[str, tuple[str, ...]]


class LibrariesMissing(Exception):
    """Qt cannot start here; the text names the libraries and the command that installs them."""


def ensure(*, window: bool) -> None:
    """Install what is missing when root may do so with apt; otherwise raise `LibrariesMissing`."""
    if platform.system() != "Linux":
        return
    wanted = OFFSCREEN | WINDOW if window else OFFSCREEN
    missing = _missing(wanted)
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise LibrariesMissing(
            f"Qt needs system libraries that are not here: {', '.join(missing)}.\n"
            "Install the packages of your distribution that provide them, then try again."
        )
    if os.geteuid() == 0:
        print(f"Installing system libraries for Qt: {', '.join(missing)}", flush=True)
        _apt_get("update")
        _apt_get("install", "--yes", "--no-install-recommends", *_packages(missing, wanted))
        missing = _missing(wanted)
    if missing:
        raise LibrariesMissing(
            f"Qt needs system libraries that are not here: {', '.join(missing)}.\n"
            f"Install them with:\n  {command(_packages(missing, wanted))}"
        )


def command(packages: Iterable[str]) -> str:
    """The line a person types to install `packages`."""
    install = f"apt-get install --yes --no-install-recommends {shlex.join(packages)}"
    return f"sudo sh -c {shlex.quote(f'apt-get update && {install}')}"


def _missing(wanted: Packages) -> list[str]:
    return [library for library in wanted if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _packages(missing: Iterable[str], wanted: Packages) -> list[str]:
    return [next(filter(_known_to_apt, wanted[library]), wanted[library][-1]) for library in missing]


def _known_to_apt(package: str) -> bool:
    policy = subprocess.run(
        ["apt-cache", "policy", package], capture_output=True, text=True, check=False, env=_plain_english()
    ).stdout
    return "Candidate:" in policy and "Candidate: (none)" not in policy


def _apt_get(*arguments: str) -> None:
    """A failure shows in apt's own words; whether the libraries are there is looked up afterwards."""
    command = ["apt-get", "--quiet", "--quiet", *arguments]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=_plain_english())


def _plain_english() -> dict[str, str]:
    return os.environ | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
