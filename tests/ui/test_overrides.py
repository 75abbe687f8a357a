"""What goes wrong in a method that Qt calls is told, and the program lives on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from PySide6.QtCore import QObject

import ccm_desktop
from ccm_desktop.ui.overrides import READS_BARE_ERRORS

_ROOT = Path(ccm_desktop.__file__).parent.parent

_PROGRAM = """
import os, signal
import ccm_desktop.ui
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

application = QApplication([])
gone = QWidget()
delete(gone)

interrupted = lambda: signal.raise_signal(signal.SIGINT)
ways = [gone.width, lambda: len(5), lambda: [][1], lambda: int("x"), lambda: QObject(1, 2), interrupted]

class Page(QWidget):
    def event(self, event):
        return ways[0]()

class Filter(QObject):
    def eventFilter(self, watched, event):
        return ways[0]()

page, plain, filter = Page(), QWidget(), Filter()
plain.installEventFilter(filter)
while ways:
    for receiver in (page, plain):
        try:
            QCoreApplication.sendEvent(receiver, QEvent(QEvent.Type.User))
        except BaseException as error:
            print(type(error).__name__)
    ways.pop(0)
print(end="", flush=True)
os._exit(0)
"""


def test_an_error_raised_by_c_code_leaves_an_override_as_an_exception() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], cwd=_ROOT, capture_output=True, text=True, check=False)
    expected = ["RuntimeError", "TypeError", "IndexError", "ValueError", "TypeError", "KeyboardInterrupt"]
    assert (done.returncode, done.stdout.split()) == (0, [name for name in expected for _receiver in range(2)])


@pytest.mark.skipif(not READS_BARE_ERRORS, reason="this Python makes every error an exception at once")
def test_no_override_of_the_program_is_left_out() -> None:
    for module in walk_packages(ccm_desktop.__path__, "ccm_desktop."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    overrides = dict(_overrides(QObject))
    assert len(overrides) > 100
    assert [name for name, code in overrides.items() if code != "called_by_qt"] == []


def _overrides(base: type[Any]) -> Iterator[tuple[str, str]]:
    """Of every class of the program below that one: what it has in the place of a method of Qt, by the code's name."""
    for cls in base.__subclasses__():
        yield from _overrides(cls)
        if cls.__module__.startswith("ccm_desktop."):
            qt = next(one for one in cls.__mro__ if one.__module__.startswith("PySide6."))
            for name in dir(qt):
                code = getattr(getattr(cls, name), "__code__", None)
                if code is not None and not name.startswith("_"):
                    yield f"{cls.__module__}.{cls.__qualname__}.{name}", code.co_name
