"""A row of a form: the name and the value as it was at the left, the value as it will be at the right."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import label

_NAME_CHARACTERS = 15


class ComparedField(QWidget):
    """An editor beside its name; while something is amended, beside what it replaces too."""

    def __init__(self, text: str, editor: QWidget, *, required: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self._shown = f"{text} *" if required else text
        self.original = ""
        """What is being replaced; empty while nothing is amended."""
        self._said = ""
        self.name_label = label(self._shown, "fieldLabel", wrap=True)
        self.name_label.setBuddy(editor)
        self.was_label, self.note_label = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.error_label = label("", "fieldError", wrap=True)
        editor.setAccessibleName(f"{text}, required" if required else text)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, parts in ((left, (self.name_label, self.was_label)), (right, (editor, self.note_label))):
            column.setSpacing(1)
            for part in parts:
                column.addWidget(part)
        left.addStretch(1)
        row, whole = QHBoxLayout(), QVBoxLayout(self)
        row.setSpacing(8)
        row.addLayout(left)
        row.addLayout(right, 1)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(row)
        whole.addWidget(self.error_label)  # the whole width: a sentence needs it
        for part in (self.was_label, self.note_label, self.error_label):
            part.hide()
        self._fit()

    def set_original(self, text: str) -> None:
        """What the entry said; empty while nothing is amended."""
        self.original = text
        self._say(self.was_label, f"was {text}" if text else "")
        self.mark(is_changed=False)

    def mark(self, *, is_changed: bool) -> None:
        """Say whether the new value is another than the original."""
        changed = " · changed" if is_changed and self.original else ""
        self.name_label.setText(f"{self._shown}{changed}")
        self._describe()

    def rename(self, text: str) -> None:
        """Another name for the same editor."""
        self._shown = text
        self.name_label.setText(text)
        self.editor.setAccessibleName(text.replace(" *", ", required"))

    def set_note(self, text: str) -> None:
        """How the value was understood."""
        self._say(self.note_label, text)
        self._describe()

    def set_error(self, text: str) -> None:
        """What is wrong, right under the value."""
        self._say(self.error_label, text)
        self.note_label.setVisible(bool(self.note_label.text()) and not text)
        self._describe()

    def error(self) -> str:
        """What is said to be wrong; empty for nothing."""
        return self.error_label.text()

    def _say(self, part: QLabel, text: str) -> None:
        part.setText(text)
        part.setVisible(bool(text))

    def _describe(self) -> None:
        """A screen reader hears with the field what eyes see around it."""
        said = ". ".join(part.text() for part in (self.was_label, self.note_label, self.error_label) if part.text())
        if said != self._said:
            self._said = said
            self.editor.setAccessibleDescription(said)

    def _fit(self) -> None:
        width = self.fontMetrics().averageCharWidth() * _NAME_CHARACTERS
        for part in (self.name_label, self.was_label):
            part.setFixedWidth(width)

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)
