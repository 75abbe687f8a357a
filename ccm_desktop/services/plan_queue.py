"""Care plans on their way to a signature: those that wait for one, and those that came back without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ccm_desktop.domain.permissions import Verb, who_may
from ccm_desktop.models.queries.plan_signing import SignStep, history, newest_versions
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import roles_of
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of


@dataclass(frozen=True, slots=True)
class PlanToSign:
    """One line of the queue."""

    patient_id: str
    patient: str
    mrn: str
    number: int
    submitted_by: str
    submitted_at: int
    words: str


@dataclass(frozen=True, slots=True)
class ReturnedPlan:
    """Not signed, and not submitted again since: work for whoever submitted it."""

    patient_id: str
    by: str
    """Name of who returned it."""
    at: int
    """Epoch seconds."""
    why: str
    whose: str
    """Name of who submitted it."""


def plans_to_sign(reader: Reader) -> tuple[PlanToSign, ...]:
    """Plans that wait for a signature, the longest waiting first."""
    return _waiting(reader, history(reader.connection))


def on_the_way(
    reader: Reader, me: str, everybody: bool
) -> tuple[tuple[PlanToSign, ...] | None, tuple[ReturnedPlan, ...]]:  # fmt: skip
    """What waits for a signature, None for who may not sign; and what came back to this person, or to everybody."""
    roles, ways = roles_of(reader, me), history(reader.connection)
    to_sign = None if roles.isdisjoint(who_may(Verb.SIGN_PLAN)) else _waiting(reader, ways)
    back = () if roles.isdisjoint(who_may(Verb.CARE)) else _returned(reader, ways, me, everybody)
    return to_sign, back


def _returned(
    reader: Reader, ways: Mapping[str, Sequence[SignStep]], me: str, everybody: bool
) -> tuple[ReturnedPlan, ...]:  # fmt: skip
    names = {person.id: person.title for person in people_of(reader)}
    found = []
    for patient, steps in ways.items():
        back = steps[-1]
        if back.kind != "returned":
            continue
        asked = next((step.by for step in reversed(steps) if step.kind == "submitted"), "")
        # What somebody submitted who may submit nothing any more, or is gone, is everybody's.
        if everybody or asked == me or roles_of(reader, asked).isdisjoint(who_may(Verb.CARE)):
            found.append(ReturnedPlan(
                patient, names.get(back.by, back.by), back.at_ms // 1000, back.words, names.get(asked, asked),
            ))  # fmt: skip
    return tuple(found)


def _waiting(reader: Reader, ways: Mapping[str, Sequence[SignStep]]) -> tuple[PlanToSign, ...]:
    waiting = {patient: steps[-1] for patient, steps in ways.items() if steps[-1].kind == "submitted"}
    names = {person.id: person.title for person in people_of(reader)}
    newest = newest_versions(reader.connection, list(waiting))
    who = {patient: who_is(reader, patient) for patient in waiting}
    lines = [
        PlanToSign(patient, f"{who[patient].family}, {who[patient].given}", who[patient].mrn, newest[patient][1],
                   names.get(step.by, step.by), step.at_ms // 1000, step.words)
        for patient, step in waiting.items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.submitted_at, line.patient)))
