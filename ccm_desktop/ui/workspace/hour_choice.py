"""An hour that clocks show twice, or never: which one was meant is asked, not guessed (ux.md 5.7)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import after_skip, from_epoch
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import button, label


class HourChoice(QWidget):
    """Hidden until it has something to ask.

    Signals:
        answered: one of the two was chosen.
        replacement: the local time to use instead of one that did not exist.
    """

    answered = Signal()
    replacement = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._instants: tuple[int, ...] = ()
        self._instead: datetime | None = None
        self.words_label = label("", "fieldError", wrap=True)
        self.first_button, self.second_button = QRadioButton(), QRadioButton()
        self.use_button = button("Use")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.words_label, self.first_button, self.second_button, self.use_button):
            column.addWidget(part)
        for press in (self.first_button, self.second_button):
            press.toggled.connect(self._on_toggled)
        self.use_button.clicked.connect(self._on_use)
        self.dismiss()

    def dismiss(self) -> None:
        """Nothing is to be asked."""
        self._instants, self._instead = (), None
        self.hide()

    def ask_which(self, instants: tuple[int, ...], zone: ZoneInfo) -> None:
        """This time happened twice; an answer already given for the same instants holds."""
        if instants != self._instants:
            self._instants = instants
            for press, at, which in zip(
                (self.first_button, self.second_button), instants, ("first", "second"), strict=True
            ):
                local = from_epoch(at).astimezone(zone)
                press.setText(f"{figures.clock(at, zone)} {local:%Z} ({which})")
                press.setAutoExclusive(False)
                press.setChecked(False)
                press.setAutoExclusive(True)
        day = figures.instant_day(instants[0], zone)
        self._show(f"Clocks were moved back on {day}: this time happened twice. Which one?", twice=True)

    def tell_skipped(self, local: datetime, zone: ZoneInfo) -> None:
        """This time never was."""
        self._instants, self._instead = (), after_skip(local, zone)
        instead = figures.time_of_day(self._instead)
        self._show(
            f"{figures.time_of_day(local)} did not exist on {local:%b} {local.day} (clocks moved forward)."
            f" Use {instead}?",
            twice=False,
        )
        self.use_button.setText(f"Use {instead}")
        self.use_button.setAccessibleName(f"Use {instead}")

    def answer(self) -> int | None:
        """The instant that was chosen; None while nobody has."""
        for press, at in zip((self.first_button, self.second_button), self._instants, strict=False):
            if press.isChecked():
                return at
        return None

    def prefer(self, instants: tuple[int, ...], at: int, zone: ZoneInfo) -> None:
        """Ask with an answer: an entry that is amended knows which hour it was."""
        self.ask_which(instants, zone)
        (self.first_button if at == instants[0] else self.second_button).setChecked(True)

    def _show(self, words: str, *, twice: bool) -> None:
        self.words_label.setText(words)
        for press in (self.first_button, self.second_button):
            press.setVisible(twice)
        self.use_button.setVisible(not twice)
        self.show()

    def _on_toggled(self, checked: bool) -> None:
        if checked:
            self.answered.emit()

    def _on_use(self) -> None:
        if self._instead is not None:
            self.replacement.emit(self._instead)
