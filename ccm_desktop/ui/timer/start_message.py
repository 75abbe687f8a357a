"""What the start palette has to say, with the way on beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.ui.widgets.parts import Message

_WAYS = {"not_enrolled": ("Open enrollment", "enrolment"), "consent_missing": ("Open consent", "consent")}
"""What mends a refusal, by its code: the words of the button, and the page of the patient's workspace."""


class StartMessage(Message):
    """A question, a refusal, or that nobody was found.

    Signals:
        way_asked: the patient, and the page of their workspace where it is mended.
    """

    way_asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way = "", ""
        self.acted.connect(self._on_acted)

    def tell(self, words: str, tone: str = "warn", patient: str = "", code: str = "") -> None:
        """The words, with a button where that refusal of that patient can be mended; empty hides it."""
        action, page = _WAYS.get(code, ("", ""))
        self._way = patient, page
        self.say(words, tone, action)

    def _on_acted(self) -> None:
        self.way_asked.emit(*self._way)
