"""Audit packets of a real file: the same figures on paper, in data and on the board, and nobody else's data."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Unobserved, at_once
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ConditionStatus
from ccm_desktop.ledger.payloads.month_sign import MonthSignature
from ccm_desktop.ledger.payloads.patient import InitiatingVisit, PatientProgram, PatientRisk
from ccm_desktop.models.queries import months
from ccm_desktop.reports.packet import render_packet
from ccm_desktop.reports.packet_document import AuditPacket
from ccm_desktop.reports.packet_json import render_packet_json, section_hash
from ccm_desktop.services.claims import NewOutcome
from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.forms import Caregiver, CareTeamMember, Form, GoalText, PreventiveItem
from ccm_desktop.services.packet import Draw, file_name
from ccm_desktop.services.packs import Pack
from ccm_desktop.services.plan_changes import plan_lines
from ccm_desktop.services.plan_copies import GivenCopy, give_copy
from ccm_desktop.services.time_entries import Amendment
from tests.services.billable import reopened
from tests.services.month_world import OCTOBER, MonthWorld, at


def text_of(content: bytes) -> str:
    """Words of all pages, every run of white space as one blank."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def data_of(packet: AuditPacket) -> Any:
    return json.loads(render_packet_json(packet))


def packet_of(world: MonthWorld, patient: str = "") -> AuditPacket:
    return world.office.packets.one(OCTOBER, patient or world.patients[0])


def in_october(world: MonthWorld) -> None:
    world.demo.clock.wall = datetime(2026, 10, 28, 15, 0, tzinfo=UTC)


