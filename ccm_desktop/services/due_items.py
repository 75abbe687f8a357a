"""Refills and care gaps across the panel: who sees to them, by when, and when they were closed (A-45).

The plan holds what is due; closing writes it there, as a version that undo takes back. That something rests for a
while is no part of the plan: its day stays what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ccm_desktop.domain import due_items as rules
from ccm_desktop.domain.calendar import is_day, local_day
from ccm_desktop.domain.due_items import KINDS, STATES
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.due_work import DueWork, due_entity
from ccm_desktop.models.queries import due_items
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form, MedicationReview, PreventiveItem
from ccm_desktop.services.people import people_of

CLOSED_DAYS = 60
"""How far back closed ones are listed."""
_CHANGED = Changed.CARE_PLAN | Changed.PATIENTS | Changed.TASKS
_GONE = ("due_changed", "This item was changed or closed meanwhile.", "Look at the list again.")


@dataclass(frozen=True, slots=True)
class DueItem:
    """One refill or care gap in the list."""

    key: str
    kind: str
    """A key of `KINDS`."""
    item: str
    """Entity of the medication or of the due item of the plan."""
    patient_id: str
    name: str
    mrn: str
    what: str
    due_on: str
    until: str
    closed_on: str
    owner: str
    """Person id of whom it was given to, else of the patient's coordinator; empty for nobody's."""
    owner_name: str
    given_to: str
    """Person id; empty where it is the coordinator's by being nobody else's."""
    closed_by: str
    state: str
    """A key of `STATES`."""
    heads: tuple[str, ...]
    in_conflict: bool

    @property
    def is_open(self) -> bool:
        """Somebody has to see to it, now or later."""
        return self.state != rules.CLOSED


class DueItemService:
    """Lists, closes and lets rest."""

    def __init__(self, context: Context, plans: CarePlanService) -> None:
        self._context, self._plans = context, plans

    def open(self) -> tuple[DueItem, ...]:
        """Of everybody enrolled, by when they are due; one read."""
        with self._context.reading() as reader:
            return self._items(reader, due_items.open_items(reader.connection))

    def closed(self) -> tuple[DueItem, ...]:
        """Of the last weeks, the latest first."""
        with self._context.reading() as reader:
            since = self._today(reader) - timedelta(days=CLOSED_DAYS)
            return self._items(reader, due_items.closed_items(reader.connection, since.isoformat()))

    def done(self, item: DueItem, on: str = "", next_on: str = "") -> Outcome[str]:
        """It was done on that day, today when none is said; returns what the version is called, for `undo`.

        Due again on `next_on`; without it a due item that repeats is due after its months, a refill has no day.
        """
        require(self._context, Verb.CARE)
        with self._context.together(), self._context.transaction() as tx:
            form = self._opened(tx, item)
            day, today = on or self._today(tx).isoformat(), self._today(tx).isoformat()
            if not is_day(day) or day > today:
                raise BadInput("done_on", "The day on which it was done is no day up to today.",
                               "Write it like 2026-10-05.")  # fmt: skip
            if next_on and (not is_day(next_on) or next_on <= day):
                raise BadInput("due_next", "The next day does not lie after this one.", "Write it like 2027-01-05.")
            self._keep(tx, item, closed_on=day, until="")
            words = closing_words(item, day)
            self._plans.save(item.patient_id, [replace(form, value=_after(form.value, day, next_on))], words)
        return Outcome(words, _CHANGED)

    def undo(self, item: DueItem, words: str = "") -> Outcome[str]:
        """Take the closing back, unless the plan was saved since; `words` may be left out for a closed item."""
        if not words and item.is_open:
            raise Refusal(*_GONE)
        outcome = self._plans.undo(item.patient_id, words or closing_words(item, item.closed_on))
        return Outcome(outcome.value, outcome.changed | _CHANGED)

    def snooze(self, item: DueItem, until: str) -> Outcome[None]:
        """Let it rest until that day; an empty day ends the rest."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._opened(tx, item)
            if until and (not is_day(until) or until <= self._today(tx).isoformat()):
                raise BadInput("snooze_until", "This is not a day to come.", "Write it like 2026-12-05.")
            self._keep(tx, item, until=until)
        return Outcome(None, Changed.TASKS)

    def assign(self, item: DueItem, person: str) -> Outcome[None]:
        """Give it to somebody; nobody named is the patient's coordinator."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._opened(tx, item)
            if person not in ("", item.given_to) and not any(
                one.id == person and one.active for one in people_of(tx)
            ):  # fmt: skip
                raise BadInput("person_unknown", "There is nobody of that name in the practice.",
                               "Choose one of the list.")  # fmt: skip
            self._keep(tx, item, owner=person)
        return Outcome(None, Changed.TASKS)

    def _keep(self, tx: Transaction, item: DueItem, **said: str) -> None:
        """What is said anew; the rest of it stays as it is."""
        entity = due_entity(item.item, item.due_on)
        held = tx.held(DueWork, entity)
        before = held.value if held else DueWork("", "", "")
        value = replace(before, kind=item.kind, what=item.what, due_on=item.due_on, **said)
        tx.record(value, entity=entity, patient=item.patient_id, prev=held.heads if held else ())

    def _opened(self, reader: Reader, item: DueItem) -> Form[Any]:
        """The item as the list showed it; refused where it is another by now."""
        if item.in_conflict:
            raise Refusal("due_undecided", "Two people changed this item of the plan at the same time.",
                          "Decide it in the care plan first.")  # fmt: skip
        if item.kind == rules.GAP:
            gap = reader.held(PreventiveItem, item.item)
            if gap is not None and gap.heads == item.heads:
                return Form(item.item, gap.value, gap.heads)
        else:
            review = reader.held(MedicationReview, item.item)
            if review is not None and review.heads == item.heads:
                return Form(item.item, review.value, review.heads)
        raise Refusal(*_GONE)

    def _items(self, reader: Reader, rows: list[due_items.DueRow]) -> tuple[DueItem, ...]:
        names = {person.id: person.title for person in people_of(reader) if person.active}
        today = self._today(reader)
        return tuple(_item(row, names, today) for row in rows)

    def _today(self, reader: Reader) -> date:
        return local_day(self._context.clock.now(), self._context.zone_of(reader))


def closing_words(item: DueItem, day: str) -> str:
    """What the version is called that closes it."""
    return f"{item.what}: {'refilled' if item.kind == rules.REFILL else 'done'} {day}"


def _item(row: due_items.DueRow, names: dict[str, str], today: date) -> DueItem:
    owner = row.given_to or row.coordinator
    return DueItem(
        due_entity(row.item, row.due_on), row.kind, row.item, row.patient, f"{row.family}, {row.given}", row.mrn,
        row.what, row.due_on, row.until, row.closed_on, owner, names.get(owner, ""), row.given_to,
        names.get(row.by, ""), rules.state(row.due_on, row.until, row.closed_on, today), (row.op,) if row.op else (),
        row.heads > 1,
    )  # fmt: skip


def _after(
    value: PreventiveItem | MedicationReview, day: str, next_on: str
) -> PreventiveItem | MedicationReview:  # fmt: skip
    """What the plan says once it was done."""
    if isinstance(value, MedicationReview):
        return replace(value, refill_on=next_on)
    again = next_on
    if not again and value.every_months > 0:
        again = rules.next_due(date.fromisoformat(day), value.every_months).isoformat()
    return replace(value, done_on=day, due_on=again or value.due_on, status="active" if again else "done")


__all__ = ["CLOSED_DAYS", "KINDS", "STATES", "DueItem", "DueItemService"]
