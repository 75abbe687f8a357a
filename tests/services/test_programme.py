"""Figures of a real month: each with the patients behind it, on screen and on paper alike."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.clinical import ConditionStatus
from ccm_desktop.services.claims import NewOutcome
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.office import Office
from ccm_desktop.services.programme_paper import claim_success
from ccm_desktop.services.programme_views import ProgrammeMonth, since_first_enrolment
from tests.services.billable import billable, closed_unasked, enrolled_in_full, reopened, worked
from tests.services.conftest import Demo

OCTOBER = Month(2026, 10)


def practice(demo: Demo) -> dict[str, str]:
    """One patient of each kind."""
    office = demo.office
    found = {
        "paid": billable(demo, "Paid", 2400),
        "unsent": billable(demo, "Unsent", 1200),
        "short": billable(demo, "Short", 1199),
        "unconsented": demo.enrolled("Unconsented", "Bo"),
        "idle": enrolled_in_full(demo, "Idle"),
        "candidate": demo.attested("Candidate", "Cy"),
        "stranger": demo.patient("Stranger", "Di"),
    }
    worked(demo, found["short"], 100, "voicemail")
    closed_unasked(office)
    for code, status, amount, reason in (("99490", "paid", "66.13", ""), ("99439", "denied", "", "252")):
        number = claim_number(found["paid"], OCTOBER)
        office.claims.record(NewOutcome(number, code, "submitted", "2026-10-13"))
        office.claims.record(NewOutcome(number, code, status, "2026-10-14", amount, reason))
    return found


def tile(shown: ProgrammeMonth, key: str) -> tuple[str, str]:
    (found,) = (t for t in shown.tiles if t.key == key)
    return found.value, found.detail


def behind(shown: ProgrammeMonth, key: str, *, counted_in: bool) -> dict[str, str]:
    return {one.name.split(",")[0]: one.why for one in shown.listed(key) if one.counted_in is counted_in}


def test_every_figure_of_a_month_and_who_stands_behind_it(demo: Demo, office: Office) -> None:
    practice(demo)
    shown = office.programme.month(OCTOBER)
    assert tile(shown, "enrolment") == ("5 of 6 (83 %)", "All enrolled are eligible")
    assert behind(shown, "enrolment", counted_in=False) == {"Candidate": "Candidate, not asked yet"}
    assert tile(shown, "minutes") == ("Median 19:59", "Mean 15:59")  # (2400 + 1200 + 1199 + 0 + 0) / 5 = 959.8
    assert tile(shown, "capture") == ("1 of 5 (20 %)", "2 of 5 (40 %) support a code")
    assert behind(shown, "capture", counted_in=True) == {"Paid": "Supports 99490 ×1 + 99439 ×1"}
    assert behind(shown, "capture", counted_in=False) == {
        "Idle": "20:00 to 20 (99490)",
        "Short": "0:01 to 20 (99490)",
        "Unconsented": "No documented consent; No current care plan; No initiating visit by the billing practitioner",
        "Unsent": "Supports 99490 ×1; no claim recorded",
    }
    assert tile(shown, "success") == ("1 of 2 (50 %)", "0 sent without an answer")
    assert behind(shown, "success", counted_in=False) == {
        "Paid": "99439 denied 2026-10-14, reason 252: A supporting document is needed"
    }
    assert tile(shown, "foundation") == ("4 of 5 (80 %)", "1 with something missing")
    assert tile(shown, "completion") == ("2 of 5 (40 %)", "3 below the first threshold")
    assert tile(shown, "burden") == ("1:40 (2 %)", "of 81:39 logged did not count")
    assert list(behind(shown, "burden", counted_in=True)) == ["Short"]
    assert tile(shown, "escalation")[0] == "None raised"
    bands = {band.label: [one.name.split(",")[0] for one in band.patients] for band in shown.bands}
    assert bands == {"0": ["Idle", "Unconsented"], "1–9": [], "10–16": [], "17–19": ["Short"], "20–39": ["Unsent"],
                     "40–59": ["Paid"], "60+": []}  # fmt: skip
    assert [one.name for one in shown.listed("band:17-19")] == ["Short, Ann"]
    assert all(t.definition for t in shown.tiles)


def test_escalations_answered_in_time_of_those_answered_or_overdue(demo: Demo, office: Office) -> None:
    patient = demo.enrolled()
    raised = [office.escalations.raise_one(NewEscalation(patient, level, f"{level} {n}", "nurse")).value
              for n, level in enumerate(("urgent", "urgent", "urgent", "routine"))]  # fmt: skip
    office.escalations.act(raised[0], "Seen")
    demo.clock.advance(3_601)
    office.escalations.act(raised[1], "Seen late")
    shown = office.programme.month(OCTOBER)
    assert tile(shown, "escalation") == ("1 of 3 (33 %)", "2 open, 1 of them overdue")
    assert [(one.counted_in, one.why) for one in shown.listed("escalation")] == [
        (False, "Acted on late: urgent 1"), (False, "Overdue: urgent 2"), (False, "Not read yet: routine 3"),
        (True, "Acted on in time: urgent 0"),
    ]  # fmt: skip
    assert tile(office.programme.month(OCTOBER.previous), "escalation")[0] == "None raised"


def test_the_month_end_list_and_the_figures_count_the_same(demo: Demo, office: Office) -> None:
    practice(demo)
    totals, shown = office.month_end.board(OCTOBER).totals, office.programme.month(OCTOBER)
    assert shown.point.enrolled == totals.enrolled
    assert shown.point.supported == totals.billable
    assert len(shown.figures.capture.part) == shown.point.billed == 1
    assert sum(one.counted_seconds for band in shown.bands for one in band.patients) == totals.counted_seconds


def test_a_closed_months_figures_stay_and_say_so(demo: Demo, office: Office) -> None:
    found = practice(demo)
    before = office.programme.month(OCTOBER)
    assert before.state.startswith("CLOSED rev 1 · hash ")
    worked(demo, found["short"], 600, reason="Found in the call log")
    demo.attest(demo.attested("Newcomer", "Ed"), {})
    for problem in office.care_plans.view(found["idle"]).problems:
        with office.context.transaction() as tx:
            tx.revise(ConditionStatus("resolved"), entity=problem.code.entity, patient=found["idle"])
    shown = office.programme.month(OCTOBER)
    assert (shown.tiles, shown.bands, shown.claims, shown.state) == (
        before.tiles, before.bands, before.claims, before.state)  # fmt: skip
    text = _text(office.programme_paper.report(before, (before.point,)).render(Unobserved()))
    assert before.state in text
    assert "may still change" not in text
    reopened(office)
    live = office.programme.month(OCTOBER)
    assert live.state == "REOPENED (was rev 1) — figures may still change"
    assert tile(live, "completion") == ("3 of 5 (60 %)", "2 below the first threshold")
    assert live.state in _text(office.programme_paper.report(live, (live.point,)).render(Unobserved()))
    with pytest.raises(Refusal, match="was closed or reopened since these figures were counted"):
        office.programme_paper.report(before, (before.point,))


def test_who_is_on_hold_supports_nothing_and_the_list_says_why(demo: Demo, office: Office) -> None:
    held = billable(demo, "Held", 1300)
    office.month_signing.hold(held, OCTOBER, "Asks about hospice")
    shown = office.programme.month(OCTOBER)
    assert shown.point.supported == office.month_end.board(OCTOBER).totals.billable == 0
    assert behind(shown, "capture", counted_in=False) == {"Held": "On hold: Asks about hospice"}


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_month_without_anybody_has_no_figure_made_up(office: Office) -> None:
    shown = office.programme.month(OCTOBER)
    values = {t.key: t.value for t in shown.tiles}
    assert values["capture"] == values["completion"] == values["success"] == "0 of 0"
    assert values["minutes"] == "—"
    assert since_first_enrolment([shown.point]) == ()


def test_denials_point_to_a_check_and_a_running_month_gives_no_verdict(demo: Demo, office: Office) -> None:
    practice(demo)
    points = [office.programme.point(Month(2026, 9)), office.programme.point(OCTOBER)]
    (trend,) = claim_success(points).checks
    assert (trend.check, trend.denials, trend.since, trend.now) == ("records", 1, "2026-10", "2026-09")
    assert trend.verdict == "unknown"
    assert points[1].checked["records"].failed == 1  # the one without consent
    assert list(behind(office.programme.month(OCTOBER), "check:records", counted_in=True)) == ["Unconsented"]
    assert (points[1].checked["claim_data"].failed, points[1].checked["claim_data"].of) == (2, 2)  # no NPI
    assert [(g.group, g.percent) for g in claim_success(points).by_code] == [("99439", 0), ("99490", 100)]


def test_the_paper_says_what_the_screen_says(demo: Demo, office: Office) -> None:
    practice(demo)
    shown = office.programme.month(OCTOBER)
    points = (office.programme.point(Month(2026, 9)), shown.point)
    rendering = office.programme_paper.report(shown, points)
    assert rendering.name == "CCM_2026-10_programme.pdf"
    pages = PdfReader(io.BytesIO(rendering.render(Unobserved()))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for one in shown.tiles:
        assert " ".join(one.value.split()) in text
        assert one.detail in text
        assert one.definition in text
    for band in shown.bands:
        assert f"{band.label} {len(band.patients)} {len(band.patients)} of 5" in text
    assert "October 2026 5 2 1 2 1 1 of 2 (50 %)" in text
    assert "252 A supporting document is needed 1 0 0 1 0" in text
    assert "No claim sent (4)" in text
    for patient in shown.listed("capture"):
        assert (patient.name in text) is not patient.counted_in