def test_paper_data_and_board_agree_to_the_second(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    signed.work(patient, at(7), 3_601, activity="call_patient", outcome="reached")
    signed.work(patient, at(8), 97, activity="call_patient", outcome="no_answer")
    signed.work(patient, at(9), 611, source="manual", reason="Forgot the timer")
    signed.work(patient, at(10), 45, person=signed.elena, lane="practitioner")
    (line,) = (x for x in signed.office.month_end.board(OCTOBER).lines if x.patient_id == patient)
    packet = packet_of(signed)
    note = data_of(packet)["sections"]["note"]["content"]
    entries, not_counted = note["entries"], dict(note["not_counted"])
    assert note["counted_seconds"] == line.counted_seconds == sum(e["counted_seconds"] for e in entries)
    assert note["recorded_seconds"] == line.logged_seconds == sum(e["seconds"] for e in entries)
    assert note["counted_seconds"] + sum(not_counted.values()) == note["recorded_seconds"]
    assert sorted(not_counted.values()) == [97, 611]
    assert (note["staff_seconds"], note["practitioner_seconds"]) == (line.staff_seconds, line.practitioner_seconds)
    assert [(c["code"], c["units"]) for c in note["codes"]] == list(line.codes)
    for entry in entries:
        assert entry["seconds"] == sum(part["seconds"] for part in entry["parts"])
    words = text_of(render_packet(packet))
    for title, seconds in (
        ("All counted time", line.counted_seconds), ("All recorded time", line.logged_seconds),
        ("Counted, clinical staff", line.staff_seconds), ("Counted, practitioner", line.practitioner_seconds),
    ):  # fmt: skip
        assert re.search(rf"{title} [\d:]+ {seconds:,}\b", words), title
    assert ", ".join(f"{code} ×{units}" for code, units in line.codes) in words


def test_a_closed_month_keeps_its_figures_and_shows_what_came_after(closed: MonthWorld) -> None:
    patient, office = closed.patients[0], closed.office
    (before,) = (x for x in office.month_end.board(OCTOBER).lines if x.patient_id == patient)
    entry = closed.lines(patient)[0].entry_id
    office.time.void(entry, "Entered for the wrong day")
    packet = packet_of(closed)
    assert packet.imprint.state.startswith("CLOSED rev 1")
    assert not packet.imprint.draft
    assert packet.note.counted_seconds == before.counted_seconds == sum(e.counted_seconds for e in packet.note.entries)
    assert "Void since the month was closed" in packet.note.entries[0].remark
    (logged,) = packet.time_log.lines
    assert logged.voided[0].text == "Entered for the wrong day"
    assert "After rev 1" in logged.addendum
    assert closed.office.month_closing.standing(OCTOBER).sha256 in packet.ledger.closing
    words = text_of(render_packet(packet))
    assert "DRAFT" not in words
    assert "Entered for the wrong day" in words


def test_a_year_later_the_packet_still_says_what_held_when_the_month_was_closed(closed: MonthWorld) -> None:
    patient, context = closed.patients[0], closed.office.context
    before = packet_of(closed)
    closed.demo.clock.wall = datetime(2027, 10, 1, 15, 0, tzinfo=UTC)
    with context.reading() as reader:
        condition = next(iter(months.conditions(reader.connection, patient)[patient]))
    with context.transaction() as tx:
        tx.revise(ConditionStatus("resolved"), entity=condition.id, patient=patient)
        tx.revise(PatientRisk(False, "Well again."), entity=patient, patient=patient)
        tx.revise(
            PatientProgram("ended", ended_on="2027-09-30", started_on="2026-09-15"), entity=patient, patient=patient
        )
    after = packet_of(closed)
    assert after.note == before.note
    assert (after.eligibility.enrolled_to, after.eligibility.last_seen_on) == ("today", "Sep 1, 2026")
    assert [one.text for one in after.eligibility.risk][-1].endswith("statement: Well again.")


def test_the_evidence_is_what_the_month_was_judged_by(signed: MonthWorld) -> None:
    patient, context = signed.patients[0], signed.office.context
    signed.demo.clock.wall = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
    with context.reading() as reader:
        condition = next(iter(months.conditions(reader.connection, patient)[patient]))
    with context.transaction() as tx:
        tx.revise(ConditionStatus("resolved", "2026-11-02"), entity=condition.id, patient=patient)
        tx.revise(PatientRisk(False, "Well again."), entity=patient, patient=patient)
    signed.office.enrolment.end(patient, "2026-11-02", "Moves away")
    now = packet_of(signed)
    (line,) = (x for x in signed.office.claims.lines(OCTOBER).lines if x.patient_id == patient)
    assert tuple(one.icd10 for one in now.note.conditions) == line.diagnoses
    assert "yes. Two falls" in now.note.risk
    signed.close()
    assert packet_of(signed).note.conditions == now.note.conditions
    assert packet_of(signed).note.risk == now.note.risk


def test_the_enrolments_and_the_visit_are_those_of_the_month(world: MonthWorld) -> None:
    patient, enrolment = world.billable(), world.office.enrolment
    world.demo.visit(patient, InitiatingVisit("99214", "2026-09-14", world.elena, True, True))
    enrolment.end(patient, "2026-10-06", "Moves away")
    world.demo.clock.wall = datetime(2026, 10, 21, 15, 0, tzinfo=UTC)
    enrolment.enrol(patient, started_on="2026-10-20", last_seen_on="2026-10-19")
    world.demo.clock.wall = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
    enrolment.end(patient, "2026-11-01", "Moves away again")
    enrolment.enrol(patient, started_on="2026-11-10", last_seen_on="2026-11-05")
    world.demo.visit(patient, InitiatingVisit("99214", "2026-11-10", world.elena, True, True))
    found = packet_of(world, patient).eligibility
    assert found.enrolled_earlier == ("Sep 15, 2026 – Oct 6, 2026",)
    assert (found.enrolled_from, found.enrolled_to) == ("Oct 20, 2026", "Nov 1, 2026")
    assert found.last_seen_on == "Oct 19, 2026"
    assert "Sep 14, 2026" in found.initiating_visit
    assert found.enrolment[-1].text.endswith("earlier: Sep 15, 2026 – Oct 6, 2026; Oct 20, 2026 – Nov 1, 2026"), (
        "words, not the program's own names"
    )
    words = text_of(render_packet(packet_of(world, patient)))
    assert "Sep 15, 2026 – Oct 6, 2026 Oct 20, 2026 – Nov 1, 2026" in words


def test_who_is_not_reopened_keeps_the_closed_figures(closed: MonthWorld) -> None:
    adams, baker = closed.patients
    closing = closed.office.month_closing
    closing.reopen(OCTOBER, closing.standing(OCTOBER).heads, "Adams was called twice", (adams,))
    for patient in (adams, baker):
        closed.work(patient, at(23), 700)
    board = {line.patient_id: line.counted_seconds for line in closed.office.month_end.board(OCTOBER).lines}
    assert {patient: packet_of(closed, patient).note.counted_seconds for patient in board} == board
    assert board == {adams: 1500 + 700, baker: 2400}
    assert "rev 1" in packet_of(closed, baker).ledger.closing
    assert packet_of(closed, adams).ledger.closing == ""
    assert packet_of(closed, baker).imprint.draft
    assert "REOPENED" in packet_of(closed, baker).imprint.state


def test_an_open_month_is_marked_as_a_draft(signed: MonthWorld) -> None:
    assert "DRAFT — not closed" in text_of(render_packet(packet_of(signed)))


def test_the_care_plan_is_the_one_that_held_when_the_month_ended(closed: MonthWorld) -> None:
    patient = closed.patients[0]
    closed.office.care_plans.save(patient, (Form("", GoalText("Walks to church", measure="weeks", target="4")),))
    plan = packet_of(closed).care_plan
    assert plan.version.startswith("4-")
    assert plan.later_versions == 1
    told = [line.text for line in plan.lines]
    assert any("Blood pressure below 130/80" in text for text in told)
    assert not any("Walks to church" in text for text in told)
    assert [(copy.version, copy.how) for copy in plan.copies] == [(plan.version, "Printed")]


def test_a_caregivers_copy_says_what_the_patient_permitted(closed: MonthWorld) -> None:
    patient, office = closed.patients[0], closed.office
    ana = Caregiver("Ana Ruiz", "daughter", "", ("medications", "symptoms"), "2026-10-02")
    (entity,) = office.care_plans.save(patient, (Form("", ana),)).value
    give_copy(office.context, patient, GivenCopy("", "mailed", caregiver=entity))
    packet = packet_of(closed)
    given = packet.care_plan.copies[-1]
    assert (given.to_whom, given.how, given.permitted_on) == ("Ana Ruiz", "Mailed", "Oct 2, 2026")
    assert set(given.permitted) == {"Medications", "Symptoms to watch"}
    assert "The patient permitted on Oct 2, 2026: " in " ".join(text_of(render_packet(packet)).split())
    data = data_of(packet)
    assert data["version"] == 5
    assert data["sections"]["care_plan"]["content"]["copies"][-1]["permitted"] == list(given.permitted)


def test_every_figure_of_a_plan_line_says_what_it_is(closed: MonthWorld) -> None:
    """On paper no form stands around it: a bare “yes”, “0” or a second blood pressure tells an auditor nothing."""
    patient, office = closed.patients[0], closed.office
    goal = GoalText("Walks to church", measure="weeks", baseline="2", target="4", due_on="2026-12-24")
    office.care_plans.save(patient, (
        Form("", goal), Form("", CareTeamMember("Dr. Lin", "Cardiology", outside=True)),
        Form("", PreventiveItem("Eye exam", "2026-12-01")), Form("", PreventiveItem("A1c", "2026-12-01", 3)),
    ))  # fmt: skip
    told = [text for _, text in plan_lines(office.care_plans.view(patient))]
    assert "Walks to church · Measure: weeks · Where it stands: 2 · Target: 4 · Due: Dec 24, 2026" in told
    assert "Dr. Lin · Role: Cardiology · Works: outside the practice" in told
    assert "Eye exam · Due: Dec 1, 2026 · Status: Due" in told
    assert "A1c · Due: Dec 1, 2026 · Repeats: every 3 months · Status: Due" in told


def test_the_log_shows_every_version_with_who_when_and_why(signed: MonthWorld) -> None:
    patient, office = signed.patients[0], signed.office
    entry = signed.lines(patient)[0].entry_id
    amended = office.time.amend(entry, Amendment(ended_at=at(5) + 1_201), "The phone rang").value
    office.time.void(amended, "Not this patient")
    lines = packet_of(signed).time_log.lines
    assert [(line.version, line.seconds, line.reason) for line in lines] == [(1, 1500, ""), (2, 1201, "The phone rang")]
    assert [line.voided[0].text for line in lines] == ["The phone rang", "Not this patient"]
    assert lines[0].replaced_by == lines[1].id == amended
    assert lines[1].replaces == entry
    assert {line.recorded_by for line in lines} == {"Maria Ortiz, RN"}
    words = text_of(render_packet(packet_of(signed)))
    assert "2 entries as written, 2 of them void" in words


def test_work_on_two_patients_at_once_is_told_without_the_other_ones_name(signed: MonthWorld) -> None:
    adams, baker = signed.patients
    signed.work(adams, at(12), 600, note="Checked the scale.")
    signed.work(baker, at(12, minute=4), 600, note="Baker's own secret.")
    packet = packet_of(signed, adams)
    (overlap,) = packet.concurrency.overlaps
    assert (overlap.seconds, overlap.beside, overlap.who) == (360, "Another patient", "Maria Ortiz, RN")
    everything = render_packet_json(packet).decode() + text_of(render_packet(packet))
    assert "Baker" not in everything
    assert baker not in everything


def test_an_entry_that_came_from_another_chart_brings_nothing_of_it_along(signed: MonthWorld) -> None:
    adams, baker = signed.patients
    entry = signed.lines(baker)[0].entry_id
    signed.office.time.amend(entry, Amendment(patient=adams, note="Adams' readings."), "Wrong chart")
    packet = packet_of(signed, adams)
    assert [line.reason for line in packet.time_log.lines] == ["", "Wrong chart"]
    assert "Baker" not in render_packet_json(packet).decode()


def test_consent_is_told_with_every_element_and_its_whole_history(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    signed.office.enrolment.revoke_consent(patient, signed.demo.now, "Moves away")
    consent = packet_of(signed).consent
    assert [event.kind for event in consent.events] == ["given", "revoked"]
    assert len(consent.events[0].elements) == 4
    assert consent.events[0].missing == ()
    assert consent.events[1].note == "Moves away"
    assert consent.state.startswith("Given on Sep 15, 2026")  # said after the month: it changes nothing in it


def test_an_element_that_was_not_told_stands_out(signed: MonthWorld) -> None:
    packet = packet_of(signed)
    lacking = replace(packet.consent.events[0], elements=(), missing=("Cost sharing applies",))
    packet = replace(packet, consent=replace(packet.consent, events=(lacking,)))
    assert "NOT told: Cost sharing applies" in text_of(render_packet(packet))


def test_signatures_are_proved_anew(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    packet = packet_of(signed)
    assert [(one.role, one.genuine, one.state) for one in packet.note.signatures] == [
        ("coordinator", True, "stands"), ("practitioner", True, "stands"),
    ]  # fmt: skip
    signed.work(patient, at(20), 60)
    (first, second) = packet_of(signed).note.signatures
    assert first.state == second.state == "needs_re_sign"
    assert "was added after the signature" in first.reasons[0]


def test_a_signature_that_does_not_fit_is_called_so(signed: MonthWorld) -> None:
    patient, context = signed.patients[0], signed.office.context
    signed.demo.clock.advance(5)
    with context.reading() as reader:
        op = next(op for op in reader.history(packet_of(signed).note.signatures[0].id))
        value = reader.version(op.id)
    assert isinstance(value, MonthSignature)
    with context.transaction() as tx:
        tx.record(replace(value, staff_seconds=9_999), entity=new_id(), patient=patient)
    signed.spoiled = True
    forged = packet_of(signed).note.signatures[-1]
    assert (forged.genuine, forged.state) == (False, "not_genuine")
    assert "NOT GENUINE" in text_of(render_packet(packet_of(signed)))


def test_the_cover_names_the_hash_of_every_section_and_of_the_data(closed: MonthWorld) -> None:
    packet = packet_of(closed)
    data, words = data_of(packet), text_of(render_packet(packet))
    for section in data["sections"].values():
        text = json.dumps(section["content"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == section["sha256"] == section_hash(section["content"])
        assert section["sha256"] in words
    assert hashlib.sha256(render_packet_json(packet)).hexdigest() in words
    changed = replace(packet, note=replace(packet.note, counted_seconds=packet.note.counted_seconds + 1))
    assert data_of(changed)["sections"]["note"]["sha256"] != data["sections"]["note"]["sha256"]


def test_exchanges_of_the_month_are_in_the_packet_and_those_of_others_are_not(closed: MonthWorld) -> None:
    log, patient = closed.office.coordination, closed.patients[0]
    asked = NewCoordination("Shore Cardiology", "from_us", "referral", "Referred for palpitations", "2026-10-20",
                            next_step="Get the report", due_on="2026-10-27")  # fmt: skip
    entry = log.record(patient, asked).value
    wrong = log.record(patient, replace(asked, about="Wrong chart")).value
    log.withdraw(wrong, "Another patient's")
    log.record(patient, replace(asked, happened_on="2026-11-01", about="In November"))
    log.record(closed.patients[1], replace(asked, about="Of somebody else"))
    log.close(log.one(entry), "Report came by fax")
    packet = packet_of(closed)
    lines = data_of(packet)["sections"]["coordination"]["content"]["lines"]
    assert [(line["about"], line["state"], line["reason"]) for line in lines] == [
        ("Referred for palpitations", "Closed", ""), ("Wrong chart", "Withdrawn", "Another patient's"),
    ]  # fmt: skip
    assert lines[0]["closed"]["text"] == "Report came by fax"
    assert lines[0]["op"] in {line.op for line in packet.ledger.operations}
    words = text_of(render_packet(packet))
    assert "Get the report (Maria Ortiz, RN, by Oct 27, 2026)" in words
    assert "In November" not in words


def test_the_ledger_lists_what_the_packet_rests_on(closed: MonthWorld) -> None:
    packet = packet_of(closed)
    kinds = {line.kind for line in packet.ledger.operations}
    assert {"time.added", "consent.recorded", "plan.version", "plan.copy_given", "month.note", "month.signature",
            "patient.risk", "condition.attestation"} <= kinds  # fmt: skip
    assert packet.ledger.payloads_hold
    with closed.office.context.reading() as reader:
        assert all(reader.contains(line.op) for line in packet.ledger.operations)
    raw = closed.office.context.store.vault.connection
    (header,) = raw.execute("SELECT header FROM own JOIN op USING (rid) ORDER BY n DESC LIMIT 1").fetchone()
    assert packet.ledger.head_sha256 == hashlib.sha256(header).hexdigest()


def test_the_contents_name_the_page_on_which_a_section_begins(signed: MonthWorld) -> None:
    for number in range(30):
        signed.work(
            signed.patients[0], at(6 + number // 10, 10 + number % 10), 61, note=f"{number} " + "readings " * 40
        )
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_packet(packet_of(signed)))).pages]
    found = re.findall(r"^(\d+\. [A-Z][^\n]*?)\s+(\d+)\s+[0-9a-f]{64}$", pages[0], re.MULTILINE)
    assert len(found) == 14
    assert found[0][1] == "2", "the cover is one page"
    for title, page in found:
        assert title in pages[int(page) - 1].splitlines(), title
        assert f"Page {page} of {len(pages)}" in pages[int(page) - 1]


def test_hostile_text_stays_text(signed: MonthWorld) -> None:
    hostile = "=cmd|' /C calc'!A0 <b>&amp; \u202egnp.exe\x07 " + "W" * 400
    signed.work(signed.patients[0], at(21), 60, note=hostile)
    packet = packet_of(signed)
    assert hostile in data_of(packet)["sections"]["note"]["content"]["entries"][-1]["narrative"]
    words = text_of(render_packet(packet))
    assert "⟨U+202E⟩" in words
    assert "⟨U+0007⟩" in words
    assert "<b>&amp;" in words


def test_every_field_of_the_data_is_documented(closed: MonthWorld) -> None:
    told = (Path(__file__).parents[2] / "docs" / "audit-packet.md").read_text("utf-8")

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for inner in value.values() for name in names(inner)}
        return {name for inner in value for name in names(inner)} if isinstance(value, list) else set()

    assert sorted(name for name in names(data_of(packet_of(closed))) if f"`{name}`" not in told) == []


def test_a_sample_repeats_and_its_seed_stands_on_the_cover(closed: MonthWorld) -> None:
    draw = Draw(1, "4711")
    first, again = (at_once(closed.office.packets.drawn(OCTOBER, draw, Unobserved())) for _ in range(2))
    assert [r.patient for r in first.renderings] == [r.patient for r in again.renderings]
    words = text_of(first.renderings[0].render(Unobserved()))
    assert "Random sample: 1 of 2 billable patient-months, seed 4711" in words


def test_a_risk_sample_prefers_what_was_changed(signed: MonthWorld) -> None:
    adams, baker = signed.patients
    in_october(signed)
    signed.office.time.void(signed.work(baker, at(21), 60), "Twice")
    signed.work(baker, at(22), 60, source="manual", reason="Forgot the timer")
    for seed in ("1", "2", "3", "4"):
        pack = at_once(signed.office.packets.drawn(OCTOBER, Draw(1, seed, "risk"), Unobserved()))
        assert {rendering.patient for rendering in pack.renderings} == {baker}
    words = text_of(pack.renderings[0].render(Unobserved()))
    assert "time entered by hand or recovered, amended or void entries" in words
    assert adams not in words


def test_who_has_nothing_to_bill_is_not_drawn_but_may_be_named(signed: MonthWorld) -> None:
    short = signed.ready("Short")
    drawn = at_once(signed.office.packets.drawn(OCTOBER, Draw(99, "1"), Unobserved()))
    assert short not in {rendering.patient for rendering in drawn.renderings}
    assert packet_of(signed, short).note.codes == ()
    assert "Nobody signed this month." in text_of(render_packet(packet_of(signed, short)))


def test_nobody_and_strangers_are_refused(signed: MonthWorld) -> None:
    with pytest.raises(BadInput) as nobody:
        at_once(signed.office.packets.chosen(OCTOBER, (), Unobserved()))
    assert nobody.value.code == "packet_nobody"
    stranger, packets = signed.demo.patient("Stranger"), signed.office.packets
    for ask in (
        lambda: packet_of(signed, stranger),
        lambda: at_once(packets.chosen(OCTOBER, (stranger, "x"), Unobserved())),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "not_enrolled_then"
        assert "Stranger" not in str(refused.value)


def _told_of(pack: Pack, patient: str) -> Any:
    """The data of that patient's packet in a pack."""
    return next(
        json.loads(one.render(Unobserved()))
        for one in pack.renderings if one.patient == patient and one.name.endswith(".json")
    )  # fmt: skip


def test_others_work_between_two_packets_and_each_packet_is_one_look_of_its_own(signed: MonthWorld) -> None:
    adams, baker = signed.patients
    portions = signed.office.packets.chosen(OCTOBER, signed.patients, Unobserved())
    next(portions)  # the lane is free: somebody writes, about both
    for patient in signed.patients:
        signed.work(patient, at(20), 60, note="Written meanwhile.")
    pack = at_once(portions)
    notes = {patient: _told_of(pack, patient)["sections"]["note"]["content"] for patient in signed.patients}
    assert [entry["narrative"] for entry in notes[baker]["entries"]].count("Written meanwhile.") == 1
    assert "Written meanwhile." not in {entry["narrative"] for entry in notes[adams]["entries"]}
    for note in notes.values():
        assert note["recorded_seconds"] == sum(entry["seconds"] for entry in note["entries"])


def test_a_month_reopened_between_two_packets_is_told_by_the_second(closed: MonthWorld) -> None:
    adams, baker = closed.patients
    closing = closed.office.month_closing
    portions = closed.office.packets.chosen(OCTOBER, closed.patients, Unobserved())
    next(portions)
    closing.reopen(OCTOBER, closing.standing(OCTOBER).heads, "Baker was called twice", (baker,))
    closed.work(baker, at(23), 700)
    pack = at_once(portions)
    told = {patient: _told_of(pack, patient) for patient in closed.patients}
    assert told[adams]["document"]["state"].startswith("CLOSED rev 1")
    assert told[baker]["document"]["state"].startswith("REOPENED")
    assert told[baker]["sections"]["note"]["content"]["counted_seconds"] == 2400 + 700


def test_a_draw_looks_once_then_a_patient_at_a_time(closed: MonthWorld) -> None:
    portions = closed.office.packets.drawn(OCTOBER, Draw(9, "7"), Unobserved())
    assert sum(1 for _ in portions) == 1 + len(closed.patients)


def test_files_are_named_by_number_never_by_name(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    name = packet_of(signed).name
    assert name == f"CCM_2026-10_audit-packet_{patient[-12:]}"
    assert file_name(OCTOBER, "../MR 7/8", "0" * 20 + "abcdef012345") == (
        "CCM_2026-10_audit-packet_MRN-MR-7-8_abcdef012345"
    )


def test_claim_lines_tell_what_became_of_them(closed: MonthWorld) -> None:
    patient, claims = closed.patients[1], closed.office.claims
    closed.demo.clock.wall = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    number = packet_of(closed, patient).claims.lines[0].claim
    claims.record(NewOutcome(number, "99490", "submitted", "2026-11-03"))
    wrong = claims.record(NewOutcome(number, "99490", "denied", "2026-11-10", reason="50")).value
    claims.withdraw(wrong, "Another claim's answer")
    claims.record(NewOutcome(number, "99490", "paid", "2026-11-12", "58.20"))
    base, addon = packet_of(closed, patient).claims.lines
    assert (base.code, base.units, base.charge) == ("99490", 1, "$66.13")
    assert (base.outcome, base.outcome_on, base.amount) == ("Paid", "Nov 12, 2026", "$58.20")
    assert [one.text for one in base.history] == [
        "Sent · Nov 3, 2026", "Denied · Nov 10, 2026 · 50", "Withdrawn: Another claim's answer",
        "Paid · Nov 12, 2026 · $58.20",
    ]  # fmt: skip
    assert (addon.code, addon.outcome, addon.history) == ("99439", "", ())
    assert f"Claim {number}: Paid · Nov 12, 2026 · $58.20" in text_of(render_packet(packet_of(closed, patient)))


def test_claim_lines_of_a_closed_month_are_those_that_are_claimed(closed: MonthWorld) -> None:
    office, patient = closed.office, closed.patients[1]
    form = office.people.open(closed.elena)
    office.people.save(replace(form, value=replace(form.value, npi="1234567893")))
    told = [
        (one.claim, one.code, one.units, one.practitioner_npi, one.charge)
        for one in packet_of(closed, patient).claims.lines
    ]
    lines = [one for one in office.claims.lines(OCTOBER).lines if one.patient_id == patient]
    assert told == [(one.claim, one.code, one.units, one.npi, f"${one.charge:,.2f}") for one in lines]
    assert {one.npi for one in lines} == {""}, "the closing had no number yet"


def test_a_code_that_was_claimed_besides_is_not_lost(signed: MonthWorld) -> None:
    patient = signed.patients[1]
    signed.close()
    signed.demo.clock.wall = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    number = packet_of(signed, patient).claims.lines[0].claim
    signed.office.claims.record(NewOutcome(number, "99439", "denied", "2026-11-03", reason="119"))
    reopened(signed.office)
    signed.office.time.amend(signed.lines(patient)[0].entry_id, Amendment(ended_at=at(6) + 1_300), "Ran on")
    lines = packet_of(signed, patient).claims.lines
    assert [(line.code, line.units, line.outcome) for line in lines] == [("99490", 1, ""), ("99439", 0, "Denied")]
