"""Under which activity a timer starts, and since when."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ccm_desktop.domain.activities import ACTIVITIES

_BACKDATES = ((0, "now"), (120, "2 minutes ago"), (300, "5 minutes ago"), (600, "10 minutes ago"))


class StartOptions(QWidget):
    """The activity is that of what was begun on the patient, until one is chosen by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activity_box = _combo(ACTIVITIES.items(), "Activity")
        self.backdate_box = _combo(_BACKDATES, "Started")
        self._backdate_caption = QLabel("Started")
        self._usual = self.activity()
        """Chosen by hand the last time."""
        self._by_hand = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for caption, box in ((QLabel("Activity"), self.activity_box), (self._backdate_caption, self.backdate_box)):
            caption.setBuddy(box)
            row.addWidget(caption)
            row.addWidget(box, 1)
        self.activity_box.currentIndexChanged.connect(self._on_activity)

    def open(self) -> None:
        """Nothing is chosen by hand yet."""
        self._by_hand = False
        self.backdate_box.setCurrentIndex(0)

    def activity(self) -> str:
        """Its key."""
        return str(self.activity_box.currentData())

    def backdate_seconds(self) -> int:
        """How long ago the work began."""
        return int(self.backdate_box.currentData())

    def follow(self, activity: str) -> None:
        """Show what was being done on the patient chosen, or what is usual."""
        if not self._by_hand:
            with QSignalBlocker(self.activity_box):
                self.activity_box.setCurrentIndex(self.activity_box.findData(activity or self._usual))

    def take_over(self, activity: str, backdate_seconds: int) -> None:
        """A start that was asked for elsewhere stands here now, to be asked for again."""
        if activity:
            self._by_hand = True
            with QSignalBlocker(self.activity_box):
                self.activity_box.setCurrentIndex(self.activity_box.findData(activity))
        self.backdate_box.setCurrentIndex(max(0, self.backdate_box.findData(backdate_seconds)))

    def offer_backdate(self, *, offered: bool) -> None:
        """Not while a timer runs, whose seconds are counted; but a choice that was made is not hidden."""
        shown = offered or self.backdate_seconds() > 0
        self._backdate_caption.setVisible(shown)
        self.backdate_box.setVisible(shown)

    def _on_activity(self) -> None:
        self._by_hand, self._usual = True, self.activity()


def _combo(choices: Iterable[tuple[object, str]], name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, text in choices:
        box.addItem(text, value)
    return box
