"""The side form of an overlap: both entries on one axis, and the ways to part them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from ccm_desktop.domain.overlap import ALL_TO_EARLIER, ALL_TO_LATER, TRIM_EARLIER, TRIM_LATER, Settlement
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.overlaps import Overlap, Side
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end.timeline import Timeline
from ccm_desktop.ui.once import Once
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm

_TWO = "The shared time counts once for the patient. Parting the entries says whose it is."
_OWN = "Nobody works twice at once: the shared time may stand in one of the two only."


class OverlapForm(SideForm):
    """Timeline, ways, reason.

    Signals:
        settled: the `Overlap` shown, key of the way, and the reason; the form stays until told.
    """

    settled = Signal(object, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Part them", parent=parent)
        self._desk = desk
        self._shown: Overlap | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.meaning_label = label("", "caption", wrap=True)
        self.timeline = Timeline(desk)
        self.earlier_label, self.later_label = label("", wrap=True), label("", wrap=True)
        self.ways = QButtonGroup(self)
        self.buttons = {key: QRadioButton() for key in (TRIM_EARLIER, TRIM_LATER, ALL_TO_EARLIER, ALL_TO_LATER)}
        self._notes = {key: label("", "caption", wrap=True) for key in self.buttons}
        self.reason_edit = QLineEdit()
        self._lay_out()
        self.reason_edit.returnPressed.connect(self.save)

    def open(self, shown: Overlap) -> None:
        """Ask about two entries."""
        self._shown = shown
        day = figures.instant_day(shown.later.start, self._desk.zone)
        self.title_label.setText(f"{day}: {figures.minutes(shown.seconds)} minutes at once")
        self.meaning_label.setText(_OWN if shown.same_person else _TWO)
        self.timeline.show_overlap(shown)
        for side, said in ((shown.earlier, self.earlier_label), (shown.later, self.later_label)):
            said.setText(f"{self.timeline.words(side)}. {side.note}")
        self.reason_edit.clear()
        self.message.say("")
        self._show_ways(shown)
        self.timeline.setFocus()

    def _lay_out(self) -> None:
        for press in self.buttons.values():
            self.ways.addButton(press)
        ways = (part for key, press in self.buttons.items() for part in (press, self._notes[key]))
        self.lay_out(
            self.title_label, self.meaning_label, self.timeline, self.earlier_label, self.later_label, *ways,
            Field("Reason", self.reason_edit, required=True),
        )  # fmt: skip

    def _show_ways(self, shown: Overlap) -> None:
        self.ways.setExclusive(False)
        by_key = {way.key: way for way in shown.settlements}
        for key, press in self.buttons.items():
            way, note = by_key.get(key), self._notes[key]
            press.setChecked(False)
            press.setVisible(way is not None)
            note.setVisible(way is not None)
            if way is not None:
                refused = self._refusal(shown.touched(way))
                press.setText(self._title(shown, way))
                note.setText(refused or self._outcome(shown, way))
                press.setEnabled(not refused)
                press.setAccessibleDescription(note.text())
        self.ways.setExclusive(True)

    def _refusal(self, side: Side) -> str:
        """Why the person signed in may not touch that entry; empty for their own."""
        return "" if side.person_id == self._desk.user else self._desk.refusal(Verb.CORRECT_OTHERS_TIME)

    @staticmethod
    def _title(shown: Overlap, way: Settlement) -> str:
        which = {TRIM_EARLIER: "Trim the earlier", TRIM_LATER: "Trim the later"}
        if way.key in which:
            return which[way.key]
        kept = shown.earlier if way.key == ALL_TO_EARLIER else shown.later
        return f"Keep {kept.patient if shown.same_person else kept.who} only"

    def _outcome(self, shown: Overlap, way: Settlement) -> str:
        """What the entry becomes."""
        side, zone = shown.touched(way), self._desk.zone
        span = way.later if side is shown.later else way.earlier
        whose = side.patient if shown.same_person else side.who
        if span is None:
            done = f"The entry of {whose} is void."
        else:
            times = f"{figures.clock(span[0], zone)}–{figures.clock(span[1], zone)}"
            done = f"{whose}: {times} ({figures.minutes(span[1] - span[0])})."
        lost = f" {figures.minutes(way.given_up_seconds)} would be in no entry." if way.given_up_seconds else ""
        return done + lost

    def save(self) -> None:
        chosen = next((key for key, press in self.buttons.items() if press.isChecked()), "")
        if self._shown is not None:
            self.settled.emit(self._shown, chosen, self.reason_edit.text())


class OverlapFlow(QObject):
    """Opens the form for an exception and sends what it says.

    Signals:
        side_asked: the form for the side panel, or None to close it.
        said: a sentence for the toast.
        refused: a `Problem` before the form could open.
    """

    side_asked = Signal(object)
    said = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._once = desk, Once()
        self.form = OverlapForm(desk)
        self.form.settled.connect(self._on_settled)
        self.form.closed.connect(self._close)

    def open(self, entries: tuple[str, ...]) -> None:
        """The first two of these entries."""
        task = self._desk.gateway.ask(partial(self._desk.office.overlaps.open, entries))
        task.succeeded.connect(self._on_opened)
        task.failed.connect(self.refused)

    def _on_opened(self, shown: Overlap) -> None:
        self.side_asked.emit(self.form)
        self.form.open(shown)

    def _on_settled(self, shown: Overlap, key: str, reason: str) -> None:
        command = partial(self._desk.office.overlaps.settle, shown, key, reason)
        about = (shown.earlier.entry_id, shown.later.entry_id)
        task = self._once.send(about, partial(self._desk.gateway.send, command))
        if task is not None:
            task.succeeded.connect(self._on_done)
            task.failed.connect(self.form.message.show_problem)

    def _on_done(self, _outcome: object) -> None:
        self._close()
        self.said.emit("Parted. The original stays visible with your reason.")

    def _close(self) -> None:
        self.side_asked.emit(None)
