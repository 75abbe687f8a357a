"""Reports of one person, and the monthly pack: the board's figures, whoever they are told to."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.services.packs import finish, write
from ccm_desktop.services.reporting import Rendering
from tests.services.month_world import OCTOBER, MonthWorld, at


def paper(rendering: Rendering) -> str:
    pages = PdfReader(io.BytesIO(rendering.render(Unobserved()))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def rows(rendering: Rendering) -> list[dict[str, str]]:
    text = rendering.render(Unobserved()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def of_coordinator(world: MonthWorld, person: str = "") -> tuple[Rendering, Rendering]:
    return world.office.staff_reports.coordinator(OCTOBER, person or world.me)


def of_practitioner(world: MonthWorld) -> tuple[Rendering, Rendering]:
    return world.office.staff_reports.practitioner(OCTOBER, world.elena)


def test_a_practitioner_sees_the_boards_figures(signed: MonthWorld) -> None:
    board = signed.office.month_end.board(OCTOBER)
    pdf, table = of_practitioner(signed)
    listed = rows(table)
    assert [(r["Patient"], int(r["Counted seconds"])) for r in listed] == [
        (line.name, line.counted_seconds) for line in board.lines
    ]
    words = paper(pdf)
    assert "65:00 time counted" in words  # Adams 25:00 and Baker 40:00
    assert "3 code units" in words
    assert "99490 2 99439 1" in words
    assert "0 wait for your signature" in words
    assert "IN REVIEW" in words
    assert "DRAFT — not closed" in words


def test_what_waits_for_a_practitioner_is_said(signed: MonthWorld) -> None:
    adams, _ = signed.patients
    signed.work(adams, at(20), 60)
    signed.billable("Clark", 8)
    listed = {r["Patient"]: r["Waits for signature"] for r in rows(of_practitioner(signed)[1])}
    assert listed == {
        "Adams, María": "Changed since it was signed",
        "Baker, María": "",
        "Clark, María": "The month note is not ready",
    }
    assert "2 wait for your signature" in paper(of_practitioner(signed)[0])


def test_an_overdue_plan_review_is_said_from_the_day_after(signed: MonthWorld) -> None:
    adams, baker = signed.patients
    for patient, day in ((adams, "2026-11-01"), (baker, "2026-11-02")):
        review = signed.office.care_plans.view(patient).review
        signed.office.care_plans.save(patient, (Form(patient, PlanReview(review_on=day), review.heads),))
    listed = {r["Patient"]: r["Plan review was due"] for r in rows(of_practitioner(signed)[1])}  # on November 2
    assert listed == {"Adams, María": "Nov 1, 2026", "Baker, María": ""}
    assert "Review was due on Nov 1, 2026" in paper(of_practitioner(signed)[0])


def test_own_time_by_activity_makes_up_all_own_time(signed: MonthWorld) -> None:
    adams, baker = signed.patients
    signed.work(adams, at(12), 601, activity="call_patient", outcome="reached")
    signed.work(baker, at(13), 59, activity="call_patient", outcome="no_answer")
    signed.work(baker, at(14), 300, source="manual", reason="Away from the desk")
    signed.work(baker, at(15), 1000, person=signed.elena, lane="practitioner")
    listed = [r for r in rows(of_coordinator(signed)[1]) if r["Section"] == "Own time"]
    own = {r["Item"]: (r["Number"], r["Recorded seconds"], r["Counted seconds"]) for r in listed}
    assert own == {
        "Care plan work": ("3", str(1500 + 2400 + 300), str(1500 + 2400)),
        "Phone call with patient": ("2", "660", "601"),
        "Of it entered by hand or recovered": ("", "300", ""),
    }
    words = paper(of_coordinator(signed)[0])
    assert "All own time 5 81:00 75:01" in words
    assert "6 % entered by hand or recovered" in words
    assert "50 % reached in 2 attempts" in words


def test_a_call_with_a_contact_is_one_attempt(signed: MonthWorld) -> None:
    adams, _ = signed.patients
    signed.work(adams, at(12), 601, activity="call_patient", outcome="reached")
    told = signed.work(adams, at(13), 90, activity="call_patient", outcome="voicemail")
    with signed.office.context.transaction() as tx:
        for outcome, entry in (("voicemail", told), ("busy", "")):
            made = ContactMade(at(13), "phone", outcome, signed.me, entry=entry)
            tx.record(made, entity=new_id(), patient=adams)
    ends = [r for r in rows(of_coordinator(signed)[1]) if r["Section"] == "Contacts"]
    assert {r["Item"]: r["Number"] for r in ends} == {"Busy, rescheduled": "1", "Reached": "1", "Voicemail": "1"}


def test_a_near_miss_says_how_short_it_is(signed: MonthWorld) -> None:
    signed.billable("Clark", 8, 1140)
    (clark,) = (r for r in rows(of_coordinator(signed)[1]) if r["Item"] == "Clark, María")
    assert (clark["Short by seconds"], clark["Next code"]) == ("60", "99490")
    assert "19:00 1:00 to 20 99490" in paper(of_coordinator(signed)[0])


def test_a_closed_month_keeps_its_figures(closed: MonthWorld) -> None:
    before = [rows(of_practitioner(closed)[1]), rows(of_coordinator(closed)[1])]
    closed.office.time.void(closed.lines(closed.patients[0])[0].entry_id, "Wrong day")
    after = [rows(of_practitioner(closed)[1]), rows(of_coordinator(closed)[1])]
    figures = ("Counted seconds", "Recorded seconds", "Codes", "Number", "Month state")
    for old, new in zip(before, after, strict=True):
        assert [[r.get(f) for f in figures] for r in old] == [[r.get(f) for f in figures] for r in new]
    words = paper(of_coordinator(closed)[0])
    assert "CLOSED rev 1" in words
    assert "DRAFT" not in words


def test_a_name_that_is_a_formula_stays_a_name(signed: MonthWorld) -> None:
    signed.billable("=HYPERLINK(1)", 8)
    assert any(r["Item"].startswith("'=HYPERLINK") for r in rows(of_coordinator(signed)[1]))


def test_an_unknown_person_is_refused(signed: MonthWorld) -> None:
    with pytest.raises(BadInput) as refused:
        of_coordinator(signed, "Nobody")
    assert refused.value.code == "person_unclear"


def test_the_pack_holds_everybodys_report(closed: MonthWorld, tmp_path: Path) -> None:
    closed.office.people.add(PersonProfile("Idle Ines", "RN"))
    target = tmp_path / "october"
    finish(closed.office.context, write(closed.office.monthly_pack.pack(OCTOBER), target, Unobserved()))
    names = sorted(path.name for path in target.iterdir())
    me, elena = closed.me[-12:], closed.elena[-12:]
    assert names == sorted([
        "index.csv", "CCM_2026-10_month-end_rev1.pdf", "CCM_2026-10_month-end_rev1.csv",
        *(f"CCM_2026-10_practitioner_Elena-Reyes_{elena}.{ending}" for ending in ("pdf", "csv")),
        *(f"CCM_2026-10_coordinator_Maria-Ortiz_{me}.{ending}" for ending in ("pdf", "csv")),
    ])  # fmt: skip
    raw = closed.office.context.store.vault.connection
    kinds = sorted(row[0] for row in raw.execute("SELECT document FROM document"))
    assert kinds == ["coordinator_csv", "coordinator_report", "month_csv", "month_report", "practitioner_csv",
                     "practitioner_report"]  # fmt: skip


def test_the_pack_is_for_those_who_may_have_lists(signed: MonthWorld) -> None:
    signed.become_elena()
    with pytest.raises(Refusal) as refused:
        signed.office.monthly_pack.pack(OCTOBER)
    assert refused.value.code == "role_may_not"
