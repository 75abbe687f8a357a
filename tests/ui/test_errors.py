"""A bug is told once, in plain words, and its report names no value."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from ccm_desktop.app import crash
from ccm_desktop.ui.errors import CrashDialog
from ccm_desktop.ui.main_window import MainWindow

NAME = "Castillo-Ramírez"


def test_the_report_of_a_bug_names_places_and_no_patient(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back at the end
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    crash.install(window)
    try:
        raise KeyError(NAME)
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
    (dialog,) = window.findChildren(CrashDialog)
    assert dialog.isVisible()
    report = dialog.report_edit.toPlainText()
    assert "KeyError" in report
    assert "test_errors.py" in report
    assert NAME not in report + capsys.readouterr().err
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == report
    QTest.mouseClick(dialog.continue_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_a_bug_that_repeats_makes_one_dialog_with_one_report(window: MainWindow) -> None:
    dialog = CrashDialog(window)
    for report in ("first", "first", "second"):
        dialog.tell(report)
    assert dialog.report_edit.toPlainText() == "first\nsecond"
    dialog.accept()
    dialog.tell("third")
    assert dialog.report_edit.toPlainText() == "third"
    dialog.accept()
