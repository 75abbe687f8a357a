"""The practice's policy for reaching patients, and what it says of one patient now."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ccm_desktop.domain import outreach as rules
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.outreach import BestHours, NextStep, OutreachRules, Tried
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.patient import ContactPreferences, NextContact, PatientContact
from ccm_desktop.ledger.payloads.practice import OutreachPolicy
from ccm_desktop.ledger.payloads.task import TaskStatus, TaskWhat
from ccm_desktop.models.queries import patients, tasks
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.people import people_of

TRY_AGAIN = "Try again"
"""Purpose of a next contact that the policy set, so that the policy may also take it away."""
HISTORY_SECONDS = 365 * 86_400
"""How far back calls tell when somebody answers."""
LETTER, VISIT = "Send a letter: unable to reach", "Speak with the patient at the next visit: unable to reach"
_PREFERENCES = {
    "caregiver_first": "Call the caregiver first", "interpreter": "Interpreter needed",
    "hard_of_hearing": "Hard of hearing", "low_vision": "Low vision", "do_not_text": "Do not text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """What the policy and the past say about reaching one patient."""

    step: NextStep
    hours: BestHours | None
    preferences: tuple[str, ...]
    """Words, most important first: language and best time as on file among them."""

    @property
    def words(self) -> str:
        """All of it in a line; empty when there is nothing to say."""
        hours = self.hours.words if self.hours else ""
        return " ".join(part for part in (self.step.words, hours) if part)


class OutreachService:
    """Reads and sets the policy; tells where a patient stands by it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def policy(self) -> Form[OutreachPolicy]:
        """The policy, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(OutreachPolicy, PRACTICE)
            names = {person.id: person.title for person in people_of(reader)}
        if held is None:
            return Form(PRACTICE, OutreachPolicy())
        return Form(PRACTICE, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)

    def choose(self, form: Form[OutreachPolicy]) -> Outcome[None]:
        """Set the policy; lead only. It holds from the next attempt on."""
        require(self._context, Verb.MANAGE_PRACTICE)
        rules.check(OutreachRules(**asdict(form.value)))
        if form.entity != PRACTICE:
            raise BadInput("policy_unknown", "The choice is for another policy.", "Reload the page.")
        with self._context.transaction() as tx:
            tx.record(form.value, entity=PRACTICE, prev=form.heads)
        return Outcome(None, Changed.PRACTICE | Changed.CONTACTS)

    def reach(self, patient: str) -> Reach:
        """What comes next for a patient, when they answer, and how they want to be spoken to."""
        with self._context.reading() as reader:
            return reach_of(self._context, reader, patient)


def rules_of(reader: Reader) -> OutreachRules:
    """The policy in force. Of two written at once the later holds; the settings page says so."""
    held = reader.held(OutreachPolicy, PRACTICE)
    if held is None:
        return OutreachRules()
    value = held.value
    return OutreachRules(value.attempts, value.interval, tuple(value.channels), value.letter, value.in_person)


def reach_of(context: Context, reader: Reader, patient: str) -> Reach:
    """The same as `OutreachService.reach`, within a view of the file."""
    now, zone = context.now(), context.zone_of(reader)
    calls = patients.contacts_within(reader.connection, now - HISTORY_SECONDS, now + 60, patient).get(patient, [])
    answered = [(from_epoch(at).astimezone(zone), outcome) for at, channel, outcome in calls if channel == "phone"]
    return Reach(step_of(context, reader, patient), rules.best_hours(answered), _preferences(reader, patient))


def step_of(context: Context, reader: Reader, patient: str) -> NextStep:
    """What the policy says next."""
    zone = context.zone_of(reader)
    today = local_day(context.clock.now(), zone)
    span = Month.of(today).bounds(zone)
    found = patients.contacts_within(reader.connection, *span, patient).get(patient, [])
    month = [Tried(local_day(from_epoch(at), zone), channel, outcome) for at, channel, outcome in found]
    prefs = reader.held(ContactPreferences, patient)
    without = {"message"} if prefs is not None and prefs.value.do_not_text else set[str]()
    return rules.next_step(rules_of(reader), month, today, without)


def follow_up(context: Context, tx: Transaction, patient: str, outcome: str, *, planned: bool) -> None:
    """What the policy makes of a contact that was just recorded in this transaction.

    An attempt sets the next one, unless a person `planned` another day; the last allowed one makes the
    tasks of the unreachable path, once a month. An answer ends a planned contact that has come due.
    """
    if planned:
        return
    step = step_of(context, tx, patient)
    if outcome in rules.ANSWERED:
        _fulfil(context, tx, patient)
    elif step.key == "attempt" and step.due is not None:
        tx.revise(NextContact(step.due.isoformat(), TRY_AGAIN), entity=patient, patient=patient)
    elif step.key == "unreachable":
        _fulfil(context, tx, patient)
        _give_up(context, tx, patient, step)


def _fulfil(context: Context, tx: Transaction, patient: str) -> None:
    held = tx.held(NextContact, patient)
    today = local_words.iso_day(context.now(), context.zone_of(tx))
    if held is not None and held.value.next_contact_on and (
        held.value.next_contact_on <= today or held.value.purpose == TRY_AGAIN
    ):  # fmt: skip
        tx.revise(NextContact(), entity=patient, patient=patient)


def _give_up(context: Context, tx: Transaction, patient: str, step: NextStep) -> None:
    today = local_words.iso_day(context.now(), context.zone_of(tx))
    for kind, title, wanted, due in (("letter", LETTER, step.letter, today), ("visit", VISIT, step.in_person, "")):
        if wanted and not tasks.made_for(tx.connection, patient, kind, today[:7]):
            task = new_id()
            what = TaskWhat(title, kind, due, source="outreach", reference=today[:7])
            tx.record(what, entity=task, patient=patient)
            tx.record(TaskStatus(), entity=task, patient=patient)


def _preferences(reader: Reader, patient: str) -> tuple[str, ...]:
    prefs, contact = reader.held(ContactPreferences, patient), reader.held(PatientContact, patient)
    said = [words for key, words in _PREFERENCES.items() if prefs is not None and getattr(prefs.value, key)]
    if contact is not None:
        said += [part for part in (contact.value.language, contact.value.best_time) if part]
    if prefs is not None and prefs.value.contact_note:
        said.append(prefs.value.contact_note)
    return tuple(said)
