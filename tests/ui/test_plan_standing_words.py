"""Where a plan stands, in the words above it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_status import standing_on
from ccm_desktop.services.plan_views import PlanVersionLine
from ccm_desktop.services.plan_way import PlanWay, SignedVersion
from ccm_desktop.ui.care_plan.standing_words import asked_words, standing_words, status_words

TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("America/New_York")
NOV_3 = 1_793_721_600  # 2026-11-03 11:00 in New York


def words(review: PlanReview, signed: SignedVersion | None = None) -> str:
    plan = standing_on(build("p", {PlanReview: {"p": Form("p", review)}}), TODAY)
    line = PlanVersionLine("v9", 9, "current", NOV_3, "Ann", "saved", (), "9-3f2a")
    return standing_words(replace(plan, versions=(line,), way=PlanWay(signed=signed)), TODAY, ZONE)


@pytest.mark.parametrize(
    ("review", "signed", "said"),
    [
        (PlanReview(), None, "never signed · never reviewed · no day for the next review"),
        (PlanReview("2026-12-01", "2026-11-03"), SignedVersion("v5", 5, NOV_3, is_changed=True),
         "based on signed v5 (Nov 3), changed since · last reviewed Nov 3 · review due Dec 1 (in 10 days)"),
        (PlanReview("2026-11-22", "2025-11-03"), SignedVersion("v9", 9, NOV_3, is_changed=False),
         "as signed: v9-3f2a (Nov 3) · last reviewed Nov 3, 2025 · review due Nov 22 (in 1 day)"),
        (PlanReview("2026-11-21"), None, "never signed · never reviewed · review due Nov 21 (today)"),
        (PlanReview("2026-11-20"), None, "never signed · never reviewed · ⚠ review was due Nov 20 (1 day ago)"),
        (PlanReview("2020-01-01"), None,
         "never signed · never reviewed · ⚠ review was due Jan 1, 2020 (2516 days ago)"),
    ],
)  # fmt: skip
def test_signature_and_reviews(review: PlanReview, signed: SignedVersion | None, said: str) -> None:
    assert words(review, signed) == said


def test_the_status_names_the_version_and_where_the_signature_stands() -> None:
    plan = standing_on(build("p", {}), TODAY)
    assert status_words(plan, TODAY, ZONE) == "Draft plan"
    line = PlanVersionLine("v", 9, "current", NOV_3, "Ann", "saved", (), "9-3f2a")
    saved = replace(plan, versions=(line,))
    assert status_words(saved, TODAY, ZONE) == "Draft plan, version 9-3f2a"
    assert status_words(replace(plan, status="overdue"), TODAY, ZONE) == "Plan overdue for review"
    signed = replace(saved, status="current", way=PlanWay("signed", "Dr. Chu", NOV_3))
    assert status_words(signed, TODAY, ZONE) == "Current plan, version 9-3f2a · signed by Dr. Chu Nov 3, 11:00 AM"
    waits = replace(saved, way=PlanWay("waiting", "Ann", NOV_3))
    assert status_words(waits, TODAY, ZONE) == "Draft plan, version 9-3f2a · waits for a signature"


def test_what_became_of_the_signature_is_said_where_it_asks_for_somebody() -> None:
    plan = standing_on(build("p", {}), TODAY)
    told = {
        "changed": "⚠ Differs from what Dr. Chu signed Nov 3, 11:00 AM.",
        "returned": "↩ Dr. Chu returned it without a signature Nov 3, 11:00 AM: “Too low”",
        "signed": "", "waiting": "", "never": "",
    }  # fmt: skip
    for state, words_ in told.items():
        assert asked_words(replace(plan, way=PlanWay(state, "Dr. Chu", NOV_3, "Too low")), TODAY, ZONE) == words_
