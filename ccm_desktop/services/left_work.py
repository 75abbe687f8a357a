"""What a person left half done on this computer, by patient: words typed and not saved, and work that a crash stopped.

For the window only: who it is stands in no log and in no message of an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ccm_desktop.models.queries import drafts
from ccm_desktop.models.store import Reader
from ccm_desktop.models.tables.local import FORM_DRAFT, PLAN_DRAFT
from ccm_desktop.services import timer_lines
from ccm_desktop.services.patients import who_is


@dataclass(frozen=True, slots=True)
class LeftWork:
    """Of one patient."""

    patient_id: str
    name: str
    plan_lines: int
    """Lines of the care plan that were typed and not saved."""
    forms: int
    """Forms beside the plan that were typed and not recorded."""
    seconds: int
    """Of sessions that a crash stopped and nobody has answered for."""
    sessions: int


def left_work(reader: Reader, person: str, names: Mapping[str, str]) -> tuple[LeftWork, ...]:
    """All of that person's, by name; `names` are those of the panel, read already."""
    lines, forms = (Counter(patient for patient, _ in drafts.places(reader.connection, person, table))
                    for table in (PLAN_DRAFT, FORM_DRAFT))  # fmt: skip
    stopped = timer_lines.recovery(reader, person)
    seconds, sessions = Counter[str](), Counter(one.patient_id for one in stopped)
    for one in stopped:
        seconds[one.patient_id] += one.earned_seconds
    found = [
        LeftWork(patient, names.get(patient) or _name(reader, patient), lines[patient], forms[patient],
                 seconds[patient], sessions[patient])
        for patient in {*lines, *forms, *sessions}
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name, one.patient_id)))


def _name(reader: Reader, patient: str) -> str:
    who = who_is(reader, patient)
    return f"{who.family}, {who.given}"
