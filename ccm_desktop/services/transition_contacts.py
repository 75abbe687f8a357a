"""Which recorded contact may be the one that is to follow a discharge: offered, and never taken for it by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain import transition as rules
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.models.queries import coordination, patients, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context

KINDS = {"phone": "call", "message": "message", "visit": "visit", "log": "log entry"}


@dataclass(frozen=True, slots=True)
class PossibleContact:
    """Somebody spoke with the patient or a caregiver after the discharge."""

    record: str
    """Entity of the contact, or first version of the entry of the coordination log."""
    kind: str
    """A key of `KINDS`."""
    on: str
    by: str
    """Name of who spoke with them."""
    words: str

    @property
    def noun(self) -> str:
        """`call`"""
        return KINDS[self.kind]


def contacts_since(
    context: Context, reader: Reader, patient: str, since: str, names: dict[str, str]
) -> tuple[PossibleContact, ...]:  # fmt: skip
    """On that ISO day or later, oldest first; what was withdrawn is none."""
    zone = context.zone_of(reader)
    found = [
        PossibleContact(contact, channel, local_words.iso_day(at, zone), names.get(who, ""), note)
        for contact, at, channel, outcome, who, note in reversed(patients.contacts(reader.connection, patient))
        if rules.is_interactive(channel, outcome)
    ]
    identity = reader.held(PatientIdentity, patient)
    name = (identity.value.given, identity.value.family) if identity else ("", "")
    helpers = plans.caregivers(reader.connection, patient)
    found += (
        PossibleContact(row.first or row.id, "log", row.happened_on, names.get(row.by, ""), row.about)
        for row in coordination.log(reader.connection, patient)
        if row.withdrawn is None and not row.corrected and rules.is_with_patient(row.counterparty, *name, helpers)
    )
    return tuple(sorted((one for one in found if one.on >= since), key=lambda one: one.on))


def likeliest(found: Sequence[PossibleContact], discharged_on: str, due_on: str) -> PossibleContact | None:
    """The one to offer."""
    day = rules.likeliest([one.on for one in found], discharged_on, due_on)
    return next((one for one in found if one.on == day), None)
