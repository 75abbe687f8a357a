"""One version of what differs: who wrote it, on which computer, when, and its fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import label


class VersionCard(QFrame):
    """A titled box of fields; empty ones say so, because that is a version too."""

    def __init__(self, title: str, caption: str, labels: Sequence[str], words: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addWidget(label(title, "groupTitle", wrap=True))
        column.addWidget(label(caption, "caption", wrap=True))
        shown = [figures.day(text) if is_day(text) else text or "(empty)" for text in words]
        for name, text in zip(labels, shown, strict=True):
            if len(labels) > 1:
                column.addWidget(label(name, "caption"))
            column.addWidget(label(text, "strong", wrap=True))
        column.addStretch(1)
        said = "; ".join(f"{name}: {text}" for name, text in zip(labels, shown, strict=True))
        self.setAccessibleName(f"{title}, {caption}. {said}" if caption else f"{title}. {said}")
