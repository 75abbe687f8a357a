"""Time that is moved, shared out and approved, by command line, and what is refused."""

from __future__ import annotations

import pytest

from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.forms import PatientContact, PatientIdentity
from ccm_desktop.services.vault import unlock
from tests.journeys.test_command_line import PASSPHRASE, Terminal
from tests.journeys.test_command_line import ccm as ccm


@pytest.fixture
def pair(ccm: Terminal) -> list[str]:
    """Two patients in the programme since January."""
    (user,) = list_users(ccm.folder)
    opened = unlock(ccm.folder, user.id, PASSPHRASE, SystemClock(), kdf=QUICK_FOR_TESTS)
    office, found = opened.office, list[str]()
    for family in ("Castillo", "Baker"):
        patient = office.patients.add(PatientIdentity(family, "Test"), PatientContact()).value
        for name, icd10 in (("Hypertension", "I10"), ("Type 2 diabetes", "E11.9")):
            office.care_plans.add_problem(patient, name, icd10)
        form = office.enrolment.eligibility(patient)
        office.enrolment.attest(form, {entity: True for entity, _, _ in form.conditions}, "Two admissions last year")
        office.enrolment.enrol(patient, started_on="2026-01-02")
        found.append(patient)
    opened.close()
    return found


def add(ccm: Terminal, who: str, start: str, minutes: int, **more: str) -> str:
    options = [word for name, value in more.items() for word in (f"--{name}", value)]
    made = ccm.json("time", "add", who, "--start", f"2026-02-03T{start}", "--minutes", minutes, "--activity",
                    "coordination", "--note", "Called.", "--reason", "Forgot to start", *options)  # fmt: skip
    return str(made["entry"])


def lengths(ccm: Terminal, who: str) -> list[int]:
    lines = ccm.json("time", "list", who, "--month", "2026-02")["lines"]
    return [line["seconds"] for line in reversed(lines) if not line["voided"]]


def test_time_is_divided_moved_shared_out_and_approved(ccm: Terminal, pair: list[str]) -> None:
    first, second = pair
    entry = add(ccm, first, "14:00", 10)
    parts = ccm.json("time", "split", entry, "--part", "6:00", "--part", f"4:00,{second},His refill.",
                     "--reason", "Two patients")["entries"]  # fmt: skip
    assert (lengths(ccm, first), lengths(ccm, second)) == ([360], [240])
    ccm.json("time", "move", parts[1], first, "--reason", "It was hers after all")
    assert (lengths(ccm, first), lengths(ccm, second)) == ([360, 240], [])
    ccm("time", "group", "--start", "2026-02-03T15:00", "--end", "2026-02-03T15:10:01", "--patient", first,
        "--patient", second, "--note", "Huddle.", "--reason", "Huddle")  # fmt: skip
    assert (lengths(ccm, first), lengths(ccm, second)) == ([360, 240, 301], [300])
    waiting = ccm.json("time", "waiting")
    assert sorted(line["seconds"] for line in waiting) == [240, 300, 301, 360]
    assert "Two patients" in ccm("time", "waiting")
    assert ccm("time", "approve", waiting[0]["entry_id"]) == "Approved.\n"
    assert ccm("time", "approve", "--all") == "Approved 3 entries.\n"
    assert ccm.json("time", "waiting") == []
    assert ccm.json("time", "unassigned")["unassigned"] == []


def test_the_last_change_is_taken_back(ccm: Terminal, pair: list[str]) -> None:
    entry = add(ccm, pair[0], "14:00", 10, program="RPM")
    ccm("time", "void", entry, "--reason", "Twice")
    assert lengths(ccm, pair[0]) == []
    ccm("time", "undo", entry)
    assert lengths(ccm, pair[0]) == [600]
    assert "RPM" in ccm("time", "list", pair[0], "--month", "2026-02")


REFUSED = [
    ("split", "E", "--part", "6:00", "--part", "4:01", "--reason", "x"),
    ("split", "E", "--part", "six", "--part", "4:00", "--reason", "x"),
    ("split", "E", "--part", "10:00", "--reason", "x"),
    ("split", "nothing", "--part", "6:00", "--part", "4:00", "--reason", "x"),
    ("move", "E", "nobody", "--reason", "x"),
    ("overlap", "E", "E", "--way", "trim_later", "--reason", " "),
    ("undo", "nothing"),
    ("approve",),
    ("approve", "E", "--all"),
    ("group", "--start", "2026-02-03T15:00", "--end", "2026-02-03T15:10", "--patient", "A=6:00", "--patient", "B",
     "--note", "x", "--reason", "x"),
    ("group", "--start", "2026-02-03T15:00", "--end", "2026-02-03T15:10", "--patient", "A=6:00", "--patient",
     "B=4:01", "--note", "x", "--reason", "x"),
    ("group", "--start", "2026-02-03T15:00", "--end", "2026-02-03T14:50", "--patient", "A", "--patient", "B",
     "--note", "x", "--reason", "x"),
]  # fmt: skip


def test_what_cannot_be_is_refused_in_one_sentence(ccm: Terminal, pair: list[str]) -> None:
    entry = add(ccm, pair[0], "14:00", 10)
    named = {"E": entry, "A": pair[0], "B": pair[1]}
    for words in REFUSED:
        given = ["=".join(named.get(part, part) for part in word.split("=")) for word in words]
        assert ccm("time", *given, expect=2).startswith("ccm: "), words
        assert (lengths(ccm, pair[0]), lengths(ccm, pair[1])) == ([600], []), words
