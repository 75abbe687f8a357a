"""Care plans that wait for a practitioner's signature."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.models.queries import plan_signing
from ccm_desktop.models.store import Reader
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


def plans_to_sign(reader: Reader) -> tuple[PlanToSign, ...]:
    """Plans that wait for a signature, the longest waiting first."""
    waiting = {
        patient: steps[-1]
        for patient, steps in plan_signing.history(reader.connection).items()
        if steps[-1].kind == "submitted"
    }
    names = {person.id: person.title for person in people_of(reader)}
    newest = plan_signing.newest_versions(reader.connection, list(waiting))
    who = {patient: who_is(reader, patient) for patient in waiting}
    lines = [
        PlanToSign(patient, f"{who[patient].family}, {who[patient].given}", who[patient].mrn, newest[patient][1],
                   names.get(step.by, step.by), step.at_ms // 1000, step.words)
        for patient, step in waiting.items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.submitted_at, line.patient)))
