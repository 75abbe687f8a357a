"""Says in the finish drawer whether the time will count, as the outcome is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ccm_desktop.services.finish_preview import FinishPreview
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.session_facts import counts_words
from ccm_desktop.ui.widgets.parts import Message


class CountsLine(Message):
    """Asks the rules; an answer that was overtaken by another question is dropped."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = ("", "")

    def ask(self, session: str, outcome: str) -> None:
        """Would this session count with this outcome?"""
        self._asked = (session, outcome)
        task = self._desk.gateway.ask(partial(self._desk.office.finish_preview.preview, session, outcome))
        task.succeeded.connect(partial(self._on_answer, self._asked))

    def _on_answer(self, asked: tuple[str, str], found: FinishPreview) -> None:
        if asked == self._asked:
            self.say(*counts_words(found))
