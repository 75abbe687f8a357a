"""The note, with a word about one that says too little; nothing is refused for being short."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.spelled import check_spelling

_HINT = "Say what was done; auditors read this."
_SHORT_CHARACTERS = 15


class NoteBox(QWidget):
    """`field` is where one types."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName("Note")
        check_spelling(self.field)
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(_HINT)
        self.hint_label = label(f"Short. {_HINT}", "caption", wrap=True)
        self.hint_label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label("Note (required)", "caption"))
        column.addWidget(self.field, 1)
        column.addWidget(self.hint_label)
        self.field.textChanged.connect(self._on_typed)

    def _on_typed(self) -> None:
        self.hint_label.setVisible(0 < len(self.field.toPlainText().strip()) < _SHORT_CHARACTERS)
