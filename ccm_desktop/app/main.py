"""The window's program: arguments, application, first run or unlocking, and an orderly end."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

import ccm_desktop
from ccm_desktop.app import paths
from ccm_desktop.app.ending import Ending
from ccm_desktop.app.entry import BEGIN_ANEW, Entry
from ccm_desktop.app.second_start import SecondStart
from ccm_desktop.app.single_instance import SingleInstance, request_of
from ccm_desktop.domain.errors import Problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or hand the wish to the program that is open; returns the exit code."""
    options = _parser().parse_args(arguments)
    folder: Path = paths.demo_folder() if options.demo else options.practice
    try:
        request = request_of(toggle=options.toggle_timer, start=options.start)
        instance = SingleInstance(folder, paths.running_folder())
        if not instance.take():
            instance.ask(request)
            return 0
        passphrase = _demo(folder) if options.demo else ""
    except Problem as problem:
        print(f"ccm-desktop: {problem}", file=sys.stderr)
        return 2
    try:
        code = _run(folder, passphrase, instance)
    finally:
        instance.release()
    if code == BEGIN_ANEW:
        begin_anew(arguments)
        return 0
    return code


def _demo(folder: Path) -> str:
    """Make the invented practice where there is none yet; returns its passphrase."""
    from ccm_desktop.app.commands.terminal import TerminalProgress
    from ccm_desktop.app.demo import ensure_demo

    return ensure_demo(folder, TerminalProgress("Making the demo practice"))


def _run(folder: Path, passphrase: str, instance: SingleInstance) -> int:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("not a window application")
    app.setApplicationName("CCM Desktop")
    app.setApplicationVersion(ccm_desktop.__version__)
    entry = Entry(app, folder, paths.settings_file(), passphrase)
    entry.open()
    instance.listen(SecondStart(entry).answer)
    ending = Ending(app, entry.close)
    code = app.exec()
    ending.stop()
    entry.close()  # whoever ended the loop; nothing happens when that was us
    return code


def begin_anew(arguments: Sequence[str] | None) -> None:
    """Replace this program by a fresh one with the same arguments; does not come back on POSIX."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, *([] if frozen else ["-m", "ccm_desktop"]), *given]
    sys.stdout.flush()
    if os.name == "nt":  # there, execv returns to the caller before the new program has begun
        subprocess.Popen(command)  # noqa: S603 - our own program, with our own arguments
    else:
        os.execv(command[0], command)  # noqa: S606


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ccm-desktop", description=ccm_desktop.__doc__)
    parser.add_argument("--version", action="version", version=f"CCM Desktop {ccm_desktop.__version__}")
    parser.add_argument("--practice", type=Path, default=paths.practice_folder(), metavar="FOLDER")
    parser.add_argument("--demo", action="store_true", help="open an invented practice, made on first use")
    later = parser.add_mutually_exclusive_group()
    later.add_argument("--toggle-timer", action="store_true", help="pause or resume the timer of the open program")
    later.add_argument(
        "--start", default="", metavar="PATIENT", help="start its timer: a patient's id or record number"
    )
    return parser
