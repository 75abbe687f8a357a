"""Composes the patient's summary of a month from plan changes, contacts, work and open tasks, in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.activities import CALLS
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.coordination import CORRECTED, WITHDRAWN
from ccm_desktop.domain.month_note import Work
from ccm_desktop.domain.month_summary import (
    AFTER_HOURS,
    CHANGED,
    DID,
    NEXT,
    PHONE,
    URGENCIES,
    WORRIED,
    SummaryLine,
)
from ccm_desktop.models.queries import entries, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.reports.plan_documents import PlanContent
from ccm_desktop.reports.plan_words import Labels, labels, plain
from ccm_desktop.reports.wording import joined
from ccm_desktop.services import coordination, tasks
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_note_facts import contacts_of
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_content import changes, content_of
from ccm_desktop.services.plan_forms import held_in
from ccm_desktop.services.plan_scene import PlanScene

_CHANNELS = ("phone", "message", "visit", "letter")
_WORKS = ("medication_review", "care_plan", "coordination", "referral", "chart_review", "education")
"""Work of which the patient is told that it was done; what was written of it is for staff."""
_TASKS = ("hand", "capture")
"""Where tasks come from that a person wrote; those the program made from answers and findings are for staff."""


class SummaryComposer:
    """One look at a patient's month, in one language."""

    def __init__(self, context: Context, reader: Reader, scene: PlanScene, month: Month, language: str) -> None:
        self._context, self._reader, self._scene = context, reader, scene
        self._month, self._language = month, language
        self._zone: ZoneInfo = context.zone_of(reader)
        self._span = month.bounds(self._zone)
        self._words: Labels = labels(language)

    def lines(self) -> tuple[SummaryLine, ...]:
        """Whom to call, what changed, when to call, what was done, what comes next."""
        return (*self._phones(), *self._changed(), *self._when_to_call(), *self._did(), *self._next())

    def _phones(self) -> Iterator[SummaryLine]:
        """Approved with the rest: a paper with another number is another paper."""
        practice = self._context.practice_of(self._reader)
        yield SummaryLine(PHONE, practice.phone)
        yield SummaryLine(AFTER_HOURS, practice.after_hours_phone)

    def _changed(self) -> Iterator[SummaryLine]:
        before, after = (self._plan_at(at) for at in self._span)
        if after is None:
            yield SummaryLine(CHANGED, self._words("summary_no_plan"))
        elif before is None:
            yield SummaryLine(CHANGED, self._words("changes_first"))
        else:
            found = changes(before, after)
            for one in found:
                was = f" ({self._words('was', text=one.before)})" if one.before else ""
                yield SummaryLine(CHANGED, self._words(one.kind, text=one.text) + was, (one.key,))
            if not found:
                yield SummaryLine(CHANGED, self._words("changes_none"))

    def _plan_at(self, at: int) -> PlanContent | None:
        """The plan as it stood right before that instant, saved or not; None before anything was written."""
        ops = plans.head_ops_at(self._reader.connection, self._scene.patient, at * 1000)
        if not ops:
            return None
        held = held_in(self._reader, self._scene.patient, tuple(op.id for op in ops))
        return content_of(build(self._scene.patient, held.forms), self._language)

    def _when_to_call(self) -> Iterator[SummaryLine]:
        symptoms = content_of(self._scene.plan, self._language).symptoms
        for urgency in URGENCIES:
            for one in symptoms:
                if one.urgency == urgency:
                    yield SummaryLine(urgency, joined((one.sign, one.do), " — "), (one.key,))
        if not symptoms:
            yield SummaryLine(WORRIED, self._words("no_symptoms"))

    def _did(self) -> Iterator[SummaryLine]:
        found = (*self._contacts(), *self._work(), *self._looked_at(), *self._coordination())
        yield from found
        if not found:
            yield SummaryLine(DID, self._words("did_none"))

    def _contacts(self) -> Iterator[SummaryLine]:
        """Talks by how they were held, then calls that did not get through."""
        found = contacts_of(self._reader, self._scene.patient, self._span, self._zone, tuple(self._entries()))
        talks: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for one in found:
            kind = one.channel if one.reached else "tried" if one.channel == "phone" else ""
            talks[kind].append((one.on, one.source))
        for channel in (*_CHANNELS, "tried"):
            if channel in talks:
                yield self._dated(f"did_{channel}", talks[channel])

    def _work(self) -> Iterator[SummaryLine]:
        done: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for work in self._entries():
            if work.activity not in CALLS:
                done[work.activity].append((work.on, work.entry))
        for activity in _WORKS:
            if activity in done:
                yield self._dated(f"did_{activity}", done[activity])

    def _entries(self) -> Iterator[Work]:
        """Time that stands and began in the month."""
        for one in entries.of_patient(self._reader.connection, self._scene.patient, *self._span):
            value = one.value
            if not one.voided and value.started_at >= self._span[0]:
                yield Work(one.entry_id, self._day(value.started_at), value.activity, "", value.outcome, "", "", 0)

    def _looked_at(self) -> Iterator[SummaryLine]:
        content = self._plan_at(self._span[1])
        for one in content.assessed if content else ():
            if Month.of(one.on) == self._month:
                area = self._words(f"area_{one.area}")
                text = self._words("did_looked_at", area=area, days=self._short(one.on))
                yield SummaryLine(DID, text, (one.area,))

    def _coordination(self) -> Iterator[SummaryLine]:
        """With whom; what it was about is for staff."""
        days: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for line in coordination.all_lines(self._context, self._reader, self._scene.patient):
            on = date.fromisoformat(line.entry.happened_on)
            if line.state not in (CORRECTED, WITHDRAWN) and Month.of(on) == self._month:
                days[line.entry.counterparty].append((on, line.entry_id))
        for name, found in sorted(days.items()):
            yield self._dated("did_in_touch", found, name=name)

    def _next(self) -> Iterator[SummaryLine]:
        found = (*self._ahead(), *self._tasks())
        yield from found
        if not found:
            yield SummaryLine(NEXT, self._words("follow_up_none"))

    def _ahead(self) -> Iterator[SummaryLine]:
        for one in self._scene.ahead(self._language):
            text = self._words("next_on", day=self._words.day(one.on), what=one.what)
            yield SummaryLine(NEXT, text, (one.kind, one.key))

    def _tasks(self) -> Iterator[SummaryLine]:
        for line in tasks.lines_of(self._context, self._reader, patient=self._scene.patient):
            what = line.what.value
            if what.source in _TASKS and what.kind != "call":  # the next call stands above
                text = plain(what.title.strip(), self._language)
                key = "next_visit" if what.kind == "visit" else "next_task"
                yield SummaryLine(NEXT, self._words(key, text=text), (line.task_id,))

    def _dated(self, key: str, found: list[tuple[date, str]], **more: str) -> SummaryLine:
        days = ", ".join(self._short(day) for day in sorted({day for day, _ in found}))
        return SummaryLine(DID, self._words(key, days=days, **more), tuple(sorted(source for _, source in found)))

    def _short(self, day: date) -> str:
        return self._words("short_day", month=self._words("months").split()[day.month - 1], day=str(day.day))

    def _day(self, at: int) -> date:
        return local_day(from_epoch(at), self._zone)
