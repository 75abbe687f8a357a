"""The field of find in the plan, and beside it the place in hand."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button

_BESIDE_FROM = 640


class FindBar(Folding):
    """The words, how many places there are, and the one in hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_BESIDE_FROM, parent)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Find in the plan")
        self.edit.setAccessibleName("Find in the plan")
        self.edit.setClearButtonEnabled(True)
        self.edit.setMinimumWidth(160)
        self.place_label = ElidedLabel("", "caption")
        self.previous_button = button("Previous", "chevron-left", shortcut="Shift+Enter")
        self.next_button = button("Next", "chevron-right", shortcut="Enter")
        self.close_button = button("Close", "x", shortcut="Esc")
        self.close_button.setAccessibleName("Close find")
        presses = QWidget()
        buttons = QHBoxLayout(presses)
        buttons.setContentsMargins(0, 0, 0, 0)
        for part in (self.edit, self.previous_button, self.next_button, self.close_button):
            buttons.addWidget(part, 1 if part is self.edit else 0)
        self.row.addWidget(presses, 2)
        self.row.addWidget(self.place_label, 3)
        self.setFocusProxy(self.edit)
        self.hide()
