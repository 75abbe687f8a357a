"""Where a care plan stands on its way to a signature; whoever opens the plan is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain import plan_signing as rules
from ccm_desktop.models.queries import plans
from ccm_desktop.models.queries.plan_signing import SignStep, history
from ccm_desktop.models.store import Reader
from ccm_desktop.services.people import people_of


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """The version that carries the newest signature that nobody withdrew; the checklist says whether it is genuine."""

    version: str
    number: int
    at: int
    is_changed: bool
    """The plan is not what that version holds any more."""


@dataclass(frozen=True, slots=True)
class PlanWay:
    """The newest event and what it makes of the plan as it stands."""

    state: str = rules.NEVER
    """A key of `domain.plan_signing.STATES`."""
    by: str = ""
    at: int = 0
    """Epoch seconds."""
    said: str = ""
    """What was said when it was submitted or returned."""
    signed: SignedVersion | None = None
    """None: nobody signed the plan by itself."""


def steps_of(reader: Reader, patient: str) -> Sequence[SignStep]:
    """What happened to the plan on its way, oldest first."""
    return history(reader.connection, patient).get(patient, [])


def way_of(reader: Reader, patient: str) -> PlanWay:
    """Where the plan of a patient stands now."""
    steps = steps_of(reader, patient)
    if not steps:
        return PlanWay()
    shown = plans.saved_as(reader.connection, patient, plans.head_ops(reader.connection, patient))
    # Without one, what is shown now is no version that anybody signed.
    state = rules.state([rules.Step(step.kind, step.version) for step in steps], shown[0] if shown else "")
    last, names = steps[-1], {person.id: person.title for person in people_of(reader)}
    return PlanWay(state, names.get(last.by, last.by), last.at_ms // 1000, last.words, _signed(reader, patient, steps))


def _signed(reader: Reader, patient: str, steps: Sequence[SignStep]) -> SignedVersion | None:
    step = next((one for one in reversed(steps) if one.kind == "signed"), None)
    row = plans.version(reader.connection, step.version) if step is not None else None
    if step is None or row is None:
        return None
    is_changed = set(json.loads(row.heads)) != plans.head_ids(reader.connection, patient)
    return SignedVersion(step.version, row.number, step.at_ms // 1000, is_changed)
