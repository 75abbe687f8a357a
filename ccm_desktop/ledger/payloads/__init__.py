"""What an operation says: one module of typed, versioned payloads per aggregate."""

from ccm_desktop.ledger.payloads import (
    care_plan,
    chart_review,
    claims,
    clinical,
    consent,
    contact,
    fees,
    month,
    month_close,
    month_sign,
    patient,
    practice,
    timekeeping,
)

__all__ = [
    "care_plan",
    "chart_review",
    "claims",
    "clinical",
    "consent",
    "contact",
    "fees",
    "month",
    "month_close",
    "month_sign",
    "patient",
    "practice",
    "timekeeping",
]
