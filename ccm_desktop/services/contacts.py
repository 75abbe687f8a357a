"""Contacts and attempts, when to call next, and how the patient wants to be spoken to."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.activities import ATTEMPTS, OUTCOMES
from ccm_desktop.domain.calendar import Month, is_day
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.outreach import CHANNELS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import ContactPreferences, NextContact, PatientContact
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.queries import patients
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.chart_views import ContactLine
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.outreach import follow_up
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of


@dataclass(frozen=True, slots=True)
class ReachForm:
    """Both registers that say how to reach a patient, opened together and kept together."""

    contact: Form[PatientContact]
    preferences: Form[ContactPreferences]


class ContactService:
    """Records contacts."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def list(self, patient: str, limit: int = 1000) -> tuple[ContactLine, ...]:
        """Newest first."""
        with self._context.reading() as reader:
            names = {person.id: person.title for person in people_of(reader)}
            rows = patients.contacts(reader.connection, patient, limit)
        return tuple(ContactLine(i, at, channel, outcome, names.get(who, who), note)
                     for i, at, channel, outcome, who, note in rows)  # fmt: skip

    def attempts(self, patient: str, month: Month | None = None) -> int:
        """How often nobody was reached in the month, this one when left out."""
        with self._context.reading() as reader:
            start, end = (month or self._context.month()).bounds(self._context.zone_of(reader))
            return patients.failed_attempts(reader.connection, start, end, ATTEMPTS).get(patient, 0)

    def record(
        self, patient: str, *, channel: str, outcome: str, note: str, at: int | None = None, next_on: str = "",
        entry: str = "",
    ) -> Outcome[str]:  # fmt: skip
        """Somebody was reached, or not; `at` in epoch seconds, now when left out.

        `entry` is the time entry of the same call, so that the month's note tells the call once. Without
        `next_on` the practice's policy sets what comes next.
        """
        require(self._context, Verb.CARE)
        if channel not in CHANNELS:
            raise BadInput("channel_unknown", "The channel is not known.", f"Use one of: {', '.join(CHANNELS)}.")
        if outcome not in OUTCOMES:
            raise BadInput("outcome_unknown", "The outcome is not known.", f"Use one of: {', '.join(OUTCOMES)}.")
        check_next_day(next_on)
        contacted_at = self._context.now() if at is None else at
        if contacted_at > self._context.now() + 60:
            raise BadInput("contact_in_future", "The contact lies in the future.", "Enter when it happened.")
        contact = new_id()
        with self._context.transaction() as tx:
            who_is(tx, patient)
            if entry and tx.patient_of(TimeAdded, entry) != patient:
                raise BadInput("entry_unknown", "There is no such time entry of this patient.",
                               "List the month to see the entries.")  # fmt: skip
            fact = ContactMade(contacted_at, channel, outcome, self._context.person, note, entry)
            tx.record(fact, entity=contact, patient=patient)
            if next_on:
                tx.revise(NextContact(next_on), entity=patient, patient=patient)
            follow_up(self._context, tx, patient, outcome, planned=bool(next_on))
        return Outcome(contact, Changed.CONTACTS | Changed.PATIENTS | Changed.TASKS)

    def next_contact(self, patient: str) -> Form[NextContact]:
        """When the team means to call, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(NextContact, patient)
        if held is None:
            return Form(patient, NextContact())
        return Form(patient, held.value, held.heads, held.others)

    def plan_next(self, form: Form[NextContact]) -> Outcome[None]:
        """Keep the date of the next contact."""
        require(self._context, Verb.CARE)
        check_next_day(form.value.next_contact_on)
        with self._context.transaction() as tx:
            who_is(tx, form.entity)
            tx.record(form.value, entity=form.entity, patient=form.entity, prev=form.heads)
        return Outcome(None, Changed.CONTACTS | Changed.PATIENTS)

    def how_to_reach(self, patient: str) -> ReachForm:
        """Telephone, language, best time, caregiver and preferences, opened for editing."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            contact, prefs = reader.held(PatientContact, patient), reader.held(ContactPreferences, patient)
        return ReachForm(
            Form(patient, contact.value, contact.heads, contact.others) if contact else Form(patient, PatientContact()),
            Form(patient, prefs.value, prefs.heads, prefs.others) if prefs else Form(patient, ContactPreferences()),
        )

    def keep_how_to_reach(self, opened: ReachForm, changed: ReachForm) -> Outcome[None]:
        """Keep what differs from the form as it was opened, over the versions that it showed."""
        require(self._context, Verb.CARE)
        patient = opened.contact.entity
        with self._context.transaction() as tx:
            who_is(tx, patient)
            if changed.contact.value != opened.contact.value or opened.contact.others:
                tx.record(changed.contact.value, entity=patient, patient=patient, prev=opened.contact.heads)
            if changed.preferences.value != opened.preferences.value or opened.preferences.others:
                tx.record(changed.preferences.value, entity=patient, patient=patient, prev=opened.preferences.heads)
        return Outcome(None, Changed.CONTACTS | Changed.PATIENTS)


def check_next_day(text: str) -> None:
    """Refuse what is no date as the day of the next contact; none at all is right."""
    if text and not is_day(text):
        raise BadInput("date_unreadable", "The date of the next contact is not a date.",
                       "Write it like 2026-10-05.")  # fmt: skip


__all__ = ["CHANNELS", "ContactService", "ReachForm", "check_next_day"]
