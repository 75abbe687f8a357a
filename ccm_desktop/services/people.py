"""The practice's profile and the people who work in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.billing.rule_book import RuleBook
from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.domain.claims import is_npi
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import ROLES, Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import PersonAccess, PersonProfile, PracticeProfile
from ccm_desktop.models.queries import practice
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.security.key_slots import SlotUser
from ccm_desktop.security.passphrase import suggested
from ccm_desktop.services.authority import require, roles_of
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.sign_ins import SignIns
from ccm_desktop.services.time_zone_change import check_zone

SIGN_INS = {"own": "own passphrase", "once": "to be used once", "none": "none"}
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


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff and whether that person can open the practice."""

    person: Person
    sign_in: str
    """own | once (a passphrase given by the lead, to be changed at first use) | none"""
    last_unlocked: int | None
    """Epoch seconds; None for never."""


class PeopleService:
    """Reads and keeps the practice, its staff and their sign-ins."""

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
        """Keep the profile; time zone, setting, fee table and billing practitioner must be known."""
        require(self._context, Verb.MANAGE_PRACTICE)
        check_practice(form.value)
        _check_billing(self._context.rules, form.value)
        with self._context.transaction() as tx:
            named = form.value.billing_practitioner
            if named and named != self._context.practice_of(tx).billing_practitioner:
                check_biller(tx, named)
            check_zone(tx, self._context.zone_of(tx), time_zone(form.value.time_zone))
            tx.record(form.value, entity=PRACTICE, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)

    def name_biller(self, person: str) -> Outcome[None]:
        """Bill under this practitioner whatever names nobody else."""
        form = self.practice()
        return self.save_practice(replace(form, value=replace(form.value, billing_practitioner=person)))

    def everybody(self) -> tuple[Person, ...]:
        """All staff, by name."""
        with self._context.reading() as reader:
            return people_of(reader)

    def accounts(self) -> tuple[Account, ...]:
        """All staff, by name, with their sign-ins."""
        users = self._sign_ins.users()
        with self._context.reading() as reader:
            last = practice.last_unlocked(reader.connection)
            return tuple(Account(p, _sign_in(users.get(p.id)), last.get(p.id)) for p in people_of(reader))

    def me(self) -> Person:
        """Who is signed in."""
        return next(person for person in self.everybody() if person.id == self._context.person)

    def my_roles(self) -> frozenset[str]:
        """What that person acts as."""
        with self._context.reading() as reader:
            return roles_of(reader, self._context.person)

    def open(self, person: str) -> Form[PersonProfile]:
        """A person's profile, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(PersonProfile, person)
        if held is None:
            raise person_unknown()
        return Form(person, held.value, held.heads, held.others)

    def add(self, profile: PersonProfile, passphrase: str = "", *, once: bool = True) -> Outcome[str]:
        """A new member of staff; with a passphrase, who can also open the practice.

        `once` says that somebody else chose it: then it must be changed at first use.
        """
        require(self._context, Verb.MANAGE_PEOPLE)
        check_person(profile)
        person = new_id()
        with self._context.transaction() as tx:
            tx.record(profile, entity=person)
            if passphrase:
                tx.record(PersonAccess("given"), entity=person)
                # Last, so that a key file that cannot be written takes the rest back with it.
                self._sign_ins.give(person, profile.name, passphrase, once=once)
        return Outcome(person, Changed.PRACTICE)

    def save(self, form: Form[PersonProfile]) -> Outcome[str]:
        """Keep a changed profile; the sign-in follows the name, and ends with the work here."""
        require(self._context, Verb.MANAGE_PEOPLE)
        check_person(form.value)
        user = self._sign_ins.users().get(form.entity)
        with self._context.transaction() as tx:
            self._check_change(tx, form)
            tx.record(form.value, entity=form.entity, prev=form.heads)
            if user is not None and not form.value.active:
                tx.record(PersonAccess("removed"), entity=form.entity)
                self._sign_ins.take_away(form.entity)
            elif user is not None and user.name != form.value.name:
                self._sign_ins.rename(form.entity, form.value.name)
        return Outcome(form.entity, Changed.PRACTICE)

    def deactivate(self, person: str) -> Outcome[str]:
        """The person works here no more: no sign-in, and everything they did stays."""
        form = self.open(person)
        return self.save(replace(form, value=replace(form.value, active=False)))

    def give_sign_in(self, person: str, passphrase: str, *, once: bool = True) -> Outcome[str]:
        """A passphrase for somebody who has none, or in place of a forgotten one."""
        require(self._context, Verb.MANAGE_PEOPLE)
        form = self.open(person)
        if not form.value.active:
            raise Refusal("person_inactive", "This person works here no more.", "Make the person active first.")
        change = "reset" if person in self._sign_ins.users() else "given"
        with self._context.transaction() as tx:
            tx.record(PersonAccess(change), entity=person)
            self._sign_ins.give(person, form.value.name, passphrase, once=once)
        return Outcome(person, Changed.PRACTICE)

    def change_passphrase(self, old: str, new: str) -> Outcome[str]:
        """One's own; what one signed before stays provable, because the signing key stays."""
        person = self._context.person
        with self._context.transaction() as tx:
            tx.record(PersonAccess("changed"), entity=person)
            self._sign_ins.change(person, old, new)
        return Outcome(person, Changed.NOTHING)

    def passphrase_for_once(self) -> str:
        """One that nobody else has, to hand over; touches no database."""
        return suggested()

    def _check_change(self, tx: Transaction, form: Form[PersonProfile]) -> None:
        held = tx.held(PersonProfile, form.entity)
        if held is None:
            raise person_unknown()
        before, after = held.value, form.value
        leads = practice.leads(tx.connection)
        if form.entity == self._context.person and leads and (before.role, before.active) != (after.role, after.active):
            raise Refusal("own_role", "Nobody changes their own role or ends their own sign-in.",
                          "Ask another practice lead.")  # fmt: skip
        stays = after.role == "lead" and after.active
        others = set(leads) & self._sign_ins.users().keys() - {form.entity}
        if form.entity in leads and not stays and not others:
            raise Refusal("last_lead", "This is the last practice lead who can open the practice.",
                          "Make somebody else a practice lead first, and give them a sign-in.")  # fmt: skip


