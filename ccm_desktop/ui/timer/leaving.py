"""Closing the window while a timer runs: nobody ends a call's clock without knowing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_stop(window: QWidget, stop: Callable[[], object]) -> QMessageBox:
    """A question over the window; `stop` runs when it is answered so, and Esc goes on working."""
    question = QMessageBox(window)
    question.setWindowTitle("CCM Desktop")
    question.setIcon(QMessageBox.Icon.Question)
    question.setText("A timer is running.")
    question.setInformativeText(
        "Closing the program stops it. It keeps what it has earned, and its note is asked for at the next start."
    )
    question.addButton("Stop and write note later", QMessageBox.ButtonRole.AcceptRole)
    stay = question.addButton("Go on working", QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(stay)
    question.setEscapeButton(stay)
    question.accepted.connect(stop)
    question.finished.connect(question.deleteLater)
    question.open()
    return question
