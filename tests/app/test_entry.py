"""The program's end leaves nothing behind that still listens."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions

from ccm_desktop.app.entry import Entry


def test_a_closed_program_follows_the_system_no_longer(qapp: QApplication, tmp_path: Path) -> None:
    entry = Entry(qapp, tmp_path / "practice", tmp_path / "window.ini")
    entry.open()
    entry.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shiboken6.delete(entry.window)
    with capture_exceptions() as caught:
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert caught == []