def _sign_in(user: SlotUser | None) -> str:
    if user is None:
        return "none"
    return "once" if user.must_change else "own"


def people_of(reader: Reader) -> tuple[Person, ...]:
    """All staff, by name."""
    return tuple(Person(*row) for row in practice.people(reader.connection))


def person_unknown() -> BadInput:
    """What is said of an id that is no member of staff."""
    return BadInput("person_unknown", "This person is not in the practice.", "Choose somebody from the list.")


def check_biller(reader: Reader, person: str) -> None:
    """Refuse to bill for anybody but a practitioner: their number stands on the claim (rules.md 1.1)."""
    found = next((one for one in people_of(reader) if one.id == person), None)
    if found is None:
        raise person_unknown()
    if found.lane != "practitioner":
        raise no_practitioner()


def no_practitioner() -> BadInput:
    """What is said of somebody in whose name nothing can be billed."""
    return BadInput("biller_no_practitioner", "Care management is billed by a practitioner; this person is none.",
                    "Choose a practitioner.")  # fmt: skip


def _check_billing(rules: RuleBook, profile: PracticeProfile) -> None:
    """Refuse what no month could be judged by."""
    for one in rules.sets:
        if profile.setting not in one.place_of_service:
            raise BadInput("setting_unknown", "The kind of practice is not known.",
                           f"Use one of: {', '.join(one.place_of_service)}.")  # fmt: skip
        one.schedule(profile.fee_schedule)


def check_practice(profile: PracticeProfile) -> None:
    """Refuse a practice without a name or with a time zone that does not exist."""
    if not profile.name.strip():
        raise BadInput(
            "practice_name_missing", "The practice has no name.", "Type its name; it stands on every report."
        )
    time_zone(profile.time_zone)


def check_person(profile: PersonProfile) -> None:
    """Refuse a person without a name or with a role the program does not know, or an NPI that no payer would take."""
    if not profile.name.strip():
        raise BadInput("person_name_missing", "The person has no name.", "Type the name.")
    if profile.role not in ROLES:
        raise BadInput("role_unknown", "The role is not known.", f"Use one of: {', '.join(ROLES)}.")
    if profile.lane not in LANES:
        raise BadInput("lane_unknown", "The kind of time is not known.", f"Use one of: {', '.join(LANES)}.")
    if profile.npi and not is_npi(profile.npi):
        raise BadInput("npi_unsound", "The NPI does not pass its check digit.",
                       "Type its ten digits again, or leave it empty for now.")  # fmt: skip
