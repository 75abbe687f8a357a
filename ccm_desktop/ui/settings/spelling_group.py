"""Spelling: whether it is checked on this computer, and one's own words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from ccm_desktop.domain.spelling import word_keys
from ccm_desktop.ui.settings.group import SettingsGroup
from ccm_desktop.ui.settings.rows import ChoiceRow
from ccm_desktop.ui.spelling.spelling import OFF, ON, Spelling
from ccm_desktop.ui.widgets.parts import button, label, on_keys

_CAPTION = (
    "A wavy line is drawn under words that the dictionary does not have, in plans and notes. It is in English; what a "
    "patient said in another language is not checked. The Menu key, Ctrl+; or a right click offers what may have been "
    "meant."
)
_WORDS = (
    "One a line. They are right wherever you write on this computer; only you have them, and they stay in the "
    "encrypted file. A word that you take out is gone."
)


class SpellingGroup(SettingsGroup):
    """The switch above, the words below; anybody's own."""

    key, title = "spelling", "Spelling"

    def __init__(self, spelling: Spelling) -> None:
        super().__init__("spell check dictionary misspelled own words underline")
        self._spelling = spelling
        self._shown = ""
        self.on_row = ChoiceRow("spelling", "Check spelling", {ON: "Yes", OFF: "No"}, _CAPTION, ON)
        self.add_section("", [self.on_row])
        self.words_edit = QPlainTextEdit()
        self.words_edit.setAccessibleName("Your words")
        self.words_edit.setAccessibleDescription(_WORDS)
        self.words_edit.setTabChangesFocus(True)
        self.words_edit.setPlaceholderText("No words yet. “Add to my words” puts them here.")
        self.error_label = label("", "fieldError", wrap=True)
        self.save_button = button("Save words", "check", role="primary", shortcut="Ctrl+Enter")
        self._lay_out()
        self._connect()

    def load(self) -> None:
        self._spelling.load_own()
        self._show()

    def _lay_out(self) -> None:
        title = label("Your words", "sectionTitle")
        title.setBuddy(self.words_edit)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        for part, stretch in ((title, 0), (label(_WORDS, "caption", wrap=True), 0), (self.words_edit, 1),
                              (self.error_label, 0)):  # fmt: skip
            self.column.addWidget(part, stretch)
        self.column.addLayout(row)

    def _connect(self) -> None:
        self.on_row.chosen.connect(self._on_chosen)
        self.save_button.clicked.connect(self._on_save)
        on_keys(self.words_edit, "Ctrl+Enter", self._on_save)
        # Queued: while a box is still handling a choice it is not filled anew.
        self._spelling.changed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def _show(self) -> None:
        self.on_row.set_value(ON if self._spelling.is_on else OFF)
        self.message.say(self._spelling.problem, "warn")
        is_read = self._spelling.own is not None  # before, saving would be to forget
        self.words_edit.setEnabled(is_read)
        self.save_button.setEnabled(is_read)
        if self.words_edit.toPlainText() == self._shown:  # else somebody types into it
            self._shown = "\n".join(sorted(self._spelling.own or ()))
            self.words_edit.setPlainText(self._shown)

    def _on_chosen(self, value: str) -> None:
        self._spelling.choose(value)

    def _on_save(self) -> None:
        task = self._spelling.keep(word_keys([self.words_edit.toPlainText()]))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._on_not_saved)

    def _on_saved(self, _outcome: object) -> None:
        self.error_label.setText("")
        self._shown = self.words_edit.toPlainText()  # what is kept now replaces it
        self._show()

    def _on_not_saved(self, problem: object) -> None:
        self.error_label.setText(str(problem))
