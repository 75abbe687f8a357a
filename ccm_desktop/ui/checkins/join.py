"""Joins check-ins to the summary of a chart: loads what it shows, sends what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from ccm_desktop.domain.checkins import LEVELS
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.checkins import CheckinLine, CheckinSheet, Given, NewCheckin
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.forms import CheckinSchedule, Form
from ccm_desktop.services.office import Office
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.checkins.form import CheckinForm
from ccm_desktop.ui.checkins.schedule_form import ScheduleForm
from ccm_desktop.ui.checkins.strip import CheckinStrip
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name

Then = Callable[[CheckinSheet], None]
_WORK = {"red": " A task for today.", "amber": " A task within two workdays."}


class CheckinsJoin(ChartCommands):
    """Check-ins of the patient on show.

    Signals:
        escalate_asked: what is to be escalated, and whether it is a sign for 911.
    """

    escalate_asked = Signal(str, bool)

    def __init__(self, desk: Desk, page: Chart, strip: CheckinStrip, drafts: FormDrafts) -> None:
        super().__init__(desk, page, strip)
        self._strip = strip
        self.form, self.schedule_form = CheckinForm(desk), ScheduleForm(desk)
        self._checkin = KeptForm(
            desk, self, page, self.form, drafts, Name("checkin", "symptom check-in"), self._on_checkin_again
        )
        self._schedule = KeptForm(
            desk, self, page, self.schedule_form, drafts, Name("checkin_schedule", "schedule of check-ins"),
            self._on_schedule_again,
        )  # fmt: skip
        self.kept = (self._checkin, self._schedule)
        strip.new_pressed.connect(self.begin)
        strip.schedule_pressed.connect(self._on_schedule)
        strip.done_said.connect(self._on_done)
        strip.not_needed_said.connect(self._on_not_needed)
        strip.withdrawal_said.connect(self._on_withdrawal)
        strip.escalate_pressed.connect(self._on_escalate)
        self.form.recorded.connect(self._on_recorded)
        self.schedule_form.saved.connect(self._on_saved)
        desk.gateway.changed.connect(self._on_changed)

    def load(self) -> None:
        """Ask for the patient on show."""
        self._read(self._strip.show_sheet)

    def leave(self) -> None:
        """Another patient comes."""
        self._strip.clear()

    def begin(self) -> None:
        """The questions; what waits of them comes first."""
        if not self._checkin.reopen():
            self._read(self._open)

    def _open(self, sheet: CheckinSheet) -> None:
        self._checkin.open(partial(self.form.open, sheet))

    def _on_checkin_again(self, draft: FormDraft) -> None:
        self._read(partial(self._resume, draft))

    def _resume(self, draft: FormDraft, sheet: CheckinSheet) -> None:
        self._checkin.resume(draft, partial(self.form.open, sheet))

    def _on_schedule(self) -> None:
        if not self._schedule.reopen():
            self._read(self._open_schedule)

    def _open_schedule(self, sheet: CheckinSheet) -> None:
        self._schedule.open(partial(self.schedule_form.open, sheet))

    def _on_schedule_again(self, draft: FormDraft) -> None:
        self._read(partial(self._resume_schedule, draft))

    def _resume_schedule(self, draft: FormDraft, sheet: CheckinSheet) -> None:
        """With what was known when it was typed: what somebody else changed since is not replaced unseen."""
        known = replace(sheet, schedule=replace(sheet.schedule, heads=tuple(draft.subject.split())))
        self._schedule.resume(draft, partial(self.schedule_form.open, known))

    def _read(self, then: Then) -> None:
        whom = on_show(self._page)
        if whom.patient:
            task = self._desk.gateway.ask(partial(self._desk.office.checkins.sheet, whom.patient))
            task.succeeded.connect(partial(self._if_still_here, whom, then))
            task.failed.connect(self._strip.message.show_problem)

    def _if_still_here(self, whom: Whom, then: Then, sheet: CheckinSheet) -> None:
        if self.is_on_show(whom):
            then(sheet)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.TASKS | Changed.CARE_PLAN) and self._strip.isVisible():
            self.load()

    def _on_recorded(self, patient: str, given: tuple[Given, ...], on: str) -> None:
        command = partial(_record, self._desk.office, NewCheckin(patient, given, on))
        self._checkin.send(command, partial(self._on_kept, self._checkin.whom))

    def _on_kept(self, whom: Whom, outcome: Outcome[CheckinLine]) -> None:
        line = outcome.value
        said = f"{LEVELS[line.level]} check-in recorded.{_WORK.get(line.level, '')}"
        self._offer(whom, said, partial(self._desk.office.checkins.withdraw, line.record_id))

    def _on_saved(self, form: Form[CheckinSchedule]) -> None:
        command = partial(_plan, self._desk.office, form)
        self._schedule.send(command, partial(self._on_planned, self._schedule.whom))

    def _on_planned(
        self, whom: Whom, outcome: Outcome[tuple[CheckinSchedule, Form[CheckinSchedule]]]
    ) -> None:  # fmt: skip
        before, now = outcome.value
        undo = partial(self._desk.office.checkins.plan, replace(now, value=before))
        self._offer(whom, "Kept how often the patient is asked.", undo)

    def _on_done(self, line: CheckinLine, how: str) -> None:
        self._end(partial(_done, self._desk.office, line.task, how), "Done.")

    def _on_not_needed(self, line: CheckinLine, why: str) -> None:
        self._end(partial(_drop, self._desk.office, line.task, why), "Not needed.")

    def _end(self, command: Callable[[], Outcome[TaskLine]], words: str) -> None:
        whom = on_show(self._page)
        self.send(whom, command, self._on_refused).succeeded.connect(partial(self._on_ended, whom, words))

    def _on_ended(self, whom: Whom, words: str, outcome: Outcome[TaskLine]) -> None:
        self._back_to_list(whom)
        self._offer(whom, words, partial(self._desk.office.tasks.reopen, outcome.value))

    def _on_withdrawal(self, line: CheckinLine, why: str) -> None:
        whom = on_show(self._page)
        command = partial(self._desk.office.checkins.withdraw, line.record_id, why)
        self.send(whom, command, self._on_refused).succeeded.connect(partial(self._on_withdrawn, whom))

    def _on_withdrawn(self, whom: Whom, _outcome: object) -> None:
        self._back_to_list(whom)
        self._page.say(whom.told("Withdrawn; the history keeps it."))

    def _on_escalate(self, line: CheckinLine) -> None:
        now = any(one.question.urgency == "emergency" and one.answer not in ("", "no") for one in line.given)
        self.escalate_asked.emit(f"Check-in of {figures.day(line.answered_on)}. {line.words}", now)

    def _back_to_list(self, whom: Whom) -> None:
        if self.is_on_show(whom):
            self._strip.ask.finish()
            self._strip.table.setFocus()

    def _on_refused(self, problem: object) -> None:
        self._strip.ask.refuse(str(problem))

    def _offer(self, whom: Whom, words: str, undo: Callable[[], Outcome[Any]]) -> None:
        self.offer_undo(whom, words, undo, self._strip.message.show_problem)


def _record(office: Office, new: NewCheckin) -> Outcome[CheckinLine]:
    """Runs on the database thread."""
    made = office.checkins.record(new)
    return Outcome(office.checkins.line(made.value), made.changed)


def _plan(office: Office, form: Form[CheckinSchedule]) -> Outcome[tuple[CheckinSchedule, Form[CheckinSchedule]]]:
    """What stood before, and the form as it stands since; runs on the database thread."""
    before = office.checkins.sheet(form.entity).schedule.value
    made = office.checkins.plan(form)
    return Outcome((before, made.value), made.changed)


def _done(office: Office, task: str, how: str) -> Outcome[TaskLine]:
    return office.tasks.done(office.tasks.one(task), how)


def _drop(office: Office, task: str, why: str) -> Outcome[TaskLine]:
    return office.tasks.drop(office.tasks.one(task), why)
