"""Unlocking: who you are and the passphrase; nothing about patients shows here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.entrance import SlotUser
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label

_WIDTH, _BASE_PX = 420, 13
_ONCE = "This passphrase was given to you to be used once. Choose your own now; nobody else will know it."

_KIT = (
    "The kit gives a practice lead a new passphrase. It is used up by that; make a new one afterwards under File, "
    "People and sign-ins."
)


class UnlockPage(QWidget):
    """A card in the middle.

    Signals:
        unlock_asked: user id, passphrase, and one's own new passphrase where the old one was given for once.
        recover_asked: user id, recovery code, new passphrase.
    """

    unlock_asked = Signal(str, str, str)
    recover_asked = Signal(str, str, str)

    def __init__(
        self, users: Sequence[SlotUser], last: str = "", hint: str = "", *, has_kit: bool = False
    ) -> None:  # fmt: skip
        super().__init__()
        self.user_box = QComboBox()
        for user in users:
            self.user_box.addItem(user.name, user.id)
        self._once = {user.id for user in users if user.must_change}
        self.passphrase_edit, self.new_edit, self.again_edit = (_hidden() for _ in range(3))
        self.unlock_button = button("Unlock", "key", role="primary")
        self.farewell, self.message = Message(), Message()
        self._own = self._own_part()
        self._card = card = Card("Unlock the practice")
        card.body.addWidget(self.farewell)
        if hint:
            card.body.addWidget(label(hint, "caption", wrap=True))
        self.kit_button = button("Use the recovery kit", role="link")
        self.kit_button.setCheckable(True)
        self.kit_button.setVisible(has_kit)
        self.passphrase_field = Field("Passphrase", self.passphrase_edit)
        for part in (Field("Who are you", self.user_box), self.passphrase_field, self._own, self.message,
                     self.unlock_button, self.kit_button):  # fmt: skip
            card.body.addWidget(part)
        self._lay_out()
        self.user_box.currentIndexChanged.connect(self._on_user)
        self.unlock_button.clicked.connect(self._on_unlock)
        self.kit_button.toggled.connect(self._on_kit)
        for edit in (self.passphrase_edit, self.new_edit, self.again_edit):
            edit.returnPressed.connect(self._on_unlock)
        self.user_box.setCurrentIndex(max(0, self.user_box.findData(last)))
        self._on_user()
        self._fit()

    def _own_part(self) -> QWidget:
        part = QWidget()
        own = QVBoxLayout(part)
        own.setContentsMargins(0, 0, 0, 0)
        self.why_label = label(_ONCE, "caption", wrap=True)
        own.addWidget(self.why_label)
        own.addWidget(Field("Your own passphrase: a sentence or five unrelated words", self.new_edit, required=True))
        own.addWidget(Field("The same again", self.again_edit, required=True))
        return part

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def refuse(self, problem: object) -> None:
        """Say why it stays closed."""
        self.message.show_problem(problem)
        self._wait(False)
        self.passphrase_edit.selectAll()
        self.passphrase_edit.setFocus()

    def wipe(self) -> None:
        """No passphrase stays behind once the practice is open."""
        for edit in (self.passphrase_edit, self.new_edit, self.again_edit):
            edit.clear()

    def _is_changing(self) -> bool:
        return self.kit_button.isChecked() or self.user_box.currentData() in self._once

    def _on_user(self) -> None:
        self._own.setVisible(self._is_changing())
        self.message.say("")

    def _on_kit(self, using: bool) -> None:
        words = "Recovery code, as it stands on the page" if using else "Passphrase"
        self.passphrase_field.name_label.setText(words)
        self.passphrase_edit.setAccessibleName(words)
        normal, hidden = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
        self.passphrase_edit.setEchoMode(normal if using else hidden)
        self.kit_button.setText("Use a passphrase instead" if using else "Use the recovery kit")
        self.why_label.setText(_KIT if using else _ONCE)
        self.wipe()
        self._on_user()
        self.passphrase_edit.setFocus()

    def _on_unlock(self) -> None:
        if not self.unlock_button.isEnabled():
            return
        changing = self._is_changing()
        if changing and self.new_edit.text() != self.again_edit.text():
            self.message.say("Your two new passphrases differ. Type the same one twice.")
            return
        self._wait(True)
        new = self.new_edit.text() if changing else ""
        asked = self.recover_asked if self.kit_button.isChecked() else self.unlock_asked
        asked.emit(str(self.user_box.currentData()), self.passphrase_edit.text(), new)

    def _fit(self) -> None:
        """As many words to a line at every size of the text."""
        self._card.setFixedWidth(round(_WIDTH * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_card"):
            self._fit()

    def _wait(self, waiting: bool) -> None:
        self.unlock_button.setEnabled(not waiting)
        self.unlock_button.setText("Unlocking…" if waiting else "Unlock")


def _hidden() -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
