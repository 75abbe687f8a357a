"""One line of the plan as its review shows it: its words, its last change, what was noted of it, what was said."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ccm_desktop.domain.line_review import SAID, Look
from ccm_desktop.services.line_reviews import ReviewedLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.field_area import FieldArea
from ccm_desktop.ui.widgets.parts import label

MARKS = {"kept": "✓", "progress": "↗", "changed": "✎", "closed": "×"}


class LineCard(FieldArea):
    """Scrolls where its words have no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.kind_label, self.name_label = label("", "caption", wrap=True), label("", "groupTitle", wrap=True)
        self.words_label, self.said_label = label("", wrap=True), label("", "strong", wrap=True)
        self.changed_label = label("", "caption", wrap=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        for part in (self.kind_label, self.name_label, self.said_label, self.words_label, self.changed_label):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_line(self, line: ReviewedLine) -> None:
        """All that is known of it."""
        self.kind_label.setText(f"{line.title} under {line.under}" if line.under else line.title)
        self.name_label.setText(line.name)
        self.words_label.setText("\n".join(f"{name}: {words}" for name, words in line.words[1:]))
        self.words_label.setVisible(len(line.words) > 1)
        self.changed_label.setText("\n".join(self._since(line)))
        said = f"{MARKS[line.said.said]} {_told(line.said)}" if line.said is not None else ""
        self.said_label.setText(said)
        self.said_label.setVisible(bool(said))
        heard = (self.kind_label.text(), line.name, said, self.words_label.text(), self.changed_label.text())
        self.setAccessibleName(". ".join(filter(None, heard)))
        self.verticalScrollBar().setValue(0)

    def _since(self, line: ReviewedLine) -> list[str]:
        at, by = line.changed
        when = figures.dated(at, self._desk.zone, self._desk.today())
        told = [f"Last change: {when}{f' by {by}' if by else ''}" if at else "Nobody changed it here"]
        if line.progress:
            told.append(f"Last noted: {line.progress} ({figures.day(line.progress_on)})")
        else:
            told.append("Nothing noted yet")
        last = line.last
        told.append(f"Last review: {_told(last)}" if last is not None else "Not reviewed line by line before")
        return told


def _told(look: Look) -> str:
    """`Kept on 10/14/2026 by Maria Ortiz, RN`"""
    who = f" by {look.by}" if look.by else ""
    words = f": {look.words}" if look.words else ""
    return f"{SAID[look.said]} on {figures.day(look.on.isoformat())}{who}{words}"
