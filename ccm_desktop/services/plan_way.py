"""Where a care plan stands on its way to a signature; whoever opens the plan is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain import plan_signing as rules
from ccm_desktop.models.queries import plans
from ccm_desktop.models.queries.plan_signing import SignStep, history
from ccm_desktop.models.store import Reader
from ccm_desktop.services.people import people_of


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
    return PlanWay(state, names.get(last.by, last.by), last.at_ms // 1000, last.words)
