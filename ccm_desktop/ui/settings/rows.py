"""One setting a row: what it is, what it may be, where that comes from, and the way back to the default."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ccm_desktop.domain.search import fold
from ccm_desktop.ui.widgets.parts import button, label, on_keys

_BESIDE_FROM, _EDITOR = 640, 320
_BASE_PX = 13
RESTORE = "Restore default"


class SteadyBox(QComboBox):
    """A box that scrolling over it does not change: here a choice applies at once."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SettingRow(QFrame):
    """The frame of a row; its kinds bring the editor.

    Signals:
        chosen: the new value, to be applied at once.
    """

    chosen = Signal(str)

    def __init__(self, key: str, title: str, editor: QWidget, caption: str = "", default: str | None = None) -> None:
        super().__init__()
        self.setObjectName("settingRow")
        self.key, self.default, self.editor = key, default, editor
        self._title, self._words = title, fold(f"{title} {caption}")
        self.title_label = label(title, "settingTitle", wrap=True)
        self.title_label.setBuddy(editor)
        self.caption_label = label(caption, "caption", wrap=True)
        self.error_label = label("", "fieldError", wrap=True)
        self.restore_button = button(RESTORE, "arrow-back-up", role="link")
        self.restore_button.setAccessibleName(f"{RESTORE}: {title}")
        editor.setAccessibleName(title)
        editor.setAccessibleDescription(caption)
        self._lay_out()
        for part in (self.caption_label, self.error_label):
            part.setVisible(bool(part.text()))
        self.restore_button.hide()
        self.restore_button.clicked.connect(self._on_restore)

    def value(self) -> str:
        """What stands in the editor."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Show what holds now."""
        self.refuse("")
        self._offer_default()

    def lock(self, reason: str) -> None:
        """Nobody but others may change it: say why; an empty reason gives it back."""
        self.editor.setEnabled(not reason)
        self.editor.setToolTip(reason)
        self._offer_default()

    def refuse(self, words: str) -> None:
        """Why the last change was not taken; empty for nothing."""
        self.error_label.setText(words)
        self.error_label.setVisible(bool(words))

    def matches(self, wanted: str) -> bool:
        """Whether every word of the folded search stands in the row."""
        return all(word in self._words for word in wanted.split())

    def _lay_out(self) -> None:
        says, edits, self._below = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for part in (self.title_label, self.caption_label):
            says.addWidget(part)
        says.addStretch(1)
        edits.addWidget(self.editor)
        edits.addWidget(self.error_label)
        edits.addLayout(self._below)
        edits.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignLeft)
        edits.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(12, 8, 12, 8)
        self._halves.setSpacing(12)
        self._edit_side = QWidget()
        self._edit_side.setLayout(edits)
        for column in (says, edits):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
        self._halves.addLayout(says, 1)
        self._halves.addWidget(self._edit_side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_halves"):
            self._turn()

    def _turn(self) -> None:
        """Beside one another where there is room, else one below the other."""
        scale = self.fontInfo().pixelSize() / _BASE_PX
        beside = self.width() >= _BESIDE_FROM * scale
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._edit_side.setFixedWidth(round(_EDITOR * scale)) if beside else self._free()

    def _free(self) -> None:
        self._edit_side.setMinimumWidth(0)
        self._edit_side.setMaximumWidth(16_777_215)

    def _offer_default(self) -> None:
        """The way back stands there only where it leads somewhere."""
        wanted = self.default is not None and self.editor.isEnabled() and self.value() != self.default
        if self.restore_button.hasFocus() and not wanted:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.restore_button.setVisible(wanted)

    def _on_restore(self) -> None:
        if self.default is not None:
            self.chosen.emit(self.default)


class ShownRow(SettingRow):
    """What is shown and not changed here; the caption says why."""

    def __init__(self, key: str, title: str, caption: str) -> None:
        self.shown_label = label("", wrap=True)
        super().__init__(key, title, self.shown_label, caption)

    def value(self) -> str:
        return self.shown_label.text()

    def set_value(self, value: str) -> None:
        self.shown_label.setText(value)
        super().set_value(value)

    def lock(self, reason: str) -> None:
        """Nobody changes it here: there is nothing to lock."""


class TextRow(SettingRow):
    """A line of text; taken when Enter is pressed or the keyboard leaves it, put back by Esc."""

    def __init__(self, key: str, title: str, caption: str = "", default: str | None = None) -> None:
        self.edit = QLineEdit()
        super().__init__(key, title, self.edit, caption, default)
        self._held = ""
        self.edit.editingFinished.connect(self._on_finished)
        on_keys(self.edit, "Esc", self._on_escape)

    def value(self) -> str:
        return self.edit.text().strip()

    def set_value(self, value: str) -> None:
        self._held = value
        if self.edit.isModified() and self.value() != value:
            return  # never over what is being typed, or was refused and waits to be mended
        self.edit.setText(value)
        super().set_value(value)

    def refuse(self, words: str) -> None:
        super().refuse(words)
        if words:
            self.edit.setModified(True)

    def _on_finished(self) -> None:
        if self.edit.isModified() and self.value() != self._held:
            self.edit.setModified(False)
            self.chosen.emit(self.value())

    def _on_escape(self) -> None:
        self.edit.setModified(False)
        self.set_value(self._held)


class ChoiceRow(SettingRow):
    """One of a few; the default is marked in the list."""

    def __init__(
        self, key: str, title: str, choices: Mapping[str, str], caption: str = "", default: str | None = None
    ) -> None:
        self.box = SteadyBox()
        self.whole_label = label("", "caption", wrap=True)
        for choice, words in choices.items():
            self.box.addItem(f"{words} (default)" if choice == default else words, choice)
        super().__init__(key, title, self.box, caption, default)
        self._words += " " + fold(" ".join(choices.values()))
        self._below.addWidget(self.whole_label)
        self._show_whole()
        self.box.activated.connect(self._on_activated)
        self.box.currentIndexChanged.connect(self._show_whole)

    def value(self) -> str:
        return str(self.box.currentData())

    def set_value(self, value: str) -> None:
        self.box.setCurrentIndex(self.box.findData(value))
        super().set_value(value)

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Offer these instead; the value is set anew afterwards."""
        self.box.clear()
        for choice, words in choices.items():
            self.box.addItem(words, choice)

    def _on_activated(self) -> None:
        self.chosen.emit(self.value())

    def _show_whole(self) -> None:
        """A choice longer than the box is read whole below it."""
        text = self.box.currentText()
        room = self.box.width() - 3 * self.box.fontMetrics().height()
        self.whole_label.setText(text)
        self.whole_label.setVisible(self.box.fontMetrics().horizontalAdvance(text) > room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_whole()


class ReasonedRow(ChoiceRow):
    """A choice that needs a reason unless it is the default: it is taken once the reason is given.

    Signals:
        reasoned: choice and reason.
    """

    reasoned = Signal(str, str)

    def __init__(self, key: str, title: str, choices: Mapping[str, str], caption: str, default: str) -> None:
        caption = f"{caption}\nConservative default: {choices[default]}"
        super().__init__(key, title, choices, caption, default)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText("Why the practice chose this")
        self.reason_edit.setAccessibleName(f"Reason: {title}")
        self.keep_button = button("Choose it", "check")
        self.keep_button.setAccessibleName(f"Choose it: {title}")
        self.reason_label = label("", "caption", wrap=True)
        self._asking = QWidget()
        line = QHBoxLayout(self._asking)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.reason_edit, 1)
        line.addWidget(self.keep_button)
        self._below.addWidget(self._asking)
        self._below.addWidget(self.reason_label)
        self._asking.hide()
        self.reason_label.hide()
        self._held = default
        self.keep_button.clicked.connect(self._on_keep)
        self.reason_edit.returnPressed.connect(self._on_keep)
        self.chosen.connect(self._on_chosen)

    def show_choice(self, choice: str, reason: str, words: str) -> None:
        """What holds now, and who said why."""
        self._held = choice
        self._asking.hide()
        self.reason_edit.setText(reason)
        self.reason_label.setText(words)
        self.reason_label.setVisible(bool(words))
        self.set_value(choice)

    def is_asking(self) -> bool:
        """Whether a choice waits for its reason."""
        return self._asking.isVisibleTo(self)

    def _on_chosen(self, choice: str) -> None:
        if choice == self.default:
            self._asking.hide()
            if choice != self._held:
                self.reasoned.emit(choice, "")
        elif choice != self._held:
            self.reason_edit.clear()
            self._asking.show()
            self.reason_edit.setFocus()
        else:
            self._asking.hide()

    def _on_keep(self) -> None:
        self.reasoned.emit(self.value(), self.reason_edit.text().strip())
