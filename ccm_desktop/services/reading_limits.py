"""Limits of readings: the practice's, and those of a patient's plan, which go before them.

What was judged already stays as it was judged. A patient's limits are kept beside the versions of the care plan:
whoever changes a plan does not change them, and each change of them is in the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ccm_desktop.domain import reading_limits as rules
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.reading_limits import SLOTS, WHOSE, Slot
from ccm_desktop.domain.readings import KINDS
from ccm_desktop.ledger.payloads.reading import ReadingLimits, limits_entity
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.reading_judging import limits_of


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit that can be set, with what holds by now."""

    kind: str
    key: str
    title: str
    """`Blood pressure: systolic over`."""
    unit: str
    value: str
    """What holds; empty for no limit."""
    whose: str
    """A key of `WHOSE`; empty for no limit."""
    own: str
    """What was set for this patient, or for the practice: a figure, `none`, or nothing."""
    urgency: str
    """A key of `domain.reading_limits.URGENCIES`."""
    source: str
    """Where the default comes from."""


class ReadingLimitService:
    """Reads and sets."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def lines(self, patient: str = "") -> tuple[LimitLine, ...]:
        """Every limit, of a patient or of the practice."""
        with self._context.reading() as reader:
            if patient:
                who_is(reader, patient)
            return tuple(line for kind in SLOTS for line in _lines(reader, patient, kind))

    def form(self, kind: str, patient: str = "") -> Form[ReadingLimits]:
        """Of one kind, opened for a change."""
        with self._context.reading() as reader:
            return _form(reader, kind, patient)

    def choose(self, form: Form[ReadingLimits], patient: str = "") -> Outcome[Form[ReadingLimits]]:
        """Set the limits of a kind as the form has them; returns it as it stands then.

        A patient's by whoever cares for them; the practice's by its lead.
        """
        require(self._context, Verb.CARE if patient else Verb.MANAGE_PRACTICE)
        kept = rules.checked(form.value.kind, dict(form.value.limits))
        value = replace(form.value, limits=tuple(sorted(kept.items())))
        with self._context.transaction() as tx:
            if patient:
                who_is(tx, patient)
            tx.record(value, entity=limits_entity(value.kind, patient), patient=patient, prev=form.heads)
            after = _form(tx, value.kind, patient)
        return Outcome(after, Changed.PATIENTS if patient else Changed.PRACTICE)


def with_limits(value: ReadingLimits, said: Mapping[str, str]) -> ReadingLimits:
    """A figure or `none` for each key; nothing takes back what was set. What is not named stays."""
    return replace(value, limits=tuple(sorted({**dict(value.limits), **said}.items())))


def _lines(reader: Reader, patient: str, kind: str) -> list[LimitLine]:
    own = dict(_form(reader, kind, patient).value.limits)
    holding = {one.slot.key: one for one in reversed(limits_of(reader, patient, kind))}

    def line(slot: Slot) -> LimitLine:
        held = holding.get(slot.key)
        value, whose = (rules.plain(held.value), held.whose) if held is not None else ("", "")
        title = f"{KINDS[kind].title}: {rules.title_of(kind, slot).lower()}"
        source = f"{slot.source} (heart failure)" if slot.family else slot.source
        return LimitLine(
            kind, slot.key, title, KINDS[kind].unit, value, whose, own.get(slot.key, ""), slot.urgency, source
        )  # fmt: skip

    return [line(slot) for slot in SLOTS[kind]]


def _form(reader: Reader, kind: str, patient: str) -> Form[ReadingLimits]:
    entity = limits_entity(kind, patient)
    held = reader.held(ReadingLimits, entity)
    if held is None:
        return Form(entity, ReadingLimits(kind))
    return Form(entity, held.value, held.heads, held.others)


__all__ = ["SLOTS", "WHOSE", "LimitLine", "ReadingLimitService", "ReadingLimits", "with_limits"]
