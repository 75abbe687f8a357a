"""What the time tab asks for, as commands of the services: add, amend, divide, void, approve, attest, undo."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, partial
from typing import Any, Protocol
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.time_entries import Amendment, NewTime
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_preview import Draft
from ccm_desktop.services.time_views import MonthTime
from ccm_desktop.ui.chart import Whom, on_show
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.once import Once
from ccm_desktop.ui.workspace.banner import Banner
from ccm_desktop.ui.workspace.commands import Page
from ccm_desktop.ui.workspace.separate_form import SeparateForm
from ccm_desktop.ui.workspace.split_form import SplitForm, TypedSplit
from ccm_desktop.ui.workspace.time_form import TimeForm
from ccm_desktop.ui.workspace.time_tab import TimeTab
from ccm_desktop.ui.workspace.typed_time import TypedTime
from ccm_desktop.ui.workspace.void_form import VoidForm

PLACE, _NEW = "time", "new-"


class TimePage(Page, Protocol):
    """A page that also names its patient."""

    banner: Banner


class TimeCommands(QObject):
    """Opens the forms and sends what they say.

    Signals:
        side_asked: a form for the side panel, or None to close it.
        undo_offered: words for the toast, and what takes the change back.
    """

    side_asked = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, page: TimePage, tab: TimeTab, form: TimeForm, drafts: FormDrafts) -> None:
        super().__init__(tab)
        self._desk, self._page, self._tab, self._form, self._drafts = desk, page, tab, form, drafts
        self._once = Once()
        self.panel: Callable[[], tuple[PanelLine, ...]] = tuple
        """Whom the forms can name."""
        tab.amend_pressed.connect(self.amend)
        tab.void_pressed.connect(self._on_void)
        tab.split_pressed.connect(self._on_split)
        tab.approve_pressed.connect(self._on_approve)
        tab.separate_pressed.connect(self.ask_separate)
        self._form.saved.connect(self._on_saved)
        self._form.drafted.connect(self._on_drafted)
        self.kept = KeptForm(
            desk, self, page, form, drafts, Name(PLACE, "time by hand"), self._on_again, lambda: form.whom
        )
        self.kept.side_asked.connect(self.side_asked)

    @cached_property
    def void_form(self) -> VoidForm:
        """Made when an entry is first taken away."""
        made = VoidForm()
        made.confirmed.connect(self._on_void_confirmed)
        made.closed.connect(self._close_side)
        return made

    @cached_property
    def split_form(self) -> SplitForm:
        """Made when time is first divided."""
        made = SplitForm(self._desk)
        made.saved.connect(self._on_split_saved)
        made.closed.connect(self._close_side)
        return made

    @cached_property
    def separate_form(self) -> SeparateForm:
        """Made when time on the day of a visit is first attested."""
        made = SeparateForm(self._desk)
        made.attested.connect(self._on_attested)
        made.closed.connect(self._close_side)
        return made

    def open_form(self, line: TimeLine | None) -> None:
        """For new time of the patient on show, or to amend a line."""
        whom, month = on_show(self._page), self._tab.month()
        waiting = (one for one in self._drafts.all_of(whom.patient) if one.place.startswith(f"{PLACE}/{_NEW}"))
        draft = None if line else next(waiting, None)
        if draft is not None:
            self.kept.take_up(draft)
            return
        key = line.entry_id if line else self._new_key()
        self.kept.open(self._fill(whom, line, month, addendum=not self._tab.may_amend), key)

    def open_anywhere(self, patient: str) -> None:
        """For new time, from any page: the patient in view is offered and typed over."""
        self.kept.begin(self._fill(Whom(patient), None), self._new_key())
        self._form.patient_choice.setFocus()
        self._form.patient_choice.edit.selectAll()

    def open_span(self, start: int, end: int) -> None:
        """For a stretch that is on nobody yet."""
        self._form.patient_choice.set_patients(self.panel())
        self.kept.begin(partial(self._form.open_span, start, end), self._new_key())

    def open_group(self) -> None:
        """For one stretch of work that several patients share."""
        self.split_form.set_patients(self.panel())
        self.side_asked.emit(self.split_form)
        self.split_form.open_group()

    def amend(self, line: TimeLine | None) -> None:
        """Open an entry that stands."""
        if line is not None and not line.voided:
            self.open_form(line)

    def ask_separate(self, line: TimeLine | None) -> None:
        """Ask whether an entry that stands was apart from the visit of its day."""
        if line is not None and not line.voided:
            self.side_asked.emit(self.separate_form)
            self.separate_form.open(line)

    def _on_attested(self, entry: str, separate: bool, reason: str) -> None:
        command = partial(self._desk.office.time.attest_separate, entry, separate, reason)
        words, message = "Attested with your name and reason.", self.separate_form.message
        task = self._once.send(entry, partial(self._page.send, command, words, message))
        if task is not None:
            task.succeeded.connect(self._close_side)

    def _on_drafted(self, draft: Draft) -> None:
        task = self._desk.gateway.ask(partial(self._desk.office.time_preview.preview, draft))
        task.succeeded.connect(partial(self._form.show_preview, draft))
        task.failed.connect(self._form.message.show_problem)

    def _on_saved(self, typed: TypedTime) -> None:
        line, time = self._form.line, self._desk.office.time
        command: Callable[[], Outcome[Any]]
        if line is None:
            command = partial(time.add, NewTime(
                typed.patient, typed.started_at, typed.ended_at, typed.activity, typed.note, typed.reason,
                typed.outcome, program=typed.program, trims=typed.trims,
            ))  # fmt: skip
        else:
            amendment = Amendment(
                typed.started_at, typed.ended_at, typed.activity, typed.outcome, typed.note or None, typed.patient,
                typed.program, typed.trims,
            )  # fmt: skip
            command = partial(time.amend, line.entry_id, amendment, typed.reason)
        # What other entries gave up would not come back with this one.
        words = "Time saved." if line is None else "Entry amended; the original stays."
        then = partial(self._page.say, words) if typed.trims else partial(self._offer_undo, words)
        self.kept.send(command, then)

    def _new_key(self) -> str:
        """Each waits by itself: whoever is chosen in it may have another one waiting."""
        return f"{_NEW}{uuid4().hex}"

    def _fill(
        self, whom: Whom, line: TimeLine | None, month: Month | None = None, *, addendum: bool = False
    ) -> Callable[[], None]:  # fmt: skip
        self._form.patient_choice.set_patients(self.panel())
        return partial(self._form.open, whom.patient, whom.name, line, month, addendum=addendum)

    def _on_again(self, draft: FormDraft) -> None:
        whom, (entry, month, addendum) = on_show(self._page), draft.subject.split("\n")
        then = Month.parse(month) if month else self._desk.month()
        if entry:
            task = self._desk.gateway.ask(partial(self._desk.office.charts.month, whom.patient, then))
            task.succeeded.connect(partial(self._on_month_again, whom, draft))
            task.failed.connect(self._tab.message.show_problem)
        else:
            self.kept.resume(draft, self._fill(whom, None, then, addendum=bool(addendum)))

    def _on_month_again(self, whom: Whom, draft: FormDraft, found: MonthTime) -> None:
        """An entry that was taken away or amended since is not made anew: its minutes would count twice."""
        if whom.patient != self._page.patient:
            return
        entry = draft.subject.split("\n")[0]
        line = next((one for one in found.lines if one.entry_id == entry and not (one.voided or one.replaced_by)), None)
        if line is not None:
            self.kept.resume(draft, self._fill(whom, line, found.month))
            return
        self._drafts.forget(whom.patient, draft.place)
        gone = "The entry was changed or taken away since, so that your change to it is not kept"
        self._page.say(whom.told(f"{gone}. You had written: “{draft.typed.get('note', '')}”."))

    def _on_void(self, line: TimeLine | None) -> None:
        if line is not None and not line.voided:
            self.side_asked.emit(self.void_form)
            self.void_form.open(line)

    def _on_void_confirmed(self, entry: str, reason: str) -> None:
        command = partial(self._desk.office.time.void, entry, reason)
        self._send(entry, command, "Entry void; it stays visible.", self.void_form)

    def _on_split(self, line: TimeLine | None) -> None:
        if line is not None and not line.voided:
            self.split_form.set_patients(self.panel())
            self.side_asked.emit(self.split_form)
            self.split_form.open(self._page.patient, self._page.banner.name, line)

    def _on_split_saved(self, typed: TypedSplit) -> None:
        splits = self._desk.office.time_splits
        command: Callable[[], Outcome[Any]]
        if typed.group is not None:
            command = partial(splits.group, typed.group)
            self._send(typed.group, command, "Group time saved.", self.split_form, can_undo=False)
        else:
            command = partial(splits.split, typed.entry, typed.parts, typed.reason)
            self._send(typed.entry, command, "Entry divided; the original stays.", self.split_form)

    def _send(
        self, about: Hashable, command: Callable[[], Outcome[Any]], words: str, form: VoidForm | SplitForm, *,
        can_undo: bool = True,
    ) -> None:  # fmt: skip
        task = self._once.send(about, partial(self._page.send, command, "" if can_undo else words, form.message))
        if task is None:
            return
        task.succeeded.connect(self._close_side)
        if can_undo:
            task.succeeded.connect(partial(self._offer_undo, words))

    def _offer_undo(self, words: str, outcome: Outcome[Any]) -> None:
        entry = outcome.value if isinstance(outcome.value, str) else outcome.value[0]
        self.undo_offered.emit(words, partial(self._undo, entry))

    def _undo(self, entry: str) -> None:
        self._page.send(partial(self._desk.office.time.undo, entry), "Undone; every version stays in the history.")

    def _on_approve(self, line: TimeLine | None) -> None:
        if line is not None:
            self._page.send(partial(self._desk.office.time.approve, line.entry_id), "Approved.")

    def _close_side(self) -> None:
        self.side_asked.emit(None)
