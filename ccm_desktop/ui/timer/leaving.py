"""Closing the window while a timer runs: nobody ends a call's clock without knowing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget


def ask_to_stop(window: QWidget, stop: Callable[[], object], keep: Callable[[], object]) -> QMessageBox:
    """A question over the window: `stop` the timer and end, `keep` it running in the mini timer, or neither."""
    question = QMessageBox(window)
    question.setWindowTitle("CCM Desktop")
    question.setIcon(QMessageBox.Icon.Question)
    question.setText("A timer is running.")
    question.setInformativeText(
        "Stop it and write the note later: it keeps what it has earned, and its note is asked for at the next start. "
        "Or keep it running: the mini timer stays, and brings this window back."
    )
    stopping = question.addButton("&Stop and write the note later", QMessageBox.ButtonRole.AcceptRole)
    keeping = question.addButton("&Keep running in the mini timer", QMessageBox.ButtonRole.ActionRole)
    cancel = question.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(stopping)
    question.setEscapeButton(cancel)
    question.buttonClicked.connect(partial(_answer, {stopping: stop, keeping: keep}))
    question.finished.connect(question.deleteLater)
    question.open()
    return question


def _answer(ways: dict[QAbstractButton, Callable[[], object]], pressed: QAbstractButton) -> None:
    if pressed in ways:
        ways[pressed]()
