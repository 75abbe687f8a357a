"""When work was done, as people type it: date, start, and length or end with the other one shown."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain import timekeeping
from ccm_desktop.domain.calendar import Month, from_epoch, instants, to_epoch
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.intervals import Span
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.compared_field import ComparedField
from ccm_desktop.ui.widgets.fields import parse_day
from ccm_desktop.ui.widgets.times import parse_duration, parse_time
from ccm_desktop.ui.workspace.hour_choice import HourChoice


class SpanFields(QWidget):
    """Four fields and the span they mean; what cannot be true is said under the field at once.

    Signals:
        changed: something was typed; `span` may have become another.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._by_end = False  # whether the end was typed last, so that the length follows from it
        self._span: Span | None = None
        self._month: Month | None = None  # whose day is expected; None: any that is past
        self.day_edit, self.start_edit = QLineEdit(), QLineEdit()
        self.length_edit, self.end_edit = QLineEdit(), QLineEdit()
        self.hours = HourChoice()
        for edit, words in ((self.day_edit, "11/21 or today"), (self.start_edit, "2:30 PM, 230p or 14:30"),
                            (self.length_edit, "12, 7:30, 7.5 or 7m30"), (self.end_edit, "2:42 PM")):  # fmt: skip
            edit.setPlaceholderText(words)
        self.day = ComparedField("Date", self.day_edit, required=True)
        self.start = ComparedField("Start", self.start_edit, required=True)
        self.length = ComparedField("Length", self.length_edit)
        self.end = ComparedField("or end", self.end_edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.day, self.start, self.hours, self.length, self.end):
            column.addWidget(part)
        self.day_edit.textChanged.connect(self._on_moment)
        self.start_edit.textChanged.connect(self._on_moment)
        self.length_edit.textEdited.connect(self._on_length)
        self.end_edit.textEdited.connect(self._on_end)
        self.hours.answered.connect(self._read)
        self.hours.replacement.connect(self._on_replacement)

    def clear(self, month: Month | None = None) -> None:
        """Today, and nothing else; in a month that is over nobody knows the day, and today would be the wrong one."""
        self._by_end = False
        today = self._desk.today()
        self._month = month if month != Month.of(today) else None
        self.day_edit.setPlaceholderText(f"{self._month.number}/21" if self._month else "")
        self._fill(self.day_edit, "" if self._month else figures.day(today.isoformat()))
        for edit in (self.start_edit, self.length_edit, self.end_edit):
            self._fill(edit, "")
        for field in (self.day, self.start, self.length, self.end):
            field.set_original("")
        self._read()

    def show_span(self, start: int, end: int, *, as_original: bool) -> None:
        """Fill in a span; `as_original` it stands beside the fields too, to be compared."""
        zone = self._desk.zone
        begun, ended = (from_epoch(at).astimezone(zone) for at in (start, end))
        self._by_end = False
        texts = (figures.day(begun.date().isoformat()), _clock(begun), figures.minutes(end - start), _clock(ended))
        fields = (self.day, self.start, self.length, self.end)
        for field, edit, text in zip(fields, self._edits(), texts, strict=True):
            self._fill(edit, text)
            if as_original:
                field.set_original(text)
        twice = instants(begun.replace(tzinfo=None), zone)
        if len(twice) > 1:
            self.hours.prefer(twice, start, zone)
        self._read()

    def span(self) -> Span | None:
        """Start and end, epoch seconds; None while the fields say none that can be."""
        return self._span

    def problem(self) -> str:
        """What stands in the way, in words; empty when `span` is sound."""
        if self._span is not None:
            return ""
        if self.hours.isVisibleTo(self):
            return self.hours.words_label.text()
        fields = (self.day, self.start, self.length, self.end)
        return next((field.error() for field in fields if field.error()), "Give the start and the length or the end.")

    def _edits(self) -> tuple[QLineEdit, ...]:
        return self.day_edit, self.start_edit, self.length_edit, self.end_edit

    def _fill(self, edit: QLineEdit, text: str) -> None:
        edit.blockSignals(True)
        edit.setText(text)
        edit.blockSignals(False)

    def _on_moment(self) -> None:
        self._read()

    def _on_length(self) -> None:
        self._by_end = False
        self._read()

    def _on_end(self) -> None:
        self._by_end = bool(self.end_edit.text().strip())
        self._read()

    def _on_replacement(self, local: datetime) -> None:
        self.start_edit.setText(figures.time_of_day(local))

    def _read(self) -> None:
        for field in (self.day, self.start, self.length, self.end):
            field.set_error("")
            field.set_note("")
        self._span = self._understood()
        # With a length given Tab goes on to the reason; the mouse still reaches the end.
        typed_length = bool(self.length_edit.text().strip()) and not self._by_end and not self.end.original
        self.end_edit.setFocusPolicy(Qt.FocusPolicy.ClickFocus if typed_length else Qt.FocusPolicy.StrongFocus)
        self._mark()
        self.changed.emit()

    def _understood(self) -> Span | None:
        day, start = self._day(), self._start()
        if day is None or start is None:
            self.hours.dismiss()
            return None
        begun = self._instant(datetime.combine(day, start))
        if begun is None:
            return None
        end = self._typed_end(day, begun) if self._by_end else self._by_length(begun)
        if end is None:
            return None
        try:
            timekeeping.check_entry(begun, end, to_epoch(self._desk.office.context.clock.now()))
        except BadInput as problem:
            (self.end if self._by_end or problem.code != "entry_too_long" else self.length).set_error(str(problem))
            return None
        return begun, end

    def _typed_day(self) -> date | None:
        year = self._month.year if self._month else 0
        return parse_day(self.day_edit.text(), self._desk.today(), past=True, year=year)

    def _day(self) -> date | None:
        typed, month, day = self.day_edit.text(), self._month, self._typed_day()
        if day is None and (typed.strip() or month is None):
            self.day.set_error(_wrong_day(typed, month))
        elif day is None:
            return None  # nothing was typed yet
        elif figures.day(day.isoformat()) != self.day_edit.text().strip():
            self.day.set_note(f"{day:%A}, {figures.day(day.isoformat())}")
        return day

    def _start(self) -> time | None:
        typed = self.start_edit.text().strip()
        start = parse_time(typed)
        if typed and start is None:
            self.start.set_error("This is not a time. Write it like 2:30 PM, 230p or 14:30.")
        elif start is not None:
            self.start.set_note(_read_back(typed, start))
        return start

    def _instant(self, local: datetime) -> int | None:
        """The start; where clocks were moved a person says which one."""
        zone = self._desk.zone
        found = instants(local, zone)
        if len(found) == 1:
            self.hours.dismiss()
            return found[0]
        if found:
            self.hours.ask_which(found, zone)
            return self.hours.answer()
        self.hours.tell_skipped(local, zone)
        return None

    def _by_length(self, start: int) -> int | None:
        typed = self.length_edit.text().strip()
        length = parse_duration(typed)
        if length is None:
            if typed:
                self.length.set_error("This is not a length. Write minutes like 12, 7:30 or 7.5.")
            self._fill(self.end_edit, "")
            return None
        if figures.minutes(length) != typed:
            self.length.set_note(f"{figures.minutes(length)} minutes")
        self._fill(self.end_edit, _clock(from_epoch(start + length).astimezone(self._desk.zone)))
        return start + length

    def _typed_end(self, day: date, start: int) -> int | None:
        typed = self.end_edit.text().strip()
        end = parse_time(typed)
        if end is None:
            self.end.set_error("This is not a time. Write it like 2:30 PM, 230p or 14:30.")
            return None
        found = instants(datetime.combine(day, end), self._desk.zone)
        if not found:
            self.end.set_error("Clocks were moved forward over this time: it did not exist. Use one hour later.")
            return None
        after = [at for at in found if at > start] or list(found)
        if len(after) > 1:
            self.end.set_note("Clocks showed this time twice; the first is taken. Type a length for the second.")
        else:
            self.end.set_note(_read_back(typed, end))
        self._fill(self.length_edit, figures.minutes(after[0] - start) if after[0] > start else "")
        return after[0]

    def _mark(self) -> None:
        for field, edit in zip((self.day, self.start, self.length, self.end), self._edits(), strict=True):
            field.mark(is_changed=edit.text().strip() != field.original)


def _clock(local: datetime) -> str:
    """`2:30 PM`, with seconds where there are any."""
    if not local.second:
        return figures.time_of_day(local)
    return f"{local.hour % 12 or 12}:{local:%M:%S} {'AM' if local.hour < 12 else 'PM'}"


def _read_back(typed: str, value: time) -> str:
    read = _clock(datetime.combine(date.min, value))
    return "" if read.casefold() == typed.casefold() else read


def _wrong_day(typed: str, month: Month | None) -> str:
    said = "This is not a date" if typed.strip() else "The day is missing"
    return f"{said}. Write it like {month.number if month else 11}/21 or today."
