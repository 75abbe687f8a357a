"""A care plan on its way to a practitioner's signature: submitted, signed, returned, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.signature import Signature
from ccm_desktop.ledger.payload import payload


@payload("plan.submitted")
@dataclass(frozen=True, slots=True)
class PlanSubmitted:
    """Somebody asks a practitioner to sign the plan."""

    version: str
    """Entity of the version as it was then."""
    words: str = ""


@payload("plan.signed")
@dataclass(frozen=True, slots=True)
class PlanSigned:
    """A practitioner stands for exactly this version."""

    version: str
    """Entity of the version."""
    number: int
    signature: Signature
    """Over `domain.plan_signing.content` of the version: every operation that it enumerates."""


@payload("plan.returned")
@dataclass(frozen=True, slots=True)
class PlanReturned:
    """The practitioner did not sign, and says why."""

    version: str
    reason: str


@payload("plan.signature_withdrawn")
@dataclass(frozen=True, slots=True)
class PlanSignatureWithdrawn:
    """The signer took a signature back; it stays visible."""

    signature: str
    """Entity of the signature."""
    reason: str
