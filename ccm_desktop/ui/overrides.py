"""An error in a method that Qt calls is told as a bug, and does not end the program.

Before Python 3.12 an error raised by C code (a widget that is gone, a wrong type, an index, Ctrl+C) is a bare string
until somebody catches it. PySide6 6.11 takes what left an override of a Qt method for an exception, to put the
method's name before its message (`PepException_GetArgs`), and the process ends with a segmentation fault: nothing is
kept, nothing is told. Caught once on its way out, it is an exception.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject

READS_BARE_ERRORS = sys.version_info < (3, 12)


def make_errors_whole() -> None:
    """From now on, of every class below `QObject`; once, before the first of them is made."""
    if READS_BARE_ERRORS:
        QObject.__init_subclass__ = classmethod(_complete_overrides)  # type: ignore[assignment]


def _complete_overrides(cls: type[QObject], /, **options: object) -> None:
    super(QObject, cls).__init_subclass__(**options)
    of_qt = [vars(base) for base in cls.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(cls).items()):
        if isinstance(method, FunctionType) and name[0] != "_" and any(name in methods for methods in of_qt):
            setattr(cls, name, _complete(method))


def _complete(method: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(method)
    def called_by_qt(*given: Any, **named: Any) -> object:
        try:
            return method(*given, **named)
        except BaseException:  # being caught makes it whole
            raise

    return called_by_qt
