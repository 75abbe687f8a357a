"""Instructions, teach-backs and discharges in the audit packet: with totals, and as the closing held them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccm_desktop.reports.packet import render_packet
from ccm_desktop.reports.packet_json import render_packet_json
from ccm_desktop.services.instructions import NewInstruction
from ccm_desktop.services.transitions import Discharge
from tests.services.month_world import OCTOBER, MonthWorld

MERCY = Discharge("Mercy Hospital", "2026-10-12", "home", "yes", "high", note="Chest pain ruled out.")


def on(world: MonthWorld, month: int, day: int) -> None:
    world.demo.clock.wall = datetime(2026, month, day, 15, 0, tzinfo=UTC)


def sections(world: MonthWorld, patient: str) -> Any:
    """The data of the packet, and its words on paper."""
    packet = world.office.packets.one(OCTOBER, patient)
    pages = PdfReader(io.BytesIO(render_packet(packet))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    data = json.loads(render_packet_json(packet))["sections"]
    return {key: section["content"] for key, section in data.items()}, words


def settle(world: MonthWorld, discharge: str, step: str, day: str, words: str = "") -> None:
    found = world.office.transitions.one(discharge)
    line = next(one for one in found.steps if one.step == step)
    world.office.transitions.done(line, day, words)


def line_of(world: MonthWorld, patient: str) -> str:
    """A line of the plan that can be taught and differed from."""
    return world.office.care_plans.view(patient).problems[0].goals[0].interventions[0].text.entity


@pytest.fixture
def story(world: MonthWorld) -> tuple[MonthWorld, str, str, tuple[str, str]]:
    """October: a discharge of which two steps are settled, two teach-backs, one instruction decided."""
    patient = world.billable()
    on(world, 10, 14)
    discharge = world.office.transitions.record(patient, MERCY).value
    settle(world, discharge, "contact", "2026-10-14", "Spoke with the daughter")
    on(world, 10, 20)
    settle(world, discharge, "visit", "2026-10-20")
    line = line_of(world, patient)
    first = world.office.teach_backs.record(patient, line, "not", "I thought once a month").value
    second = world.office.teach_backs.record(patient, line, "understood", "Every Monday").value
    new = NewInstruction(line, "Call every day", "Dr. Chen, cardiology", "2026-10-19")
    world.office.instructions.raise_one(patient, new)
    world.become_elena()
    (raised,) = world.office.instructions.of(patient)
    world.office.instructions.decide(raised, "keep", "Weekly is enough")
    world.become_maria()
    return world, patient, discharge, (first, second)


Story = tuple[MonthWorld, str, str, tuple[str, str]]


def closed(world: MonthWorld, patient: str) -> None:
    world.at_month_end()
    world.sign_all(patient)
    world.close()


def test_a_discharge_is_told_with_its_steps_their_days_and_totals(story: Story) -> None:
    world, patient, *_ = story
    world.at_month_end()
    found, words = sections(world, patient)
    content = found["transitions"]
    (line,) = content["lines"]
    assert (line["discharged_on"], line["facility"], line["state"]) == ("Oct 12, 2026", "Mercy Hospital", "Holds")
    assert line["followed_until"] == "Nov 10, 2026"
    steps = {step["step"]: (step["state"], step["done_on"], step["due_on"]) for step in line["steps"]}
    assert steps == {
        "Interactive contact with the patient or caregiver": ("Done", "Oct 14, 2026", "Oct 14, 2026"),
        "Medicine reconciliation": ("Overdue", "", "Oct 20, 2026"),
        "Face-to-face visit": ("Done late", "Oct 20, 2026", "Oct 19, 2026"),
    }
    assert content["totals"] == [["Holds", 1]]
    assert sorted(content["steps"]) == [["Done", 1], ["Done late", 1], ["Overdue", 1]]
    assert "done on Oct 14, 2026, due Oct 14, 2026. Spoke with the daughter" in words
    assert {one["op"] for step in line["steps"] for one in step["versions"]} <= {
        one["op"] for one in found["ledger"]["operations"]
    }


def test_teach_backs_and_instructions_of_the_month_are_told_with_totals(story: Story) -> None:
    world, patient, *_ = story
    world.at_month_end()
    found, words = sections(world, patient)
    taught, differed = found["teach_backs"], found["instructions"]
    assert [(one["result"], one["words"], one["state"]) for one in taught["lines"]] == [
        ("Not understood", "I thought once a month", "Holds"), ("Understood", "Every Monday", "Holds"),
    ]  # fmt: skip
    assert sorted(taught["totals"]) == [["Not understood", 1], ["Understood", 1]]
    (line,) = differed["lines"]
    assert (line["other_says"], line["other_by"], line["other_on"]) == (
        "Call every day", "Dr. Chen, cardiology", "Oct 19, 2026",
    )  # fmt: skip
    assert differed["totals"] == [["Decided", 1]]
    (decision,) = line["decisions"]
    assert (decision["choice"], decision["why"], decision["replaced"]) == (
        "Keep what the plan says", "Weekly is enough", False,
    )  # fmt: skip
    assert "Keep what the plan says, because Weekly is enough" in words
    listed = {one["op"] for one in found["ledger"]["operations"]}
    assert {decision["op"], line["op"], *(one["op"] for one in taught["lines"])} <= listed


def test_what_is_written_after_the_closing_changes_no_state_and_no_total_but_is_told(story: Story) -> None:
    world, patient, discharge, (first, _) = story
    closed(world, patient)
    before, _ = sections(world, patient)
    on(world, 11, 5)
    office = world.office
    office.transitions.correct(replace(
        office.transitions.one(discharge).discharge, value=replace(MERCY, facility="Mercy Hospital, west wing"),
    ))  # fmt: skip
    settle(world, discharge, "medicines", "2026-10-15", "Found in the log later")
    office.transitions.withdraw(discharge, "Another patient's")
    office.teach_backs.withdraw(first, "Pressed the wrong key")
    late = office.transitions.record(patient, replace(MERCY, facility="Shore Clinic", discharged_on="2026-10-25")).value
    assert late
    world.become_elena()
    (raised,) = office_lines(world, patient)
    world.office.instructions.decide(raised, "follow", "The cardiologist is right")
    world.become_maria()
    after, words = sections(world, patient)
    assert after["transitions"]["steps"] == before["transitions"]["steps"]
    assert [one for one in after["transitions"]["totals"] if one[0] != "Recorded after the month was closed"] == (
        before["transitions"]["totals"]
    )
    mercy, shore = after["transitions"]["lines"]
    assert shore["state"] == "Recorded after the month was closed"
    kept = {**before["transitions"]["lines"][0]}
    assert {**mercy, "versions": [], "steps": []} == {**kept, "versions": [], "steps": []}
    assert [{**one, "versions": []} for one in mercy["steps"]] == [{**one, "versions": []} for one in kept["steps"]]
    assert [one["text"] for one in mercy["versions"]][-1].endswith("withdrawn: Another patient's")
    assert after["teach_backs"]["totals"] == before["teach_backs"]["totals"]
    assert [one["state"] for one in after["teach_backs"]["lines"]] == ["Holds", "Holds"]
    assert after["teach_backs"]["lines"][0]["withdrawn"]["text"] == "Pressed the wrong key"
    assert after["instructions"]["totals"] == before["instructions"]["totals"]
    assert [one["choice"] for one in after["instructions"]["lines"][0]["decisions"]] == [
        "Keep what the plan says", "Follow the other instruction",
    ]  # fmt: skip
    for told in ("Another patient's", "Pressed the wrong key", "The cardiologist is right", "Found in the log later"):
        assert told in words


def office_lines(world: MonthWorld, patient: str) -> Any:
    return world.office.instructions.of(patient)


def test_a_discharge_recorded_twice_is_one_and_what_was_ticked_on_either_counts(world: MonthWorld) -> None:
    patient = world.billable()
    on(world, 10, 14)
    transitions = world.office.transitions
    first = transitions.record(patient, MERCY).value
    second = transitions.record(patient, replace(MERCY, discharged_on="2026-10-13")).value
    settle(world, first, "contact", "2026-10-14")
    settle(world, second, "visit", "2026-10-14")
    transitions.same(first, second)
    found, _ = sections(world, patient)
    content = found["transitions"]
    assert sorted(content["totals"]) == [["Holds", 1], ["Withdrawn", 1]]
    (kept,) = (line for line in content["lines"] if line["state"] == "Holds")
    assert [step["state"] for step in kept["steps"] if step["done_on"]] == ["Done", "Done"]
    assert sum(number for _, number in content["steps"]) == 3


def test_what_is_the_same_as_a_withdrawn_discharge_holds_by_itself(world: MonthWorld) -> None:
    patient = world.billable()
    on(world, 10, 14)
    transitions = world.office.transitions
    first = transitions.record(patient, MERCY).value
    transitions.same(first, transitions.record(patient, MERCY).value)
    transitions.withdraw(first, "Not of this patient")
    found, _ = sections(world, patient)
    assert sorted(found["transitions"]["totals"]) == [["Holds", 1], ["Withdrawn", 1]]
    assert sum(number for _, number in found["transitions"]["steps"]) == 3


def test_every_field_of_these_sections_is_documented(story: Story) -> None:
    world, patient, *_ = story
    told = (Path(__file__).parents[2] / "docs" / "audit-packet.md").read_text("utf-8")
    found, _ = sections(world, patient)

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for inner in value.values() for name in names(inner)}
        return {name for inner in value for name in names(inner)} if isinstance(value, list) else set()

    every = set().union(*(names(found[key]) for key in ("instructions", "teach_backs", "transitions")))
    assert len(every) > 30
    assert sorted(name for name in every if f"`{name}`" not in told) == []


def test_the_months_note_tells_the_discharge_and_what_followed(story: Story) -> None:
    world, patient, discharge, _ = story
    world.at_month_end()
    proposed = world.office.month_notes.open(patient, OCTOBER).proposed
    told = [(one.text, one.sources[-1]) for one in proposed if "discharge" in one.text]
    assert told == [
        ("Oct 12: discharged from Mercy Hospital (home), medicines changed, Chest pain ruled out.", discharge),
        (("Oct 14: interactive contact with the patient or caregiver after the discharge of Oct 12: Spoke with the"
         " daughter."), discharge),
        ("Oct 20: face-to-face visit after the discharge of Oct 12, later than it was due.", discharge),
    ]  # fmt: skip
    assert not [one for one in proposed if one.text.startswith("No coordination besides calls")]
    world.office.transitions.withdraw(discharge, "Another patient's")
    again = world.office.month_notes.open(patient, OCTOBER).proposed
    assert not [one for one in again if "discharge" in one.text]


def test_other_months_and_other_patients_stay_out(story: Story) -> None:
    world, patient, *_ = story
    other = world.billable("Baker")
    on(world, 11, 3)
    world.office.teach_backs.record(patient, line_of(world, patient), "partly", "In November")
    world.office.transitions.record(patient, replace(MERCY, facility="November Hospital", discharged_on="2026-11-01"))
    on(world, 11, 4)
    found, words = sections(world, patient)
    assert "In November" not in words
    assert "November Hospital" not in words
    assert len(found["teach_backs"]["lines"]) == 2
    empty, said = sections(world, other)
    assert [empty[key]["lines"] for key in ("instructions", "teach_backs", "transitions")] == [[], [], []]
    assert "No teach-back is recorded in this month." in said
    assert "No discharge is recorded whose 30 days touch this month." in said
    assert "Nobody recorded an instruction that differs from the plan." in said


def test_an_instruction_decided_before_the_month_is_no_part_of_it_and_an_open_one_is(world: MonthWorld) -> None:
    patient = world.billable()
    line = line_of(world, patient)
    on(world, 9, 20)
    new = NewInstruction(line, "Call every day", "Dr. Chen", "2026-09-19")
    world.office.instructions.raise_one(patient, new)
    world.become_elena()
    (raised,) = world.office.instructions.of(patient)
    on(world, 9, 22)
    world.office.instructions.decide(raised, "keep", "Weekly is enough")
    world.become_maria()
    world.office.instructions.raise_one(patient, replace(new, other_says="Call twice a day"))
    world.at_month_end()
    found, _ = sections(world, patient)
    assert [(one["other_says"], one["state"]) for one in found["instructions"]["lines"]] == [
        ("Call twice a day", "Open")
    ]
    assert found["instructions"]["totals"] == [["Open", 1]]
