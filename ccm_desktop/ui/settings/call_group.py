"""Calls: the identity check of the practice, and one's own phrases for notes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from ccm_desktop.domain.call_end import IDENTITY_CHECKS
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.phrases import DEFAULTS, listed, parsed
from ccm_desktop.services.forms import CallPolicy, Form, PersonPhrases
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.rows import RESTORE, ChoiceRow
from ccm_desktop.ui.widgets.parts import button, label, on_keys

_PHRASES = (
    "One a line: a key, an equals sign, the words. In the note of a call, the key after a stroke and a space become "
    "the words: /vm. What the key vm stands for is also the note of a voicemail. Only you have these phrases."
)


class CallGroup(SettingsGroup):
    """The practice's row above, the person's list below."""

    key, title = "calls", "Calls"

    def __init__(self, desk: Desk) -> None:
        super().__init__("phrases shortcuts note voicemail identity check")
        self._desk = desk
        self._policy: Form[CallPolicy] | None = None
        self._phrases: Form[PersonPhrases] | None = None
        self._shown = ""
        self.identity_row = ChoiceRow(
            "identity", "Identity check in a call", IDENTITY_CHECKS,
            "By name and date of birth, as the script asks for it.", "optional",
        )  # fmt: skip
        self.add_section("The practice", [self.identity_row])
        self.phrases_edit = QPlainTextEdit()
        self.phrases_edit.setAccessibleName("Phrases")
        self.phrases_edit.setAccessibleDescription(_PHRASES)
        self.phrases_edit.setTabChangesFocus(True)
        self.error_label = label("", "fieldError", wrap=True)
        self.save_button = button("Save phrases", "check", role="primary", shortcut="Ctrl+Enter")
        self.restore_button = button(RESTORE, "arrow-back-up", role="link")
        self.restore_button.setAccessibleName(f"{RESTORE}: phrases")
        self._lay_out()
        self._connect()

    def load(self) -> None:
        gateway, settings = self._desk.gateway, self._desk.office.call_settings
        gateway.ask(self._ask).succeeded.connect(self._on_policy)
        gateway.ask(settings.phrases).succeeded.connect(self._on_phrases)

    def _ask(self) -> tuple[Form[CallPolicy], bool]:
        return self._desk.office.call_settings.policy(), self._desk.office.policies.may_choose()

    def _lay_out(self) -> None:
        title = label("Your phrases", "sectionTitle")
        title.setBuddy(self.phrases_edit)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(self.restore_button)
        row.addStretch(1)
        for part, stretch in ((title, 0), (label(_PHRASES, "caption", wrap=True), 0), (self.phrases_edit, 1),
                              (self.error_label, 0)):  # fmt: skip
            self.column.addWidget(part, stretch)
        self.column.addLayout(row)

    def _connect(self) -> None:
        self.identity_row.chosen.connect(self._on_chosen)
        self.save_button.clicked.connect(self._on_save)
        self.restore_button.clicked.connect(self._on_restore)
        on_keys(self.phrases_edit, "Ctrl+Enter", self._on_save)

    def _on_policy(self, found: tuple[Form[CallPolicy], bool]) -> None:
        self._policy, may = found
        self.identity_row.set_value(self._policy.value.identity)
        self.lock("" if may else NOT_LEAD)
        if may and self._policy.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _on_phrases(self, form: Form[PersonPhrases]) -> None:
        if self.phrases_edit.toPlainText() == self._shown:  # else somebody types into it
            self._phrases = form
            self._shown = listed(form.value.phrases)
            self.phrases_edit.setPlainText(self._shown)

    def _on_chosen(self, value: str) -> None:
        if self._policy is not None:
            form = replace(self._policy, value=replace(self._policy.value, identity=value))
            task = self._desk.gateway.send(partial(self._desk.office.call_settings.choose, form))
            task.failed.connect(self._on_refused)

    def _on_refused(self, problem: object) -> None:
        self.identity_row.refuse(str(problem))

    def _on_save(self) -> None:
        if self._phrases is None:
            return
        text = self.phrases_edit.toPlainText()
        try:
            phrases = parsed(text)
        except Problem as problem:
            self.error_label.setText(str(problem))
            return
        form = replace(self._phrases, value=PersonPhrases(phrases))
        task = self._desk.gateway.send(partial(self._desk.office.call_settings.keep_phrases, form))
        task.failed.connect(self._on_not_saved)
        task.succeeded.connect(partial(self._on_saved, text))

    def _on_saved(self, text: str, _outcome: object) -> None:
        self._shown = text  # what is read anew now replaces it
        self.error_label.setText("")
        self.load()

    def _on_not_saved(self, problem: object) -> None:
        self.error_label.setText(str(problem))

    def _on_restore(self) -> None:
        self.phrases_edit.setPlainText(listed(DEFAULTS))
        self._on_save()
