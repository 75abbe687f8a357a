"""What asks for a look at a care plan before its day: symptoms, missed doses, a specialist's appointment (A-44).

Medicare asks for periodic review and revision when applicable (rules.md 4.5) and names no days; those here are this
program's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.search import fold
from ccm_desktop.domain.workdays import is_workday, workdays_after

SYMPTOM, DOSE, SPECIALIST = "symptom", "dose", "specialist"
TRIGGERS = {
    SYMPTOM: "Symptoms change",
    DOSE: "Doses are missed",
    SPECIALIST: "A specialist's appointment comes up",
}
NOT_THERE = "n"
"""Key of the outcome of a sign of danger that says, after asking again: it is not there."""
_SYMPTOM_IN, _DOSE_IN, _BEFORE_APPOINTMENT = 1, 2, 2
"""Workdays."""
_HORIZON = timedelta(days=14)
"""A review answers for appointments this near; later ones want one of their own."""
_LONGEST = 160
_SUBJECTS = frozenset({"referral", "follow_up"})
_SPECIALIST = re.compile(
    r"\b(exam|examination|specialist|consult\w*|\w+olog(y|ist)s?|\w*optomet\w+|podiat\w+|dentist|psychiatr\w+|surgeon"
    r"|examen(es)? de (la vista|(los )?ojos|(los )?pies)|fondo de ojo|especialista|interconsulta|\w+olog(ia|[oa])s?"
    r"|dentista|psiquiatr\w+|cirujan[oa]|ortopedista)\b"
)
"""English and Spanish, without accents."""
_TAXONOMY = re.compile(r"\b\d{3}[0-9A-Z]{6}X\b")
"""NUCC Health Care Provider Taxonomy, as NPPES and FHIR's PractitionerRole carry it."""
_SPECIALTIES = re.compile(r"20[78]|152W|213E|122[23]|103T|231H")
"""Physicians; optometry, podiatry, dentistry, psychology, audiology."""
_PRIMARY_CARE = re.compile(r"207Q|207R00000X|207RG0300X|208D|208000000X")
"""Family medicine, internal medicine without or with geriatrics, general practice, pediatrics."""
_ANY_FIELD = re.compile(r"363")
"""Nurse practitioners and physician assistants work in every field: their code tells nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a plan is to be looked at, and by when (ISO)."""

    kind: str
    words: str
    due_on: str
    heard_on: str = ""
    """Of an appointment, the day on which it is due at the earliest (ISO)."""

    def repeats(self, kind: str, words: str, due_on: str) -> bool:
        """Whether that was asked before: what is due when it is heard of is no later when it is heard of again."""
        return (kind, words) == (self.kind, self.words) and (
            due_on == self.due_on or due_on < self.due_on == self.heard_on
        )


def symptom(words: str, today: date) -> Cause:
    """Something was escalated, or a sign of danger was dealt with."""
    return Cause(SYMPTOM, _short(words), workdays_after(today, _SYMPTOM_IN).isoformat())


def dose(words: str, today: date) -> Cause:
    """A medicine is not taken as ordered."""
    return Cause(DOSE, _short(words), workdays_after(today, _DOSE_IN).isoformat())


def appointment(words: str, on: str, today: date) -> Cause | None:
    """Somebody else sees the patient on that day, and should find a plan that is true; None where the day is past."""
    if not is_day(on) or on < today.isoformat():
        return None
    day = date.fromisoformat(on)
    due, left = day, _BEFORE_APPOINTMENT
    while left:
        due -= timedelta(days=1)
        left -= is_workday(due)
    return Cause(SPECIALIST, f"{_short(words)} on {day:%b} {day.day}", max(due, today).isoformat(), today.isoformat())


def is_with_specialist(subject: str, role: str = "") -> bool:
    """Whether a loop of the coordination log about that is an appointment with a specialist.

    `role` of the care team member with whom it is: a coded one that is no specialist's says that it is none.
    """
    return subject in _SUBJECTS and coded_specialist(role) is not False


def names_specialist(words: str) -> bool:
    """Whether a due item is done by a specialist: by a taxonomy code, else by its words in English or Spanish.

    Eye exam, cardiology; not a vaccination or a test.
    """
    coded = coded_specialist(words)
    return _SPECIALIST.search(fold(words)) is not None if coded is None else coded


def coded_specialist(role: str) -> bool | None:
    """Whether the taxonomy code in a role is a specialist's; None without one, or where it tells nothing."""
    found = _TAXONOMY.search(role)
    if found is None or _ANY_FIELD.match(found[0]):
        return None
    return _SPECIALTIES.match(found[0]) is not None and _PRIMARY_CARE.match(found[0]) is None


def is_answered(kind: str, due_on: str, today: date) -> bool:
    """Whether a review today answers it."""
    return kind != SPECIALIST or due_on <= (today + _HORIZON).isoformat()


def asked_words(causes: Iterable[str]) -> str:
    """What is to be done, with every cause."""
    return "; ".join(causes)


def _short(words: str) -> str:
    whole = " ".join(words.split()).rstrip(".")
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1].rstrip()}…"
