"""Passphrases in forms: two that must agree, and the choice between one to be used once and one's own."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label


class NewPassphrase(QWidget):
    """A passphrase typed twice, unseen."""

    def __init__(self, text: str = "New passphrase: a sentence or five unrelated words") -> None:
        super().__init__()
        self.first_edit, self.again_edit = hidden_edit(), hidden_edit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Field(text, self.first_edit, required=True))
        column.addWidget(Field("The same again", self.again_edit, required=True))
        self.setFocusProxy(self.first_edit)

    def fault(self) -> str:
        """What is wrong with it; empty for nothing."""
        if self.first_edit.text() != self.again_edit.text():
            return "The two passphrases differ. Type the same one twice."
        return "" if self.first_edit.text() else "The passphrase is empty."

    def text(self) -> str:
        """The passphrase."""
        return self.first_edit.text()

    def clear(self) -> None:
        """Leave nothing of it on the screen."""
        self.first_edit.clear()
        self.again_edit.clear()


class SignInChoice(QWidget):
    """How somebody will sign in."""

    def __init__(self) -> None:
        super().__init__()
        self.kind_box = QComboBox()
        self.once_edit = QLineEdit()
        self.once_edit.setReadOnly(True)
        self.own = NewPassphrase("Their passphrase, typed by themselves")
        self._once = QWidget()
        once = QVBoxLayout(self._once)
        once.setContentsMargins(0, 0, 0, 0)
        once.addWidget(Field("Passphrase to be used once", self.once_edit))
        once.addWidget(label("Hand it over. It opens the practice once; then they choose their own.", "caption",
                             wrap=True))  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Field("Sign-in", self.kind_box))
        column.addWidget(self._once)
        column.addWidget(self.own)
        self.setFocusProxy(self.kind_box)
        self.kind_box.currentIndexChanged.connect(self._on_kind)

    def offer(self, suggested: str, *, may_have_none: bool) -> None:
        """Start anew, with a passphrase that was just made up."""
        self.once_edit.setText(suggested)
        self.own.clear()
        self.kind_box.clear()
        for key, words in (
            ("once", "Give a passphrase to be used once"), ("own", "They type their own now"), ("none", "None"),
        ):  # fmt: skip
            if key != "none" or may_have_none:
                self.kind_box.addItem(words, key)
        self._on_kind()

    def fault(self) -> str:
        """What is wrong with it; empty for nothing."""
        return self.own.fault() if self.kind() == "own" else ""

    def kind(self) -> str:
        """once | own | none"""
        return str(self.kind_box.currentData())

    def passphrase(self) -> str:
        """Empty for none."""
        return {"once": self.once_edit.text(), "own": self.own.text()}.get(self.kind(), "")

    def clear(self) -> None:
        """Leave nothing of it on the screen."""
        self.once_edit.clear()
        self.own.clear()

    def _on_kind(self) -> None:
        self._once.setVisible(self.kind() == "once")
        self.own.setVisible(self.kind() == "own")


def hidden_edit() -> QLineEdit:
    """A line whose text is not shown."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
