"""The problem in hand is attested where it stands: it lasts twelve months or until death (rules.md 2)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccm_desktop.ui.care_plan.detail import DetailForm
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.widgets.parts import on_keys

KEYS = "F11"
_CHOOSE_FIRST = "Choose a problem first."
_ATTESTED = "This problem is attested. Take that back under Consent and enrollment."


class Attesting(QObject):
    """Turns the button of the form, and its key, into what is to be attested.

    Signals:
        attested: the `Form` of the attestation that the screen showed.
    """

    attested = Signal(object)

    def __init__(self, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._detail: DetailForm = editor.detail
        self._detail.attest_button.clicked.connect(self.begin)
        on_keys(editor, KEYS, self.begin)

    def begin(self) -> None:
        """For the problem in hand."""
        opened = self._detail.opened
        if opened is None or not opened.is_problem or opened.is_new:
            self._editor.message.say(_CHOOSE_FIRST, "info")
        elif opened.to_attest is None:
            self._editor.message.say(_ATTESTED, "info")
        else:
            self.attested.emit(opened.to_attest)
