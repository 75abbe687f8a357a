"""Claim lines of a month, and what became of claims: typed, imported, withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number
from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payload import decode, json_text
from ccm_desktop.ledger.payloads.month_close import (
    ClaimPart,
    ClosedLine,
    MonthClosed,
    MonthState,
    closing_entity,
)
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.queries import claims as queries
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.claim_lines import billed_then, claim_lines
from ccm_desktop.services.claims import ClaimRow, NewOutcome, denial_reasons
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.month_snapshot import snapshot_hash
from ccm_desktop.services.office import Office
from tests.services.billable import (
    MBI,
    NPI,
    billable,
    closed_unasked,
    enrolled_in_full,
    reopened,
    with_npi,
    worked,
)
from tests.services.conftest import Demo

OCTOBER = Month(2026, 10)
HEAD = "claim,code,status,date,amount,reason\n"


def row_of(office: Office, patient: str, code: str = "99490") -> ClaimRow:
    (row,) = (r for r in office.claims.board(OCTOBER).rows if (r.patient_id, r.code) == (patient, code))
    return row


def outcome(patient: str, status: str, on: str = "2026-10-14", amount: str = "", reason: str = "",
            code: str = "99490") -> NewOutcome:  # fmt: skip
    return NewOutcome(claim_number(patient, OCTOBER), code, status, on, amount, reason)


def recorded(office: Office) -> int:
    with office.context.reading() as reader:
        return len(queries.outcomes(reader.connection))


def test_a_claim_line_says_all_that_a_claim_asks(demo: Demo, office: Office) -> None:
    with_npi(demo)
    patient = billable(demo, "Castillo", 2 * 1200)
    base, addon = office.claims.lines(OCTOBER).lines
    assert (base.claim, base.number, base.code, base.units) == (claim_number(patient, OCTOBER), 1, "99490", 1)
    assert (addon.claim, addon.number, addon.code, addon.units) == (base.claim, 2, "99439", 1)
    assert (base.family, base.given, base.birth_on, base.sex, base.mbi) == (
        "Castillo", "Ann", "1946-05-04", "female", MBI)  # fmt: skip
    assert (base.practitioner, base.npi) == ("Elena Reyes, MD", NPI)
    assert (base.diagnoses, base.pointers, base.place) == (("I10", "E11.9"), "AB", "11")
    assert (base.charge, addon.charge, base.total) == (Decimal("66.13"), Decimal("50.44"), Decimal("116.57"))
    assert addon.total == base.total
    assert {base.service_on, addon.service_on} == {"2026-10-31"}  # with an add-on: the month's end
    assert base.counted_seconds == 2400
    assert base.open_points == ()


def test_a_base_code_alone_is_dated_when_its_minutes_were_met(demo: Demo, office: Office) -> None:
    patient = enrolled_in_full(demo, "Castillo")
    worked(demo, patient, 1000)
    demo.clock.advance(86_400 * 3)
    worked(demo, patient, 500)
    (line,) = office.claims.lines(OCTOBER).lines
    assert line.service_on == "2026-10-17"


def test_who_supports_no_code_has_no_line_and_what_is_missing_is_named(demo: Demo, office: Office) -> None:
    billable(demo, "Short", 1199)
    billable(demo, "Baker", 1200, sex="", mbi="1S00E00AA06")
    (line,) = office.claims.lines(OCTOBER).lines
    assert line.family == "Baker"
    assert line.open_points == ("NPI of the practitioner", "Medicare id is not of Medicare's form",
                                "sex as the payer knows it")  # fmt: skip


def test_lines_of_a_closed_month_are_those_of_its_closing(demo: Demo, office: Office) -> None:
    with_npi(demo)
    patient = billable(demo, "Castillo", 1300)
    before = office.claims.lines(OCTOBER)
    assert before.state == "OPEN — figures may still change"
    closed_unasked(office)
    worked(demo, patient, 1200, reason="Found in the call log")
    form = office.people.open(demo.biller)
    office.people.save(replace(form, value=replace(form.value, npi="1245319599")))
    demo.attest(patient, _no_condition(office, patient), risk="")
    after = office.claims.lines(OCTOBER)
    assert after.lines == before.lines
    assert after.state.startswith("CLOSED rev 1 · hash ")
    assert office.claims.board(OCTOBER).state == after.state
    reopened(office)
    again = office.claims.lines(OCTOBER)
    assert (again.lines, again.state) == ((), "REOPENED (was rev 1) — figures may still change")


def test_a_reopening_for_one_patient_leaves_the_claims_of_others(demo: Demo, office: Office) -> None:
    one, other = billable(demo, "Adams", 1300), billable(demo, "Baker", 1300)
    closed_unasked(office)
    for patient in (one, other):
        worked(demo, patient, 1200, reason="Found in the call log")
    reopened(office, one)
    assert [(line.family, line.code) for line in office.claims.lines(OCTOBER).lines] == [
        ("Adams", "99490"), ("Adams", "99439"), ("Baker", "99490")]  # fmt: skip
    office.claims.record(outcome(other, "submitted"))
    with pytest.raises(Refusal, match=r"October 2026 is reopened, so this claim is not final\."):
        office.claims.record(outcome(one, "submitted"))


def test_who_is_on_hold_is_not_claimed(demo: Demo, office: Office) -> None:
    held = billable(demo, "Adams", 1300)
    billable(demo, "Baker", 1300)
    office.month_signing.hold(held, OCTOBER, "Asks about hospice")
    assert [line.family for line in office.claims.lines(OCTOBER).lines] == ["Baker"]
    closed_unasked(office)
    assert [line.family for line in office.claims.lines(OCTOBER).lines] == ["Baker"]


def test_a_claim_goes_from_sent_to_denied_to_paid_and_its_history_stays(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    assert row_of(office, patient).status == ""
    for new in (outcome(patient, "submitted", "2026-10-10"), outcome(patient, "denied", "2026-10-12", reason="16"),
                outcome(patient, "paid", "2026-10-14", "$66.13")):  # fmt: skip
        assert office.claims.record(new).changed is Changed.CLAIMS
    row = row_of(office, patient)
    assert (row.status, row.happened_on, row.amount, row.reason) == ("paid", "2026-10-14", "66.13", "")
    history = office.claims.history(row.claim, row.code)
    assert [h.status for h in history] == ["submitted", "denied", "paid"]


def test_an_answer_that_comes_in_late_does_not_hide_a_newer_one(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    office.claims.record(outcome(patient, "paid", "2026-10-14", "66.13"))
    office.claims.record(outcome(patient, "submitted", "2026-10-10"))
    assert row_of(office, patient).status == "paid"


def test_a_withdrawn_outcome_counts_no_more_and_stays_in_the_history(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    office.claims.record(outcome(patient, "submitted", "2026-10-10"))
    wrong = office.claims.record(outcome(patient, "denied", reason="16")).value
    with pytest.raises(BadInput):
        office.claims.withdraw(wrong, "  ")
    office.claims.withdraw(wrong, "Another patient's")
    row = row_of(office, patient)
    assert row.status == "submitted"
    assert [h.withdrawn for h in office.claims.history(row.claim, row.code)] == [0, 1]
    with pytest.raises(Refusal):
        office.claims.withdraw(wrong, "Again")


IMPOSSIBLE: tuple[tuple[dict[str, str], str], ...] = (
    ({"claim": "C2610AAAAAAAAA"}, "not among the practice's claims"),
    ({"claim": "26463774"}, "not among the practice's claims"),
    ({"claim": "C2510AAAAAAAAA"}, "not among the practice's claims"),
    ({"code": "99439"}, "not among the practice's claims"),
    ({"status": "lost"}, "status is not known"),
    ({"status": "denied"}, "no reason"),
    ({"status": "paid"}, "no amount"),
    ({"happened_on": ""}, "date cannot be read"),
    ({"happened_on": "2026-10-15"}, "future"),
    ({"happened_on": "2026-09-30"}, "before the month"),
)


def test_what_no_claim_can_be_is_refused_and_nothing_recorded(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    for change, said in IMPOSSIBLE:
        with pytest.raises(Problem, match=said) as refused:
            office.claims.record(replace(outcome(patient, "submitted"), **change))
        assert "Castillo" not in str(refused.value)
    assert recorded(office) == 0


def test_a_file_is_shown_then_recorded_whole_and_once(demo: Demo, office: Office, tmp_path: Path) -> None:
    first, second = billable(demo, "Castillo"), billable(demo, "Baker")
    closed_unasked(office)
    path = tmp_path / "outcomes.csv"
    lines = [f"{claim_number(p, OCTOBER)},99490,{rest}" for p, rest in (
        (first, "submitted,2026-10-10,,"), (first, "paid,2026-10-14,66.13,"), (second, "denied,2026-10-14,,252"),
        (second, "denied,2026-10-14,0,252"))]  # fmt: skip
    path.write_text(HEAD + "\n".join(lines), "utf-8")
    preview = office.claims.preview(path)
    assert (preview.new, preview.unchanged, recorded(office)) == (4, 0, 0)
    assert office.claims.record_file(preview.file).changed is Changed.CLAIMS
    assert (row_of(office, first).status, row_of(office, second).reason) == ("paid", "252")
    again = office.claims.record_file(office.claims.preview(path).file)
    assert (again.value.new, again.value.unchanged, again.changed) == (0, 4, Changed.NOTHING)
    assert recorded(office) == 4


def test_one_wrong_line_leaves_the_whole_file_out(demo: Demo, office: Office, tmp_path: Path) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    path = tmp_path / "outcomes.csv"
    path.write_text(f"{HEAD}{claim_number(patient, OCTOBER)},99490,submitted,2026-10-10,,\n"
                    "C2610AAAAAAAAA,99490,submitted,2026-10-10,,\n", "utf-8")  # fmt: skip
    with pytest.raises(Refusal, match=r"Line 3: this claim and code are not among the practice's claims\."):
        office.claims.preview(path)
    assert recorded(office) == 0


def test_a_withdrawn_outcome_does_not_come_back_with_its_file(demo: Demo, office: Office, tmp_path: Path) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    path = tmp_path / "outcomes.csv"
    path.write_text(f"{HEAD}{claim_number(patient, OCTOBER)},99490,denied,2026-10-12,,16\n", "utf-8")
    office.claims.record_file(office.claims.preview(path).file)
    office.claims.withdraw(row_of(office, patient).outcome, "Payer took it back")
    assert office.claims.preview(path).unchanged == 1
    assert row_of(office, patient).status == ""


def test_a_claim_that_went_out_is_known_though_the_month_no_longer_supports_it(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo", 1200)
    closed_unasked(office)
    office.claims.record(outcome(patient, "submitted", "2026-10-10"))
    reopened(office)
    demo.attest(patient, _no_condition(office, patient), risk="")
    closed_unasked(office)
    assert office.claims.lines(OCTOBER).lines == ()
    row = row_of(office, patient)
    assert (row.units, row.status) == (0, "submitted")
    assert row.open_points == ("the month no longer supports this code",)
    office.claims.record(outcome(patient, "denied", reason="50"))
    assert row_of(office, patient).status == "denied"
    with pytest.raises(Refusal, match="not among the practice's claims"):
        office.claims.record(outcome(patient, "submitted"))


@pytest.mark.parametrize("new", [("submitted", "", ""), ("paid", "66.13", ""), ("denied", "", "16")])
def test_no_claim_is_made_of_a_month_that_is_not_closed(
    demo: Demo, office: Office, tmp_path: Path, new: tuple[str, str, str]
) -> None:
    status, amount, reason = new
    patient = billable(demo, "Castillo")
    with pytest.raises(Refusal, match=r"October 2026 is not closed, so this claim is not final\.") as refused:
        office.claims.record(outcome(patient, status, amount=amount, reason=reason))
    assert refused.value.code == "claim_not_final"
    path = tmp_path / "outcomes.csv"
    line = f"{claim_number(patient, OCTOBER)},99490,{status},2026-10-14,{amount},{reason}\n"
    path.write_text(HEAD + line, "utf-8")
    with pytest.raises(Refusal, match=r"Line 2: October 2026 is not closed"):
        office.claims.preview(path)
    assert recorded(office) == 0
    closed_unasked(office)
    assert office.claims.record_file(office.claims.preview(path).file).value.new == 1


def test_an_answer_to_a_claim_that_is_out_is_taken_while_the_month_is_reopened(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    office.claims.record(outcome(patient, "submitted", "2026-10-12"))
    reopened(office)
    office.claims.record(outcome(patient, "denied", "2026-10-13", reason="16"))
    with pytest.raises(Refusal, match="is reopened"):
        office.claims.record(outcome(patient, "submitted"))
    closed_unasked(office)
    office.claims.record(outcome(patient, "submitted"))
    assert row_of(office, patient).status == "submitted"


def test_a_claim_is_not_sent_twice_while_it_is_out(demo: Demo, office: Office, tmp_path: Path) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    sent = office.claims.record(outcome(patient, "submitted", "2026-10-10")).value
    for later in ("2026-10-10", "2026-10-13"):
        with pytest.raises(Refusal, match="sent already and not denied since"):
            office.claims.record(outcome(patient, "submitted", later))
    path, line = tmp_path / "outcomes.csv", f"{claim_number(patient, OCTOBER)},99490"
    path.write_text(f"{HEAD}{line},submitted,2026-10-13,,\n", "utf-8")
    with pytest.raises(Refusal, match="Line 2: this claim was sent already"):
        office.claims.preview(path)
    path.write_text(f"{HEAD}{line},submitted,2026-10-13,,\n{line},denied,2026-10-12,,16\n", "utf-8")
    assert office.claims.preview(path).new == 2
    office.claims.withdraw(sent, "Never left the house")
    office.claims.record(outcome(patient, "submitted", "2026-10-13"))
    assert row_of(office, patient).happened_on == "2026-10-13"


def test_nothing_is_sent_of_a_month_that_was_closed_twice_at_once(demo: Demo, office: Office) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    held = office.month_closing.standing(OCTOBER)
    with office.context.transaction() as tx:  # as another device closed it, before the two met
        other = MonthState("2026-10", "closed", 1, held.revisions[0].closing, "Elsewhere")
        tx.record(other, entity=closing_entity("2026-10"), prev=())
    assert office.month_closing.standing(OCTOBER).in_conflict
    with pytest.raises(Refusal, match=r"October 2026 was closed twice, so this claim is not final\."):
        office.claims.record(outcome(patient, "submitted"))


def test_only_those_who_handle_claims_record_outcomes(demo: Demo, office: Office, tmp_path: Path) -> None:
    patient = billable(demo, "Castillo")
    closed_unasked(office)
    sent = office.claims.record(outcome(patient, "submitted", "2026-10-10")).value
    path = tmp_path / "outcomes.csv"
    path.write_text(f"{HEAD}{claim_number(patient, OCTOBER)},99490,denied,2026-10-12,,16\n", "utf-8")
    file = office.claims.preview(path).file
    lead = office.context.person
    with office.context.transaction() as tx:
        tx.record(PersonProfile("Una Rivera", "RN", "lead"), entity=new_id())
        tx.revise(PersonProfile("Maria Ortiz", "RN", "nurse"), entity=lead)
    for act in (
        lambda: office.claims.record(outcome(patient, "denied", reason="16")),
        lambda: office.claims.withdraw(sent, "Wrong"),
        lambda: office.claims.record_file(file),
        lambda: office.programme_paper.claim_sheet(OCTOBER),
    ):
        with pytest.raises(Refusal, match="Only the practice lead or a biller may export claim lines"):
            act()
    assert recorded(office) == 1


def test_a_line_closed_before_claims_were_kept_has_its_sum_and_says_what_is_missing() -> None:
    fields = {
        "closing": "c", "name": "Castillo, Ann", "birth_on": "1946-05-04", "mrn": "7", "practitioner_id": "d",
        "practitioner": "Dr. A", "coordinator": "", "logged_seconds": 2400, "counted_seconds": 2400,
        "staff_seconds": 2400, "practitioner_seconds": 0, "family": "staff", "codes": [["99490", 1], ["99439", 1]],
        "fee": "116.57", "state": "billable", "held": "", "blockers": [], "warnings": [], "next_code": "",
        "next_at_seconds": 0, "next_short_by_seconds": 0, "pieces": [[0, 2400, "e", "CLINICAL_STAFF_CCM"]],
        "signatures": ["s"], "service_on": "2026-10-31", "place_of_service": "11",
    }  # fmt: skip
    first = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    line = decode("month.closed_line", 1, first.encode())
    assert isinstance(line, ClosedLine)
    base, addon = claim_lines(OCTOBER, billed_then("p", line))
    assert (base.family, base.given, base.charge, addon.charge, base.total) == (
        "Castillo", "Ann", Decimal("116.57"), Decimal(0), Decimal("116.57"))  # fmt: skip
    assert base.open_points == (
        "NPI of the practitioner", "Medicare id", "two diagnoses with ICD-10 codes", "sex as the payer knows it",
        "charge of each code: the month was closed before it was kept",
    )  # fmt: skip
    head = MonthClosed("2026-10", 1, "", "2026.1", "t", "", "", "", "", "", 1, 1, 2400, 2400, (), "116.57", (), "")
    head_then = json_text(head).replace(',"kept_fees":[]', "")
    then = sha256(f"{head_then}\np {first}".encode()).hexdigest()
    assert snapshot_hash(head, [("p", line)]) == then, "a month closed then no longer has its hash"
    assert snapshot_hash(head, [("p", replace(line, claim=ClaimPart("Castillo")))]) != then


def _no_condition(office: Office, patient: str) -> dict[str, bool]:
    return {problem.code.entity: False for problem in office.care_plans.view(patient).problems}


def test_the_rules_read_which_codes_our_claims_bind(demo: Demo, office: Office) -> None:
    patient, other = billable(demo, "Castillo", 2400), billable(demo, "Baker")
    closed_unasked(office)
    office.claims.record(outcome(patient, "submitted", "2026-10-10"))
    office.claims.record(outcome(patient, "paid", "2026-10-12", "50.44", code="99439"))
    office.claims.record(outcome(other, "denied", reason="16"))
    with office.context.reading() as reader:
        bound = queries.claimed(reader.connection, "2026-10")
        assert {p: sorted(rows) for p, rows in bound.items()} == {
            patient: [("99439", "2026-10-01", "same_practitioner", "claimed_by_us"),
                      ("99490", "2026-10-01", "same_practitioner", "claimed_by_us")]
        }  # fmt: skip
        assert queries.claimed(reader.connection, "2026-10", other) == {}
        assert queries.claimed(reader.connection, "2026-11") == {}


def test_a_claim_that_is_out_binds_the_month_to_its_family_and_a_denied_one_does_not(
    demo: Demo, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound, denied, _never = patients = [enrolled_in_full(demo, family) for family in ("Adams", "Baker", "Cole")]
    demo.clock.advance(3600)
    with office.context.transaction() as tx:
        for patient in patients:
            own = TimeAdded(demo.biller, "practitioner", demo.now - 1800, demo.now, "care_plan", note="x")
            tx.record(own, entity=new_id(), patient=patient)
    closed_unasked(office)
    for patient in (bound, denied):
        office.claims.record(outcome(patient, "submitted", "2026-10-12", code="99491"))
    office.claims.record(outcome(denied, "denied", "2026-10-13", reason="16", code="99491"))
    reopened(office)
    for patient in patients:  # with 20 minutes of staff time, 99490 and 99439 pay more than 99491
        worked(demo, patient, 1300, reason="Found in the call log")
    asked, real = [], queries.outcomes

    def outcomes(connection: sa.Connection, first: str, last: str, patient: str) -> list[queries.OutcomeRow]:
        asked.append(patient)
        return real(connection, first, last, patient)

    monkeypatch.setattr(queries, "outcomes", outcomes)
    lines = office.month_end.board(OCTOBER).lines
    assert [line.codes for line in lines] == [(("99491", 1),), *[(("99490", 1), ("99439", 1))] * 2]
    assert asked == [""], "one question for the whole month"
    with office.context.reading() as reader:
        (alone,) = assessed(office.context, reader, OCTOBER, bound)
    assert alone.decision.codes == (("99491", 1),)
    assert alone.decision.alternatives == ()


def test_every_reason_points_to_a_check_that_is_there() -> None:
    table = denial_reasons()
    assert {r.check for r in table.reasons.values()} - {""} == set(table.checks)
    assert table.words("9999") == "Reason not in our table"
    assert table.check_of("29") is None


def test_every_key_of_a_check_is_one_the_rules_can_say() -> None:
    from ccm_desktop.domain.billing.explain import BLOCKERS, REASONS

    keys = {key for check in denial_reasons().checks.values() for key in check.keys}
    assert keys - {*BLOCKERS, *REASONS} == {"C_CLAIM_DATA"}
    assert {*BLOCKERS} - keys == {"B_NOT_BILLED_BY_CHOICE"}, "a blocker that no check asks for"
