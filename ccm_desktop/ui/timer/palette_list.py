"""The rows of the start palette: what was put aside today, then the patient in view and those timed last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.timer_views import ParkedLine, TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.palette_row import COLUMNS_ROLE, PaletteRow

_OFFER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """One row."""

    patient: str
    columns: tuple[str, str, str]
    activity: str = ""
    """What was being done, where something was begun on the patient; empty for a new session."""
    session: str = ""
    """The very session, where a row names one that is parked."""
    born_on: str = ""
    """Of one of two patients of one name."""


class OfferList(QListWidget):
    """One row is chosen, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Patients found")
        self.setUniformItemSizes(True)
        self.setItemDelegate(PaletteRow(self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would choose the first row by itself: where nobody is chosen, the keyboard alone chooses nobody."""
        if self.currentRow() >= 0:
            super().focusInEvent(event)
            return
        with QSignalBlocker(self):
            super().focusInEvent(event)
            self.setCurrentRow(-1)

    def show_offers(self, offers: Iterable[Offer]) -> None:
        """Replace the rows; the first is chosen."""
        self.clear()
        for offer in offers:
            item = QListWidgetItem("   ".join(offer.columns))
            item.setData(_OFFER, offer)
            item.setData(COLUMNS_ROLE, offer.columns)
            self.addItem(item)
        self.setCurrentRow(0)

    def offer(self) -> Offer | None:
        """What is chosen."""
        found = self.currentIndex().data(_OFFER)
        return found if isinstance(found, Offer) else None

    def is_chosen(self, patient: str) -> bool:
        """Whether Enter is for that patient."""
        offer = self.offer()
        return offer is not None and offer.patient == patient

    def step(self, by: int) -> None:
        """Choose the next row or the one before."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def pick_out(self, patient: str) -> None:
        """Nobody, where that patient is not listed: Enter must not start on somebody else."""
        rows = [row for row in range(self.count()) if self.item(row).data(_OFFER).patient == patient]
        self.setCurrentRow(rows[0] if rows else -1)


def parked_offer(line: ParkedLine) -> Offer:
    """Work put aside today."""
    what = ACTIVITIES.get(line.activity, line.activity)
    columns = (f"Resume {line.patient_name}", what, figures.minutes(line.seconds))
    return Offer(line.patient_id, columns, line.activity, line.session_id)


def patient_offer(patient: PanelLine, view: TimerView) -> Offer:
    """A patient of the panel; what was begun on them is said, for Enter goes on with it."""
    identity = " · ".join(part for part in (figures.day(patient.birth_on), patient.mrn) if part)
    name = f"⚠ {patient.name} · same name" if patient.same_name else patient.name
    standing, activity = _begun(patient.patient_id, view)
    if not standing:
        left = figures.to_threshold(patient.next) if patient.next else "no further code"
        standing = f"{figures.minutes(patient.counted_seconds)} · {left}"
    born_on = patient.birth_on if patient.same_name else ""
    return Offer(patient.patient_id, (name, identity, standing), activity, born_on=born_on)


def _begun(patient: str, view: TimerView) -> tuple[str, str]:
    """In words what runs or stands still of this patient, and its activity."""
    if view.state != "idle" and view.patient_id == patient:
        words = (
            "is running" if view.state == "running" else f"Resume · paused at {figures.minutes(view.elapsed_seconds)}"
        )
        return words, view.activity
    for line in view.parked:
        if line.patient_id == patient:
            return f"Resume · parked at {figures.minutes(line.seconds)}", line.activity
    return "", ""
