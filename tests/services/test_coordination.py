"""The coordination log: entries that stay, loops that stay open until they are closed, on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.clinical import CareTeamMember
from ccm_desktop.ledger.payloads.coordination import CoordinationLogged
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.coordination import CoordinationLine, NewCoordination
from ccm_desktop.ui.coordination.lines import whole
from tests.services.conftest import Demo

REFERRAL = NewCoordination(
    "Lakeside Cardiology", "from_us", "referral", "Referred for palpitations, records sent.", outcome="They will call.",
    next_step="Get the appointment", due_on="2026-10-16",
)  # fmt: skip


def record(demo: Demo, patient: str, follows: CoordinationLine | None = None, **more: Any) -> str:
    return demo.office.coordination.record(patient, replace(REFERRAL, **more), follows).value


def states(demo: Demo, patient: str) -> dict[str, str]:
    return {line.entry_id: line.state for line in demo.office.coordination.log(patient)}


def loops(demo: Demo) -> list[str]:
    return [line.entry_id for line in demo.office.coordination.open_loops()]


def test_an_entry_says_what_was_said_and_who_sees_to_the_next_step(demo: Demo) -> None:
    patient = demo.patient()
    entry = record(demo, patient)
    line = demo.office.coordination.one(entry)
    assert (line.state, line.owner_name, line.by) == ("open", "Maria Ortiz, RN", "Maria Ortiz, RN")
    assert line.entry == replace(line.entry, happened_on="2026-10-14", direction="from_us", subject="referral")
    assert loops(demo) == [entry]
    noted = record(demo, patient, next_step="", due_on="")
    assert states(demo, patient)[noted] == "noted"
    assert loops(demo) == [entry], "without a next step nothing is open"


def test_a_loop_is_late_the_day_after_it_is_due(demo: Demo) -> None:
    patient = demo.patient()
    entry = record(demo, patient, due_on="2026-10-14")
    assert states(demo, patient)[entry] == "open"
    demo.clock.advance(86_400)
    (line,) = demo.office.coordination.open_loops()
    assert line.overdue


def test_closing_says_how_and_can_be_taken_back(demo: Demo) -> None:
    patient = demo.patient()
    entry = record(demo, patient)
    log = demo.office.coordination
    with pytest.raises(BadInput):
        log.close(log.one(entry), " ")
    closing = log.close(log.one(entry), "Seen on October 15, report filed").value
    assert loops(demo) == []
    line = log.one(entry)
    assert (line.state, line.closed_how, line.closed_by) == (
        "closed", "Seen on October 15, report filed", "Maria Ortiz, RN",
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        log.close(line, "Again")
    assert refused.value.code == "loop_not_open"
    with pytest.raises(Refusal):
        log.withdraw(entry)
    log.reopen(closing)
    assert loops(demo) == [entry]
    with pytest.raises(Refusal):
        log.reopen(closing)


def test_a_later_entry_takes_the_loop_over(demo: Demo) -> None:
    patient, other = demo.patient(), demo.patient("Adams", "Ann")
    log = demo.office.coordination
    first = record(demo, patient)
    with pytest.raises(BadInput):
        record(demo, other, log.one(first))
    second = record(demo, patient, log.one(first), next_step="Get the report", due_on="2026-10-30")
    assert states(demo, patient) == {first: "followed", second: "open"}
    assert loops(demo) == [second]
    with pytest.raises(Refusal):
        record(demo, patient, log.one(first))
    log.withdraw(second)
    assert loops(demo) == [first], "taken back, the loop is where it was"


def test_a_loop_does_not_end_before_it_is_said_how(demo: Demo) -> None:
    patient = demo.patient()
    log = demo.office.coordination
    first = record(demo, patient)
    nothing: dict[str, Any] = {"about": "Rang, nobody answered", "outcome": " ", "next_step": "", "due_on": ""}
    with pytest.raises(BadInput) as refused:
        record(demo, patient, log.one(first), **nothing)
    assert (refused.value.code, loops(demo)) == ("outcome_missing", [first])
    last = record(demo, patient, log.one(first), **{**nothing, "outcome": "Seen, report filed"})
    assert loops(demo) == []
    with pytest.raises(BadInput):
        log.correct(log.one(last), replace(REFERRAL, **nothing), "Wrong")
    record(demo, patient, None, **nothing)  # ends nothing


def test_a_newer_programs_words_are_shown_as_they_are(demo: Demo) -> None:
    patient = demo.patient()
    with demo.office.context.transaction() as tx:
        fax = CoordinationLogged("Shore", "by_fax", "device", "Sent", "2026-10-14", demo.office.context.person)
        tx.record(fax, entity="newer", patient=patient)
    (line,) = demo.office.coordination.log(patient)
    assert (line.direction, line.subject) == ("by_fax", "device")
    assert whole(line, ZoneInfo("UTC"), date(2026, 10, 14)).startswith("by_fax · Shore · device, 10/14/2026: Sent")


def test_a_correction_keeps_both_and_the_loop(demo: Demo) -> None:
    patient = demo.patient()
    log = demo.office.coordination
    first = record(demo, patient)
    seen = log.one(first)
    with pytest.raises(BadInput):
        log.correct(seen, replace(REFERRAL, about="Palpitations"), "")
    better = log.correct(seen, replace(REFERRAL, counterparty="Shore Cardiology"), "Another practice").value
    assert states(demo, patient) == {first: "corrected", better: "open"}
    with pytest.raises(Refusal) as refused:
        log.correct(seen, REFERRAL, "From an old screen")
    assert refused.value.code == "coordination_changed"
    best = log.correct(log.one(better), replace(REFERRAL, due_on="2026-10-20"), "Later").value
    log.close(log.one(best), "Done")
    assert loops(demo) == []
    again = log.correct(log.one(best), replace(REFERRAL, about="Palpitations at night"), "More precise").value
    assert states(demo, patient)[again] == "closed", "a corrected entry stays closed"


def test_two_who_go_on_at_once_both_stay(demo: Demo) -> None:
    """On two computers: neither next step leaves the screen."""
    patient = demo.patient()
    first = record(demo, patient)
    line = demo.office.coordination.one(first)
    mine = record(demo, patient, line, next_step="Ring again", due_on="2026-10-20")
    with demo.office.context.transaction() as tx:  # what the other computer recorded before it saw mine
        value = replace(demo.office.coordination.one(mine).entry, next_step="Write to them", follows=first)
        tx.record(value, entity="other", patient=patient)
    assert set(loops(demo)) == {mine, "other"}


def test_with_whom_comes_from_the_care_team(demo: Demo) -> None:
    patient = demo.patient()
    with demo.office.context.transaction() as tx:
        tx.record(CareTeamMember("Dr. Chen", "cardiologist", organization="Shore", outside=True), entity="chen",
                  patient=patient)  # fmt: skip
        tx.record(CareTeamMember("Ana Lopez", "dietitian"), entity="lopez", patient=patient)
        tx.record(CareTeamMember("Gone", status="removed"), entity="gone", patient=patient)
    team = demo.office.coordination.counterparties(patient)
    assert [(one.member, one.words) for one in team] == [
        ("chen", "Dr. Chen, cardiologist, Shore"), ("lopez", "Ana Lopez, dietitian"),
    ]  # fmt: skip
    assert demo.office.coordination.one(record(demo, patient, member="chen")).entry.member == "chen"
    with pytest.raises(BadInput):
        record(demo, demo.patient("Adams", "Ann"), member="chen")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"counterparty": " "}, "counterparty_missing"),
        ({"about": ""}, "coordination_empty"),
        ({"direction": "sideways"}, "coordination_kind"),
        ({"subject": "weather"}, "coordination_kind"),
        ({"happened_on": "2026-10-15"}, "coordination_in_future"),
        ({"happened_on": "soon"}, "date_unreadable"),
        ({"due_on": ""}, "due_missing"),
        ({"next_step": ""}, "next_step_missing"),
        ({"owner": "nobody"}, "person_unknown"),
        ({"about": "x" * 2001}, "text_too_long"),
    ],
)
def test_what_is_refused(demo: Demo, change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        record(demo, demo.patient(), **change)
    assert refused.value.code == code


def test_it_is_on_today_of_its_owner_and_of_nobody_else_until_that_one_has_left(demo: Demo) -> None:
    patient, office = demo.patient(), demo.office
    tom = office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    entry = record(demo, patient, owner=tom, due_on="2026-10-14")
    record(demo, patient, next_step="Next week", due_on="2026-10-20")

    def view(*, everybody: bool = False) -> Any:
        return office.today.view(office.patients.panel(), everybody=everybody)

    assert [line.key for line in view(everybody=True).lines] == [f"loop:{entry}"]
    assert view().lines == (), "it is Tom's"
    assert (view().loops, view(everybody=True).loops) == (1, 2)
    assert [one.what for one in view().ahead] == ["Next week"]
    demo.clock.advance(86_400)
    assert [(line.overdue, line.whose) for line in view(everybody=True).lines] == [(True, "Tom Berg, LPN")]
    assert view(everybody=True).loops_overdue == 1
    office.people.deactivate(tom)
    assert [line.key for line in view().lines] == [f"loop:{entry}"], "what nobody sees to is everybody's"
