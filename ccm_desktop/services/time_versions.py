"""Versions of time entries: one is void, others stand in its place, and nothing is ever edited."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ccm_desktop.domain import activities, programs
from ccm_desktop.domain.billing.exclusions import waits_for_approval
from ccm_desktop.domain.intervals import Span
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimeReviewed, TimeSeparate, TimeVoided
from ccm_desktop.models.queries import entries
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import local_words, month_guard, time_checks
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of

Successor = tuple[str, TimeAdded]
"""A patient and what is recorded on them."""


def span_of(entry: TimeAdded) -> Span:
    """From when to when, epoch seconds, end exclusive."""
    return entry.started_at, entry.ended_at


def replace_by(
    context: Context, tx: Transaction, found: entries.Entry, successors: Sequence[Successor], reason: str,
    without: Collection[str] = (),
) -> tuple[str, ...]:  # fmt: skip
    """Void an entry and record what stands in its place, nothing perhaps; returns the new ids.

    `without` names entries that are replaced in the same commit, so that nobody's seconds are missed or doubled.
    """
    kind = "amended" if successors else "voided"
    before = month_guard.addenda(context, tx, found.patient, span_of(found.value), reason, kind)
    tx.record(TimeVoided(found.entry_id, reason, context.person), entity=new_id(), patient=found.patient)
    month_guard.tag(tx, before, found.patient, found.entry_id, reason, "voided")
    made, kept = [], found.value.kept_gap_seconds
    for patient, value in successors:
        # Seconds of a kept gap are told of once, whichever parts the entry is divided into.
        told = max(0, min(kept, value.ended_at - value.started_at))
        kept -= told
        version = replace(value, reason=reason, replaces=found.entry_id, kept_gap_seconds=told)
        new = _sourced(found.value, version)
        made.append(_record(context, tx, found, patient, new, without))
    return tuple(made)


def _record(
    context: Context, tx: Transaction, found: entries.Entry, patient: str, new: TimeAdded, without: Collection[str]
) -> str:
    time_checks.require_text(new.note, "note", "Say in a few words what was done.")
    activities.check(new.activity, new.outcome)
    programs.check(new.program)
    if patient != found.patient:
        # What was attested of the one patient's visit says nothing of the other's.
        new = replace(new, same_day_em_separate=None)
    time_checks.require_enrolled(context, tx, patient, new.started_at)
    time_checks.require_free(context, tx, new.person, span_of(new), {found.entry_id, *without})
    closed = month_guard.addenda(context, tx, patient, span_of(new), new.reason, "amended")
    entry_id = new_id()
    tx.record(new, entity=entry_id, patient=patient)
    month_guard.tag(tx, closed, patient, entry_id, new.reason, "amended")
    if patient == found.patient and still_approved(found.value, new):
        keep_looked_at(tx, found, entry_id)
    return entry_id


def keep_looked_at(tx: Transaction, old: entries.Entry, new_entry: str) -> None:
    """What somebody approved or attested holds for the later version too, in that person's name."""
    if old.reviewed:
        tx.record(TimeReviewed(new_entry, old.reviewed_by), entity=new_id(), patient=old.patient)
    said = entries.separated(tx.connection, old.patient).get(old.entry_id)
    if said is not None:
        fact = TimeSeparate(new_entry, said.separate, said.reason, said.person)
        tx.record(fact, entity=new_id(), patient=old.patient)


def still_approved(old: TimeAdded, new: TimeAdded) -> bool:
    """Whether what somebody approved covers the new version: the same work, and no second more."""
    same = (old.activity, old.outcome, old.source, old.program) == (new.activity, new.outcome, new.source, new.program)
    return same and _within(old, new)


def _within(old: TimeAdded, new: TimeAdded) -> bool:
    return old.started_at <= new.started_at and new.ended_at <= old.ended_at


def _sourced(old: TimeAdded, new: TimeAdded) -> TimeAdded:
    """Time that no timer saw must be approved like any entry made by hand."""
    return new if _within(old, new) else replace(new, source="manual")


def waits(value: TimeAdded) -> bool:
    """Whether an entry of this kind counts only once somebody has approved it."""
    return waits_for_approval(value.source, value.activity)


def with_addendum(context: Context, reader: Reader, note: str, addendum: str) -> str:
    """The note with a dated paragraph under it: what was written first is never replaced."""
    said = addendum.strip()
    if not said or not note.strip():
        return said or note
    names = next((person.name for person in people_of(reader) if person.id == context.person), "")
    initials = "".join(word[0] for word in names.split())
    stamp = local_words.instant(context.now(), context.zone_of(reader)).rsplit(" ", 1)[0]
    return f"{note}\n[{stamp} {initials}] {said}"
