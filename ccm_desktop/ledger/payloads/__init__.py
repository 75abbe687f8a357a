"""What an operation says: one module of typed, versioned payloads per aggregate."""

from ccm_desktop.ledger.payloads import (
    call,
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
    plan_template,
    practice,
    task,
    timekeeping,
)

__all__ = [
    "call",
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
    "plan_template",
    "practice",
    "task",
    "timekeeping",
]
