"""Where a plan stands, in words for the line above it (ux.md 4.5): status, signature, last review, next review."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain import plan_signing
from ccm_desktop.domain.care_plan import WORDS
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui import figures


def status_words(plan: CarePlanView, today: date, zone: ZoneInfo) -> str:
    """`Draft plan, version 9 · waits for a signature`"""
    number = f", version {plan.versions[0].title}" if plan.versions else ""
    stands = {
        plan_signing.SIGNED: f" · signed by {plan.way.by} {lately(plan.way.at, today, zone)}",
        plan_signing.WAITING: " · waits for a signature",
    }
    return f"{WORDS[plan.status]}{number}{stands.get(plan.way.state, '')}"


def asked_words(plan: CarePlanView, today: date, zone: ZoneInfo) -> str:
    """What became of the signature and asks for somebody; empty where nothing does."""
    way, when = plan.way, lately(plan.way.at, today, zone)
    asks = {
        plan_signing.CHANGED: f"⚠ Differs from what {way.by} signed {when}.",
        plan_signing.RETURNED: f"↩ {way.by} returned it without a signature {when}: “{way.said}”",
    }
    return asks.get(way.state, "")


def standing_words(plan: CarePlanView, today: date, zone: ZoneInfo) -> str:
    """`based on signed v5 (Nov 3), changed since · last reviewed Oct 5 · review due Dec 1 (in 10 days)`"""
    review = plan.review.value
    reviewed = f"last reviewed {_day(review.reviewed_on, today)}" if review.reviewed_on else "never reviewed"
    return " · ".join((_signed(plan, today, zone), reviewed, _due(review.review_on, today)))


def lately(at: int, today: date, zone: ZoneInfo) -> str:
    """`2:02 PM`, with its day when that is not today."""
    return figures.instant(at, zone).removeprefix(f"{figures.short_day(today.isoformat())}, ")


def _signed(plan: CarePlanView, today: date, zone: ZoneInfo) -> str:
    signed = plan.way.signed
    if signed is None:
        return "never signed"
    title = next((line.title for line in plan.versions if line.version_id == signed.version), str(signed.number))
    named = f"v{title} ({figures.dated(signed.at, zone, today)})"
    return f"based on signed {named}, changed since" if signed.is_changed else f"as signed: {named}"


def _due(review_on: str, today: date) -> str:
    if not review_on:
        return "no day for the next review"
    days = (date.fromisoformat(review_on) - today).days
    if days < 0:
        return f"⚠ review was due {_day(review_on, today)} ({_days(-days)} ago)"
    return f"review due {_day(review_on, today)} ({f'in {_days(days)}' if days else 'today'})"


def _day(iso: str, today: date) -> str:
    """`Dec 1`, with its year when that is not this year."""
    return figures.short_day(iso) if iso[:4] == str(today.year) else f"{figures.short_day(iso)}, {iso[:4]}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
