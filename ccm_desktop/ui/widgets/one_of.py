"""Several parts of which one is on show; it alone says how much room is needed, unlike in a stack."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class OneOf(QWidget):
    """The first part is on show until told otherwise."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._shown = parts[0]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.add(part)

    def add(self, part: QWidget) -> None:
        """One more."""
        self._column.addWidget(part)
        part.setVisible(part is self._shown)

    def shown(self) -> QWidget:
        """The part on show, also while the whole is hidden."""
        return self._shown

    def show_one(self, part: QWidget) -> None:
        """Show that part in the place of the others."""
        before, self._shown = self._shown, part
        if before is not part:
            before.hide()
        part.show()
