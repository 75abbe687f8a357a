"""The practice itself and the people who work in it."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("practice.profile", register="practice_profile")
@dataclass(frozen=True, slots=True)
class PracticeProfile:
    """The practice; its time zone decides where a month begins."""

    name: str
    time_zone: str
    address: str = ""
    phone: str = ""
    after_hours_phone: str = ""
    setting: str = "office"
    fee_schedule: str = "national-nonfacility-2026"
    billing_practitioner: str = ""
    """Person id of the practitioner who bills unless a patient is assigned to another."""


@payload("practice.policy", register="policy")
@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """What the practice chose where Medicare leaves a choice. One register a policy, entity `policy:<key>`."""

    key: str
    """A field of `domain.billing.policies.Policies`."""
    choice: str
    reason: str = ""


@payload("practice.outreach", register="outreach")
@dataclass(frozen=True, slots=True)
class OutreachPolicy:
    """How often, by what and how long the practice tries to reach a patient; the fields of `OutreachRules`."""

    attempts: int = 3
    interval: int = 2
    """Workdays."""
    channels: tuple[str, ...] = ("phone", "phone", "message")
    letter: bool = True
    in_person: bool = True


@payload("practice.calls", register="calls")
@dataclass(frozen=True, slots=True)
class CallPolicy:
    """What the practice asks of every call."""

    identity: str = "optional"
    """optional | required: whether a call that reached somebody may end without the identity check."""


@dataclass(frozen=True, slots=True)
class FlagRoute:
    """Where the escalation of one sign of danger goes."""

    protocol: str
    """Key of a `domain.call_script.Protocol`."""
    level: str
    target: str


@payload("practice.red_flags", register="red_flags")
@dataclass(frozen=True, slots=True)
class RedFlagRoutes:
    """How urgent a sign of danger is here, and who is told; what is not named stays as the protocol is shipped."""

    routes: tuple[FlagRoute, ...] = ()


@payload("practice.plans", register="plans")
@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """What the practice asks of every care plan."""

    review_days: int = 90
    """From one review to the next. Medicare asks for periodic review and names no interval (rules.md 4.5); a
    quarter is this program's default."""
    no_review_after: tuple[str, ...] = ()
    """Keys of `domain.review_triggers.TRIGGERS` that raise no review here."""


@payload("person.phrases", register="phrases")
@dataclass(frozen=True, slots=True)
class PersonPhrases:
    """A person's own phrases for notes."""

    phrases: tuple[tuple[str, str], ...] = ()
    """Key without the stroke, and words."""


@payload("person.profile", register="person_profile")
@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A member of staff."""

    name: str
    credential: str = ""
    role: str = "coordinator"
    """A key of `domain.permissions.ROLES`: what the person may do here."""
    lane: str = "clinical_staff"
    """clinical_staff | practitioner | non_clinical: whose time this is to Medicare."""
    npi: str = ""
    active: bool = True


@payload("person.signing_key", register="person_signing_key")
@dataclass(frozen=True, slots=True)
class PersonSigningKey:
    """The public half of the key with which a person signs, recorded by that person.

    Versions that were replaced stay in the ledger: what was signed with them stays provable.
    """

    public_key: str
    """Ed25519, 64 hexadecimal digits."""


@payload("person.access")
@dataclass(frozen=True, slots=True)
class PersonAccess:
    """Something happened to a person's sign-in; the entity is the person, the author who did it."""

    change: str
    """given | reset | changed | removed | recovered | kit_made"""


@payload("provider.profile", register="provider_profile")
@dataclass(frozen=True, slots=True)
class ProviderProfile:
    """A practitioner outside the practice, as imported."""

    name: str
    npi: str = ""
    specialty: str = ""
    phone: str = ""


@payload("practice.unlocked")
@dataclass(frozen=True, slots=True)
class Unlocked:
    """Somebody opened the practice file."""

    person: str
    program_version: str = ""


@payload("import.finished")
@dataclass(frozen=True, slots=True)
class ImportFinished:
    """An import ended; counts only, no patient's data."""

    source: str
    patients: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    unknown_types: dict[str, int]
    unmapped_codes: dict[str, int]


@payload("practice.backed_up")
@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup was made and proved."""

    size: int
    """Of the encrypted file, in bytes."""
