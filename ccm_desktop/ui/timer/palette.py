"""The start palette (Ctrl+T): type a name, press Enter, the clock runs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.services.views import PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.keyboard import KeyboardPlace

_SHOWN = 8
_WIDTH, _HEIGHT, _BASE_PX = 620, 420, 13
"""At 100 % text; a larger text gets as much more as the window has."""
_BACKDATES = ((0, "now"), (120, "2 minutes ago"), (300, "5 minutes ago"), (600, "10 minutes ago"))
_PATIENT = Qt.ItemDataRole.UserRole


class StartPalette(QFrame):
    """A small panel over the window; Esc leaves everything as it was.

    Signals:
        closed: the palette went away, started or not.
    """

    closed = Signal()

    def __init__(self, view_model: TimerViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._over = parent
        self._offered: list[PanelLine] = []
        self._patients: tuple[PanelLine, ...] = ()
        self._recent: list[str] = []
        self._confirming = ""
        self._before = KeyboardPlace()
        self.setObjectName("startPalette")
        self.setAccessibleName("Start timer")
        self.title_label = QLabel()
        self.title_label.setObjectName("paletteTitle")
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText("Name, date of birth, MRN or phone")
        self.search_field.setAccessibleName("Patient to time")
        self.search_field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Patients found")
        self.list.setUniformItemSizes(True)
        self.activity_box = _combo(ACTIVITIES.items(), "Activity")
        self.backdate_box = _combo(_BACKDATES, "Started")
        self.message_label = QLabel()
        self.message_label.setObjectName("paletteMessage")
        self.message_label.setWordWrap(True)
        self._lay_out()
        self.search_field.textChanged.connect(self._show_matches)
        self.list.itemActivated.connect(self._on_activated)
        self.list.itemClicked.connect(self._on_activated)
        view_model.refused.connect(self._on_refused)
        self.hide()

    def open(self, patients: tuple[PanelLine, ...], context_patient: str = "") -> None:
        """Show the palette; the patient in view stands first, then those timed last."""
        if not self.isVisible():
            self._before.note()
        self._patients = tuple(p for p in patients if p.program_status == "enrolled")
        first = [context_patient, *self._recent]
        rank = {patient: place for place, patient in enumerate(p for p in first if p)}
        self._offered = sorted((p for p in self._patients if p.patient_id in rank), key=lambda p: rank[p.patient_id])
        running = self._view_model.view
        self.title_label.setText(f"Switch from {running.patient_name}" if running.state != "idle" else "Start timer")
        self._say("")
        self.backdate_box.setCurrentIndex(0)
        self.search_field.clear()
        self._show_matches("")
        self._place()
        self.show()
        self.raise_()
        self.search_field.setFocus()

    def dismiss(self) -> None:
        """Go away without a change."""
        self.hide()
        self._before.give_back()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search_field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_activated(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        options = QHBoxLayout()
        for label, box in (("Activity", self.activity_box), ("Started", self.backdate_box)):
            caption = QLabel(label)
            caption.setBuddy(box)
            options.addWidget(caption)
            options.addWidget(box, 1)
        hint = QLabel("Enter starts · ↑↓ choose · Tab activity · Esc leaves")
        hint.setObjectName("caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        for widget in (self.title_label, self.search_field, self.list):
            column.addWidget(widget)
        column.addLayout(options)
        column.addWidget(self.message_label)
        column.addWidget(hint)

    def _place(self) -> None:
        room = self._over
        scale = max(1.0, self.fontInfo().pixelSize() / _BASE_PX)
        width = min(round(_WIDTH * scale), room.width() - 24)
        height = min(round(_HEIGHT * scale), room.height() - 24)
        top = min(56, room.height() - 12 - height)
        self.setGeometry((room.width() - width) // 2, top, width, height)

    def _show_matches(self, text: str) -> None:
        self._confirming = ""
        wanted = tokens(text)
        found = self._offered if not wanted else [p for p in self._patients if matches(p.haystack, wanted)]
        if not wanted and not found:
            found = list(self._patients)
        self.list.clear()
        for patient in found[:_SHOWN]:
            self.list.addItem(_item(patient))
        self.list.setCurrentRow(0)
        if wanted and not found:
            self._say("No enrolled patient matches. Candidates are enrolled in their workspace first.")
        else:
            self._say("")

    def _on_activated(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        patient: PanelLine = item.data(_PATIENT)
        if patient.same_name and self._confirming != patient.patient_id:
            # Two patients of one name: the wrong one must not be timed by a quick Enter.
            self._confirming = patient.patient_id
            self._say(
                f"Another patient has the same name. Enter again for the one born {figures.day(patient.birth_on)}."
            )
            return
        self._recent = [patient.patient_id, *(p for p in self._recent if p != patient.patient_id)][:5]
        self._view_model.start(
            patient.patient_id, str(self.activity_box.currentData()), int(self.backdate_box.currentData())
        )
        self.dismiss()

    def _on_refused(self, problem: Problem) -> None:
        self._say(str(problem))

    def _say(self, text: str) -> None:
        self.message_label.setText(text)
        self.message_label.setVisible(bool(text))


def _item(patient: PanelLine) -> QListWidgetItem:
    identity = " · ".join(part for part in (figures.day(patient.birth_on), patient.mrn) if part)
    same = "   ⚠ same name" if patient.same_name else ""
    left = figures.to_threshold(patient.next) if patient.next else "no further code"
    item = QListWidgetItem(f"{patient.name}{same}   {identity}   {figures.minutes(patient.counted_seconds)}   {left}")
    item.setData(_PATIENT, patient)
    return item


def _combo(choices: object, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, text in choices:  # type: ignore[attr-defined]
        box.addItem(text, value)
    return box
