"""A bug is told in one sentence, and its report names frames and types, never values."""

from __future__ import annotations

import faulthandler
import sys
import threading
from types import TracebackType

from ccm_desktop.app.bug_report import redacted
from ccm_desktop.ui.errors import CrashDialog
from ccm_desktop.ui.main_window import MainWindow


def install(window: MainWindow) -> None:
    """Show unexpected errors over the window; write where they happened to standard error.

    So is written where the program was when a library ends it, unless whoever started it chose another place for that.
    """
    if sys.stderr is not None and not faulthandler.is_enabled():
        faulthandler.enable()
    dialog = CrashDialog(window)

    def tell(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        report = redacted(kind, trace)
        print(report, file=sys.stderr)
        dialog.tell(report)

    def tell_of_thread(args: threading.ExceptHookArgs) -> None:
        print(redacted(args.exc_type, args.exc_traceback), file=sys.stderr)

    sys.excepthook = tell
    threading.excepthook = tell_of_thread
