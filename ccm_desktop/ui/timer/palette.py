"""The start palette (Ctrl+T): type a name, press Enter, the clock runs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.palette_list import OfferList, parked_offer, patient_offer
from ccm_desktop.ui.timer.start_message import StartMessage
from ccm_desktop.ui.timer.start_options import StartOptions
from ccm_desktop.ui.timer.view_model import Start, TimerViewModel
from ccm_desktop.ui.widgets.keyboard import KeyboardPlace
from ccm_desktop.ui.widgets.parts import on_keys

_SHOWN = 8
_WIDTH, _HEIGHT, _BASE_PX = 620, 420, 13
"""At 100 % text; a larger text gets as much more as the window has."""
_ASKED = ("consent_missing", "clock_behind")
"""Refusals that are questions."""
_START_HINT = "Enter starts · ↑↓ choose · Tab activity · Esc leaves"
_CHOOSE_HINT = "Enter picks · ↑↓ choose · Tab activity · Esc leaves"
_IDLE = TimerView("idle")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StartPalette(QFrame):
    """A small panel over the window; Esc leaves everything as it was.

    What was put aside today stands on top, then the patient in view and those timed last.

    Signals:
        closed: the palette went away, started or not.
        chosen: opened by `choose`, this patient and activity were picked.
        way_asked: a patient, and the page of their workspace where what stops the start is mended.
    """

    closed = Signal()
    chosen = Signal(str, str)
    way_asked = Signal(str, str)

    def __init__(self, view_model: TimerViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._over = parent
        self._offered: list[PanelLine] = []
        self._patients: tuple[PanelLine, ...] = ()
        self._others: tuple[PanelLine, ...] = ()
        """Who is not enrolled: never offered, but named when nobody else matches."""
        self._recent: list[str] = []
        self._confirming = ""
        self._anyway = ""
        """The patient whose start was refused, and would be taken all the same with one more Enter."""
        self._choosing = False
        self._before = KeyboardPlace()
        self.setObjectName("startPalette")
        self.setAccessibleName("Start timer")
        self.title_label, self.hint_label = QLabel(), QLabel(_START_HINT)
        self.title_label.setObjectName("paletteTitle")
        self.hint_label.setObjectName("caption")
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText("Name, date of birth, MRN or phone")
        self.search_field.setAccessibleName("Patient to time")
        self.list, self.options, self.message = OfferList(), StartOptions(), StartMessage()
        self._lay_out()
        self._connect()
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

    def dismiss(self) -> None:
        """Go away without a change."""
        self.hide()
        self._before.give_back()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Enter is taken here and not by `itemActivated`, which some desktops send on a single click too: the
        # second of the two would answer what the first one asked.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in _ENTER:
                if not event.isAutoRepeat():  # one press is one answer
                    self._on_activated()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and watched is self.search_field:
                self.list.step(1 if key == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _come_up(self, title: str, patients: tuple[PanelLine, ...], context_patient: str) -> None:
        if not self.isVisible():
            self._before.note()
        self._patients = tuple(p for p in patients if p.program_status == "enrolled")
        self._others = tuple(p for p in patients if p.program_status != "enrolled")
        first = [context_patient, *self._recent]
        rank = {patient: place for place, patient in enumerate(p for p in first if p)}
        self._offered = sorted(self._patients, key=lambda p: rank.get(p.patient_id, len(rank)))
        self.title_label.setText(title)
        self.hint_label.setText(_CHOOSE_HINT if self._choosing else _START_HINT)
        self.options.open()
        self._show_backdate()
        self.search_field.clear()
        self._show_matches("")
        self._place()
        self.show()
        self.raise_()
        self.search_field.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        for part in (self.title_label, self.search_field, self.list, self.options, self.message, self.hint_label):
            column.addWidget(part)
        self.setTabOrder(self.options.backdate_box, self.message.action_button)

    def _connect(self) -> None:
        for part in (self.search_field, self.list, self.options.activity_box, self.options.backdate_box):
            part.installEventFilter(self)
        self.search_field.textChanged.connect(self._show_matches)
        self.list.itemClicked.connect(self._on_activated)
        self.list.currentRowChanged.connect(self._on_row)
        self.message.way_asked.connect(self._on_way)
        on_keys(self, "Esc", self.dismiss)
        self._view_model.changed.connect(self._show_backdate)
        self._view_model.started.connect(self._on_started)
        self._view_model.start_refused.connect(self._on_refused)

    def _place(self) -> None:
        room = self._over
        scale = max(1.0, self.fontInfo().pixelSize() / _BASE_PX)
        width = min(round(_WIDTH * scale), room.width() - 24)
        height = min(round(_HEIGHT * scale), room.height() - 24)
        top = min(56, room.height() - 12 - height)
        self.setGeometry((room.width() - width) // 2, top, width, height)

    def _show_matches(self, text: str) -> None:
        wanted, view = tokens(text), _IDLE if self._choosing else self._view_model.view
        parked = () if wanted else view.parked
        aside = {line.patient_id for line in parked}
        found = [p for p in self._patients if matches(p.haystack, wanted)] if wanted else [
            p for p in self._offered if p.patient_id not in aside
        ]  # fmt: skip
        offers = [*map(parked_offer, parked), *(patient_offer(patient, view) for patient in found[:_SHOWN])]
        self.list.show_offers(offers)
        self._on_row()
        if wanted and not found:
            self._say_nobody([p for p in self._others if matches(p.haystack, wanted)])

    def _say_nobody(self, others: list[PanelLine]) -> None:
        patient = others[0].patient_id if len(others) == 1 and not self._choosing else ""
        who = f" {others[0].name} is not enrolled." if patient else ""
        words = f"No enrolled patient matches.{who} Candidates are enrolled in their workspace first."
        self.message.tell(words, "info", patient, "not_enrolled" if patient else "")

    def _on_row(self) -> None:
        """Another row: nothing is asked of it yet, and its activity is shown."""
        self._confirming = self._anyway = ""
        offer = self.list.offer()
        self.options.follow(offer.activity if offer else "")
        self.message.tell("")

    def _on_activated(self) -> None:
        offer = self.list.offer()
        if offer is None:
            return
        if offer.born_on and self._confirming != offer.patient:
            # Two patients of one name: the wrong one must not be timed by a quick Enter.
            self._confirming = offer.patient
            self.message.tell(
                f"Another patient has the same name. Enter again for the one born {figures.day(offer.born_on)}."
            )
            return
        self._recent = [offer.patient, *(p for p in self._recent if p != offer.patient)][:5]
        if self._choosing:
            self.dismiss()
            self.chosen.emit(offer.patient, self.options.activity())
            return
        wanted = Start(offer.patient, self.options.activity(), self.options.backdate_seconds(), offer.session)
        self._view_model.begin(wanted, anyway=self._anyway == offer.patient)

    def _show_backdate(self) -> None:
        running = self._view_model.view.state == "running"
        self.options.offer_backdate(offered=not self._choosing and not running)

    def _on_started(self) -> None:
        if self.isVisible() and not self._choosing:
            self.dismiss()

    def _on_refused(self, wanted: Start, problem: Problem) -> None:
        """Say it here, with the way on; wherever the start was asked for."""
        if not self.isVisible():
            self.open(self._view_model.patients, wanted.patient)
            self.list.pick_out(wanted.patient)
            self.options.take_over(wanted.activity, wanted.backdate_seconds)
            self._show_backdate()
        # Somebody quick may stand on another row by now: an Enter there is no answer to this.
        can_answer = self.list.is_chosen(wanted.patient) and not self._choosing
        asks = can_answer and problem.code in _ASKED and self._anyway != wanted.patient
        words = problem.what if problem.code == "consent_missing" else str(problem)
        if asks:
            self._confirming = self._anyway = wanted.patient
            words = f"{words} Enter again starts anyway."
        self.message.tell(
            self._naming(wanted.patient, words), "warn" if asks else "error", wanted.patient, problem.code
        )

    def _naming(self, patient: str, words: str) -> str:
        """Whom it is about, where the row chosen does not say so."""
        names = [one.name for one in (*self._patients, *self._others) if one.patient_id == patient]
        return words if not names or self.list.is_chosen(patient) else f"{names[0]}: {words}"

    def _on_way(self, patient: str, page: str) -> None:
        self.dismiss()
        self.way_asked.emit(patient, page)
