"""What follows a discharge to the community, and by when: Medicare's transitional care (99495, 99496).

Source: rules.md 1.4 and 1.5 (99495: visit within 14 days, moderate decision-making; 99496: 7 days, high; contact within
2 business days; a 30-day period from the discharge), which rest on CMS's booklet "Transitional Care Management
Services" (MLN908628): business days are Mondays to Fridays except holidays and begin the day after the discharge,
visits are counted in calendar days, medicines are reconciled no later than the day of the visit, the period begins on
the day of the discharge and goes on for 29 days. Whether a service is billed is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from ccm_desktop.domain import open_work
from ccm_desktop.domain.activities import REACHED
from ccm_desktop.domain.open_work import OPEN, OVERDUE
from ccm_desktop.domain.search import tokens
from ccm_desktop.domain.workdays import workdays_after

CONTACT, MEDICINES, VISIT = "contact", "medicines", "visit"
STEPS = {
    CONTACT: "Interactive contact with the patient or caregiver",
    MEDICINES: "Medicine reconciliation",
    VISIT: "Face-to-face visit",
}
HIGH, MODERATE = "high", "moderate"
COMPLEXITIES = {HIGH: "High: visit within 7 days", MODERATE: "Moderate: visit within 14 days"}
DESTINATIONS = {
    "home": "Home",
    "home_health": "Home with home health",
    "assisted_living": "Assisted living",
    "rest_home": "Domiciliary or rest home",
    "facility": "Nursing or other facility",
    "other": "Elsewhere",
}
CHANGED = {"yes": "Changed", "no": "Not changed", "unknown": "Not known yet"}
"""Whether the medicines were changed in the hospital."""
DONE, LATE, NOT_NEEDED = "done", "late", "not_needed"
STATES = {OPEN: "Open", OVERDUE: "Overdue", DONE: "Done", LATE: "Done late", NOT_NEEDED: "Not needed"}
_INTERACTIVE = frozenset({"phone", "message", "visit"})
"""Not a letter: CMS names telephone, electronic mail and face to face (MLN908628)."""
_PATIENT = frozenset({"patient", "pt", "paciente"})
_CAREGIVER = frozenset({"caregiver", "cuidador", "cuidadora"})
_FILLERS = frozenset({"the", "el", "la", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "sr.", "sra.", "and", "y"})
_CONTACT_BUSINESS_DAYS = 2
_VISIT_DAYS = {HIGH: 7, MODERATE: 14}
_PERIOD_DAYS = 30
_SAME_WITHIN = timedelta(days=1)
"""Two computers may have it from different papers, one of them after midnight. This program's, not Medicare's."""
_NOTICE_DAYS = 5
"""This program's, not Medicare's."""


def due_days(discharged_on: date, complexity: str, visited_on: date | None = None) -> Mapping[str, date]:
    """The last day of each step; what the day of a visit has to be preceded by moves to it once there was one.

    A complexity that this program does not know counts as high: nobody is told a later day than there may be.
    """
    visit = discharged_on + timedelta(days=_VISIT_DAYS.get(complexity, _VISIT_DAYS[HIGH]))
    return {
        CONTACT: workdays_after(discharged_on, _CONTACT_BUSINESS_DAYS),
        MEDICINES: visited_on or visit,
        VISIT: visit,
    }


def shows_from(step: str, discharged_on: date, due_on: date) -> date:
    """From when it is work of the day: a contact at once, since its days are few; a visit while it can be arranged."""
    return discharged_on if step == CONTACT else due_on - timedelta(days=_NOTICE_DAYS)


def last_day(discharged_on: date) -> date:
    """Of the 30 days, the day of the discharge included."""
    return discharged_on + timedelta(days=_PERIOD_DAYS - 1)


def may_be_same(one: date, other: date) -> bool:
    """Whether two discharges of a patient can be one that was recorded twice."""
    return abs(one - other) <= _SAME_WITHIN


def stands_for(same_as: Mapping[str, str], discharge: str) -> str:
    """The record that one is counted with: itself unless somebody said that it is the same as another.

    `same_as`: every record of the patient with the one it is the same as, or nothing.
    """
    seen = {discharge}
    while (same := same_as[discharge]) in same_as and same not in seen:
        seen.add(same)
        discharge = same
    return discharge


def left_alone(records: Mapping[str, tuple[str, str]], are_two: Callable[[str, str], bool]) -> frozenset[str]:
    """Those that hold by themselves although they are said to be the same as another.

    Because that one was withdrawn by itself, as when one computer withdraws a record while another says that two are
    one: the patient left the hospital all the same. Or because another computer said meanwhile that they are two:
    nothing that is due is lost before somebody knows of both. `records`: every record of the patient with its status
    and the one it is the same as, or nothing.
    """
    gone = {record for record, (status, same) in records.items() if status != "open" and not same}
    return frozenset(
        record for record, (_, same) in records.items() if same in gone or (same and are_two(record, same))
    )


def telling(said: Sequence[tuple[str, str]]) -> int:
    """Which of several records of one step, each status and day, tells what became of it: nothing ticked is lost.

    Done goes before not needed and that before open; the first day, since it was done then; else the first record.
    """
    rank = {DONE: 0, NOT_NEEDED: 1}
    return min(range(len(said)), key=lambda n: (rank.get(said[n][0], 2), said[n][1], n))


def is_interactive(channel: str, outcome: str) -> bool:
    """Whether a recorded contact spoke with the patient or a caregiver."""
    return channel in _INTERACTIVE and outcome in REACHED


def is_with_patient(counterparty: str, given: str, family: str, caregivers: Iterable[tuple[str, str]]) -> bool:
    """Whether whom an exchange was with is the patient or one of the caregivers (name, relation), by the words.

    `Patient transport` is neither.
    """
    said, name = frozenset(tokens(counterparty)), frozenset(tokens(f"{given} {family}"))
    if not said - _PATIENT - _CAREGIVER - _FILLERS - name and said & (_PATIENT | _CAREGIVER):
        return True
    helpers = [(frozenset(tokens(called)), frozenset(tokens(kin))) for called, kin in caregivers]
    whole = [name, *(called for called, _ in helpers)]
    return any(one and one <= said for one in whole) or said in {kin for _, kin in helpers if kin}


def likeliest(days: Collection[str], discharged_on: str, due_on: str) -> str:
    """Which of the days on which somebody was spoken to is taken for the contact: the first in time.

    One on the day of the discharge may have been before it: business days begin the day after. Empty where there is
    none. ISO days.
    """
    since = [day for day in days if day >= discharged_on]
    return min(since, key=lambda day: (day > due_on, day == discharged_on, day), default="")


def state(status: str, done_on: str, due_on: str, today: str) -> str:
    """Where a step stands: a key of `STATES`. Days in ISO form."""
    if status == NOT_NEEDED:
        return NOT_NEEDED
    if status == DONE:
        return LATE if done_on > due_on else DONE
    return open_work.state(due_on, today)
