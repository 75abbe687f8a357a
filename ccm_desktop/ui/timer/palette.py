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
from ccm_desktop.services.timer_views import ParkedLine
from ccm_desktop.services.views import PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.palette_row import COLUMNS_ROLE, PaletteRow
from ccm_desktop.ui.timer.view_model import Start, TimerViewModel
from ccm_desktop.ui.widgets.keyboard import KeyboardPlace
from ccm_desktop.ui.widgets.parts import on_keys

_SHOWN = 8
_WIDTH, _HEIGHT, _BASE_PX = 620, 420, 13
"""At 100 % text; a larger text gets as much more as the window has."""
_ASKED = ("consent_missing", "clock_behind")
"""Refusals that are questions."""
_BACKDATES = ((0, "now"), (120, "2 minutes ago"), (300, "5 minutes ago"), (600, "10 minutes ago"))
_START_HINT = "Enter starts · ↑↓ choose · Tab activity · Esc leaves"
_CHOOSE_HINT = "Enter picks · ↑↓ choose · Tab activity · Esc leaves"
_PATIENT = Qt.ItemDataRole.UserRole
_PARKED = Qt.ItemDataRole.UserRole + 1


class StartPalette(QFrame):
    """A small panel over the window; Esc leaves everything as it was.

    What was put aside today stands on top, then the patient in view and those timed last.

    Signals:
        closed: the palette went away, started or not.
        chosen: opened by `choose`, this patient and activity were picked.
    """

    closed = Signal()
    chosen = Signal(str, str)

    def __init__(self, view_model: TimerViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._over = parent
        self._offered: list[PanelLine] = []
        self._patients: tuple[PanelLine, ...] = ()
        self._recent: list[str] = []
        self._confirming = ""
        self._anyway = ""
        """The patient whose start was refused, and would be taken all the same with one more Enter."""
        self._choosing = False
        self._before = KeyboardPlace()
        self.setObjectName("startPalette")
        self.setAccessibleName("Start timer")
        self.title_label = QLabel()
        self.title_label.setObjectName("paletteTitle")
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText("Name, date of birth, MRN or phone")
        self.search_field.setAccessibleName("Patient to time")
        self.list = QListWidget()
        self.list.setAccessibleName("Patients found")
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(PaletteRow(self.list))
        for part in (self.search_field, self.list):
            part.installEventFilter(self)
        self.activity_box = _combo(ACTIVITIES.items(), "Activity")
        self.backdate_box = _combo(_BACKDATES, "Started")
        self.message_label = QLabel()
        self.message_label.setObjectName("paletteMessage")
        self.message_label.setWordWrap(True)
        self._lay_out()
        self.search_field.textChanged.connect(self._show_matches)
        self.list.itemClicked.connect(self._on_activated)
        on_keys(self, "Esc", self.dismiss)
        view_model.started.connect(self._on_started)
        view_model.start_refused.connect(self._on_refused)
        self.hide()

    def open(self, patients: tuple[PanelLine, ...], context_patient: str = "") -> None:
        """Show the palette; the patient in view stands first, then those timed last."""
        running = self._view_model.view
        title = f"Switch from {running.patient_name}" if running.state != "idle" else "Start timer"
        self._choosing = False
        self._come_up(title, patients, context_patient)

    def choose(self, title: str, patients: tuple[PanelLine, ...]) -> None:
        """Nothing starts: only pick whose work something was."""
        self._choosing = True
        self._come_up(title, patients, "")

    def _come_up(self, title: str, patients: tuple[PanelLine, ...], context_patient: str) -> None:
        if not self.isVisible():
            self._before.note()
        self._patients = tuple(p for p in patients if p.program_status == "enrolled")
        first = [context_patient, *self._recent]
        rank = {patient: place for place, patient in enumerate(p for p in first if p)}
        self._offered = sorted(self._patients, key=lambda p: rank.get(p.patient_id, len(rank)))
        self.title_label.setText(title)
        self.hint_label.setText(_CHOOSE_HINT if self._choosing else _START_HINT)
        self._backdate_caption.setVisible(not self._choosing)
        self.backdate_box.setVisible(not self._choosing)
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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            held = event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            return held or self._is_used(event.key(), in_list=watched is self.list)  # one press is one answer
        return super().eventFilter(watched, event)

    def _is_used(self, key: int, *, in_list: bool) -> bool:
        # Enter is taken here and not by `itemActivated`, which some desktops send on a single click too: the
        # second of the two would answer what the first one asked.
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated(self.list.currentItem())
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not in_list:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
            return True
        return False

    def _lay_out(self) -> None:
        options = QHBoxLayout()
        self._backdate_caption = QLabel("Started")
        for caption, box in ((QLabel("Activity"), self.activity_box), (self._backdate_caption, self.backdate_box)):
            caption.setBuddy(box)
            options.addWidget(caption)
            options.addWidget(box, 1)
        self.hint_label = QLabel(_START_HINT)
        self.hint_label.setObjectName("caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        for widget in (self.title_label, self.search_field, self.list):
            column.addWidget(widget)
        column.addLayout(options)
        column.addWidget(self.message_label)
        column.addWidget(self.hint_label)

    def _place(self) -> None:
        room = self._over
        scale = max(1.0, self.fontInfo().pixelSize() / _BASE_PX)
        width = min(round(_WIDTH * scale), room.width() - 24)
        height = min(round(_HEIGHT * scale), room.height() - 24)
        top = min(56, room.height() - 12 - height)
        self.setGeometry((room.width() - width) // 2, top, width, height)

    def _show_matches(self, text: str) -> None:
        self._confirming = self._anyway = ""
        wanted = tokens(text)
        parked = () if wanted or self._choosing else self._view_model.view.parked
        aside = {line.patient_id for line in parked}
        found = [p for p in self._patients if matches(p.haystack, wanted)] if wanted else [
            p for p in self._offered if p.patient_id not in aside
        ]  # fmt: skip
        self.list.clear()
        for line in parked:
            self.list.addItem(_parked_item(line))
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
        if session := item.data(_PARKED):
            self._view_model.resume_parked(session)
            self.dismiss()
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
        activity = str(self.activity_box.currentData())
        if self._choosing:
            self.dismiss()
            self.chosen.emit(patient.patient_id, activity)
            return
        self._view_model.start(
            patient.patient_id, activity, int(self.backdate_box.currentData()),
            anyway=self._anyway == patient.patient_id,
        )  # fmt: skip

    def _on_started(self) -> None:
        if self.isVisible() and not self._choosing:
            self.dismiss()

    def _on_refused(self, wanted: Start, problem: Problem) -> None:
        """Say it here, with the way on; wherever the start was asked for."""
        if not self.isVisible():
            self.open(self._view_model.patients, wanted.patient)
            self._pick_out(wanted.patient)
        words = problem.what if problem.code == "consent_missing" else str(problem)
        if problem.code in _ASKED and self._anyway != wanted.patient:
            self._confirming = self._anyway = wanted.patient
            words = f"{words} Enter again starts anyway."
        self._say(words)

    def _pick_out(self, patient: str) -> None:
        """Nobody, where that patient is not listed: Enter must not start on somebody else."""
        lines = [self.list.item(row).data(_PATIENT) for row in range(self.list.count())]
        rows = [row for row, line in enumerate(lines) if line is not None and line.patient_id == patient]
        self.list.setCurrentRow(rows[0] if rows else -1)

    def _say(self, text: str) -> None:
        self.message_label.setText(text)
        self.message_label.setVisible(bool(text))


def _item(patient: PanelLine) -> QListWidgetItem:
    identity = " · ".join(part for part in (figures.day(patient.birth_on), patient.mrn) if part)
    name = f"⚠ {patient.name} · same name" if patient.same_name else patient.name
    left = figures.to_threshold(patient.next) if patient.next else "no further code"
    return _row(_PATIENT, patient, name, identity, f"{figures.minutes(patient.counted_seconds)} · {left}")


def _parked_item(line: ParkedLine) -> QListWidgetItem:
    activity = ACTIVITIES.get(line.activity, line.activity)
    return _row(_PARKED, line.session_id, f"Resume {line.patient_name}", activity, figures.minutes(line.seconds))


def _row(role: int, value: object, *columns: str) -> QListWidgetItem:
    item = QListWidgetItem("   ".join(columns))
    item.setData(role, value)
    item.setData(COLUMNS_ROLE, columns)
    return item


def _combo(choices: object, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, text in choices:  # type: ignore[attr-defined]
        box.addItem(text, value)
    return box
