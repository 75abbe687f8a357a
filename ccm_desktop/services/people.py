"""The practice's profile and the people who work in it."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.models.queries import practice
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.sign_ins import SignIns

LANES = {"clinical_staff": "Clinical staff", "practitioner": "Practitioner", "non_clinical": "Non-clinical"}


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff."""

    id: str
    name: str
    credential: str
    role: str
    lane: str
    npi: str
    active: bool

    @property
    def title(self) -> str:
        """`Maria Ortiz, RN`."""
        return f"{self.name}, {self.credential}" if self.credential else self.name


class PeopleService:
    """Reads and keeps the practice and its staff."""

    def __init__(self, context: Context, sign_ins: SignIns) -> None:
        self._context = context
        self._sign_ins = sign_ins

    def practice(self) -> Form[PracticeProfile]:
        """The practice's profile, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(PracticeProfile, PRACTICE)
        if held is None:
            raise LookupError("a practice file without its profile")
        return Form(PRACTICE, held.value, held.heads, held.others)

    def save_practice(self, form: Form[PracticeProfile]) -> Outcome[None]:
        """Keep the profile; the time zone must be known."""
        check_practice(form.value)
        with self._context.transaction() as tx:
            tx.record(form.value, entity=PRACTICE, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)

    def everybody(self) -> tuple[Person, ...]:
        """All staff, by name."""
        with self._context.reading() as reader:
            return people_of(reader)

    def me(self) -> Person:
        """Who is signed in."""
        return next(person for person in self.everybody() if person.id == self._context.person)

    def open(self, person: str) -> Form[PersonProfile]:
        """A person's profile, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(PersonProfile, person)
        if held is None:
            raise person_unknown()
        return Form(person, held.value, held.heads, held.others)

    def add(self, profile: PersonProfile) -> Outcome[str]:
        """A new member of staff."""
        check_person(profile)
        person = new_id()
        with self._context.transaction() as tx:
            tx.record(profile, entity=person)
        return Outcome(person, Changed.PRACTICE)

    def save(self, form: Form[PersonProfile]) -> Outcome[str]:
        """Keep a changed profile."""
        check_person(form.value)
        with self._context.transaction() as tx:
            tx.record(form.value, entity=form.entity, prev=form.heads)
        return Outcome(form.entity, Changed.PRACTICE)


def people_of(reader: Reader) -> tuple[Person, ...]:
    """All staff, by name."""
    return tuple(Person(*row) for row in practice.people(reader.connection))


def person_unknown() -> BadInput:
    """What is said of an id that is no member of staff."""
    return BadInput("person_unknown", "This person is not in the practice.", "Choose somebody from the list.")


def check_practice(profile: PracticeProfile) -> None:
    """Refuse a practice without a name or with a time zone that does not exist."""
    if not profile.name.strip():
        raise BadInput(
            "practice_name_missing", "The practice has no name.", "Type its name; it stands on every report."
        )
    time_zone(profile.time_zone)


def check_person(profile: PersonProfile) -> None:
    """Refuse a person without a name or with a role the program does not know."""
    if not profile.name.strip():
        raise BadInput("person_name_missing", "The person has no name.", "Type the name.")
    if profile.role not in ROLES:
        raise BadInput("role_unknown", "The role is not known.", f"Use one of: {', '.join(ROLES)}.")
    if profile.lane not in LANES:
        raise BadInput("lane_unknown", "The kind of time is not known.", f"Use one of: {', '.join(LANES)}.")
