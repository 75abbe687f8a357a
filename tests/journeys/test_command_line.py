"""The main job by command line, and every command's answer to bad input."""

from __future__ import annotations

import io
import json
import os
import re
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccm_desktop.app.cli import main
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS, STANDARD
from ccm_desktop.services import vault
from ccm_desktop.services.patients import PatientService
from tests.fee_files import gpci_file, rvu_file

PASSPHRASE = "correct horse battery staple"


class Terminal:
    """Runs `ccm` in this process and keeps what it said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.secret = folder.parent / "secret.txt"
        self.secret.write_text(f"{PASSPHRASE}\n", "utf-8")

    def __call__(self, *words: object, expect: int = 0) -> str:
        options = ["--practice", str(self.folder), "--passphrase-file", str(self.secret)]
        code = main([*options, *map(str, words)])
        said = self._capsys.readouterr()
        assert code == expect, said.err
        assert "Traceback" not in said.err
        return said.out if expect == 0 else said.err

    def init(self) -> None:
        """A practice whose passphrase every command has at once; how `ccm init` stretches one is told below."""
        with pytest.MonkeyPatch.context() as quickly:
            quickly.setattr(vault, "create_practice", partial(vault.create_practice, kdf=QUICK_FOR_TESTS))
            self("init", "--name", "Lakeside", "--time-zone", "America/New_York", "--user-name", "Ann Lead",
                 "--credential", "RN", "--billing-practitioner", "Elena Reyes", "--npi", "1234567893")  # fmt: skip

    def json(self, *words: object) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def ccm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    terminal = Terminal(tmp_path / "practice", capsys)
    terminal.init()
    return terminal


def test_the_whole_job_without_a_window(ccm: Terminal, shared_data: Path, tmp_path: Path) -> None:
    imported = ccm.json("import", shared_data / "public" / "synthea_uscore_mcc")
    assert imported["patients"] == imported["new_patients"] > 5
    who = ccm.json("patients", "--candidates")[0]["patient_id"]
    ccm("enroll", who, "--risk", "Two admissions last year", "--attest-all", "--last-seen", "2025-12-20",
        "--started", "2026-01-02")  # fmt: skip
    told = [part for e in ("services_and_availability", "cost_sharing", "one_practitioner", "right_to_stop")
            for part in ("--element", e)]  # fmt: skip
    ccm("consent", who, "--method", "verbal", "--at", "2026-01-02T10:00", *told)
    goal = ccm("plan", "goal", who, "Blood pressure below 130/80", "--target", "below 130/80").strip()
    ccm("plan", "intervention", who, "Home log", "--goal", goal, "--who", "patient")
    ccm("plan", "review", who, "2027-01-02")
    ccm("plan", "copy-given", who)
    entries = []
    for day, minutes in ((5, 12), (6, 9)):
        entry = ccm.json("time", "add", who, "--start", f"2026-10-{day:02d}T14:00", "--minutes", minutes, "--outcome",
                         "reached", "--note", "Reviewed readings", "--reason", "Worked away from the desk")  # fmt: skip
        entries.append(entry["entry"])
    assert "not approved" in str(ccm.json("time", "list", who, "--month", "2026-10"))
    for entry in entries:
        ccm("time", "approve", entry)
    amended = ccm.json("time", "amend", entries[1], "--end", "2026-10-06T14:08:30", "--reason", "Phone rang")["entry"]
    listed = ccm.json("time", "list", who, "--month", "2026-10")
    assert listed["counted_seconds"] == 12 * 60 + 8 * 60 + 30
    # Attestations and plan were written after October: what is first attested late counts, a late plan does not.
    board = ccm.json("month", "2026-10")
    (line,) = board["lines"]
    assert line["counted_seconds"] == listed["counted_seconds"]
    assert [b["key"] for b in line["blockers"]] == ["B_CARE_PLAN_MISSING"]
    target = tmp_path / "month.pdf"
    ccm("report", "month", "--month", "2026-10", "--out", target)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(target.read_bytes())).pages)
    assert "20:30" in text
    assert "No current care plan" in text
    paper = tmp_path / "patient.pdf"
    ccm("report", "patient", who, "--month", "2026-10", "--out", paper)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.read_bytes())).pages)
    assert "Phone rang" in text
    assert amended
    ccm("report", "csv", "--month", "2026-10", "--out", tmp_path / "month.csv")
    assert "1230" in (tmp_path / "month.csv").read_text("utf-8-sig")
    ccm("plan", "print", who, "--out", tmp_path / "plan.pdf")
    ccm("backup", tmp_path / "usb")
    assert ccm.json("verify") == {"sound": True, "findings": []}


@pytest.mark.parametrize(
    "words",
    [
        ("import", "/nowhere"), ("enrol", "nobody", "--risk", "x"), ("consent", "nobody", "--method", "verbal"),
        ("time", "add", "nobody", "--start", "2026-10-05T14:00", "--minutes", "5", "--note", "x", "--reason", "x"),
        ("time", "add", "x", "--start", "tomorrow", "--minutes", "5", "--note", "x", "--reason", "x"),
        ("time", "add", "x", "--start", "2026-03-08T02:30", "--minutes", "5", "--note", "x", "--reason", "x"),
        ("time", "add", "x", "--start", "2026-11-01T01:30", "--minutes", "5", "--note", "x", "--reason", "x"),
        ("time", "add", "x", "--start", "9999-12-31T23:50", "--minutes", "5", "--note", "x", "--reason", "x"),
        ("time", "add", "x", "--start", "2026-10-05T14:00", "--minutes", "inf", "--note", "x", "--reason", "x"),
        ("month", "9999-12"), ("month", "status", "0000-01"),
        ("month", "reopen", "--month", "2026-10", "--because", "x", "--until", "9999-12-31"),
        ("people", "add", "\udcff"),
        ("time", "amend", "nothing", "--note", "x", "--reason", "y"), ("time", "void", "nothing", "--reason", "y"),
        ("time", "approve", "nothing"), ("time", "list", "nobody"), ("month", "2026-13"), ("month", "2031-01"),
        ("report", "month", "--month", "oops", "--out", "/tmp"), ("report", "patient", "nobody", "--out", "/tmp"),
        ("report", "month", "--out", "/nowhere/at/all.pdf"), ("plan", "show", "nobody"), ("assess", "/nowhere.json"),
        ("people", "deactivate", "nobody"), ("passphrase", "change"), ("--user", "Nobody", "patients"),
        ("fees", "import", "/nowhere.csv"), ("fees", "use", "nothing"), ("backup", "/proc/nowhere"),
        ("init", "--name", "B", "--time-zone", "America/New_York", "--user-name", "B"),
    ],
    ids=lambda words: " ".join(map(str, words))[:50],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_leaves_the_file_alone(ccm: Terminal, words: tuple[str, ...]) -> None:
    before = ccm.json("verify"), sorted(p.name for p in ccm.folder.iterdir())
    said = ccm(*words, expect=2)
    assert said.startswith("ccm: ")
    assert len(said.strip().splitlines()) == 1
    assert (ccm.json("verify"), sorted(p.name for p in ccm.folder.iterdir())) == before


def test_a_bug_is_told_by_its_place_and_names_no_patient(ccm: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("Castillo")

    monkeypatch.setattr(PatientService, "panel", fail)
    told = ccm("patients", expect=3)
    assert "Unexpected KeyError at" in told
    assert "test_command_line.py" in told
    assert "Castillo" not in told


def test_fee_tables_are_looked_at_imported_listed_and_used(ccm: Terminal, tmp_path: Path) -> None:
    values, gpci = tmp_path / "PPRRVU2026_Oct_nonQPP.csv", tmp_path / "GPCI2026.csv"
    values.write_bytes(rvu_file())
    gpci.write_bytes(gpci_file())
    words = "2026 October Release, MIAMI, FL (09102-04)"
    looked = ccm("fees", "import", values, "--gpci", gpci, "--locality", "FL-04", "--look")
    assert words in looked
    assert "69.95" in looked
    assert "Nothing was kept." in looked
    assert ccm.json("fees", "list")["tables"] == []
    kept = ccm.json("fees", "import", values, "--gpci", gpci, "--locality", "09102-04")
    assert (kept["kept"], kept["in_use"]) == (True, False)
    assert "national, not your locality" in ccm("month", "2026-10")
    assert words in ccm("fees", "use", words)
    assert f"$0.00: {words}" in ccm("month", "2026-10")
    (listed,) = ccm.json("fees", "list")["tables"]
    assert (listed["id"], listed["in_use"]) == (kept["id"], True)
    assert listed["table"]["source_sha256"] == sha256(values.read_bytes()).hexdigest()
    assert "national, not your locality" in ccm("fees", "use", "national")
    assert (
        "there is no locality" in ccm("fees", "import", values, "--gpci", gpci, "--locality", "FL-77", expect=2).lower()
    )


def test_a_wrong_passphrase_and_a_missing_practice(ccm: Terminal, tmp_path: Path) -> None:
    ccm.secret.write_text("something else entirely\n", "utf-8")
    assert "passphrase is not right" in ccm("patients", expect=2)
    ccm.folder = tmp_path / "elsewhere"
    assert "no practice" in ccm("patients", expect=2)


def test_a_file_is_never_replaced_unasked(ccm: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "month.pdf"
    target.write_text("mine")
    ccm("report", "month", "--out", target, expect=2)
    assert target.read_text() == "mine"
    ccm("report", "month", "--out", target, "--replace")
    assert target.read_bytes().startswith(b"%PDF")


def test_an_installation_proves_itself(ccm: Terminal) -> None:
    assert "FAILED" not in ccm("self-test")


def test_several_people_by_command_line(ccm: Terminal, tmp_path: Path) -> None:
    """Given once, changed, used, taken away; a passphrase is never an argument and never printed but once."""
    own, new = tmp_path / "own.txt", ("--new-passphrase-file", tmp_path / "own.txt")
    own.write_text("six words of my very own\n", "utf-8")
    said = ccm("people", "add", "Denise Bell", "--credential", "MA", "--sign-in").splitlines()
    person, given = said[0], said[1].removeprefix("Passphrase to be used once: ")
    lead = ccm.secret
    ccm.secret = tmp_path / "denise.txt"
    ccm.secret.write_text(given, "utf-8")
    denise = ("--user", "Denise Bell")
    assert "to be used once" in ccm(*denise, "patients", expect=2)
    ccm(*denise, *new, "passphrase", "change")
    assert "not right" in ccm(*denise, "patients", expect=2)
    ccm.secret = own
    ccm("patients")  # who opened it last
    assert "Only the practice lead may" in ccm(*denise, "people", "add", "Somebody", expect=2)
    assert "not right" in ccm("--user", "Ann Lead", "patients", expect=2)
    ccm.secret = lead
    accounts = {a["person"]["name"]: a for a in ccm.json("--user", "Ann Lead", "people", "list")}
    assert (accounts["Denise Bell"]["sign_in"], accounts["Elena Reyes"]["sign_in"]) == ("own", "none")
    assert "Denise Bell, MA" in ccm("people", "list")
    assert not ccm(*new, "people", "sign-in", person)
    ccm("people", "deactivate", "Denise Bell")
    assert "not clear who you are" in ccm(*denise, "patients", expect=2)
    assert ccm.json("verify")["sound"]


def test_ones_own_passphrase_by_descriptor(ccm: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "new.txt"
    target.write_text("six words of my very own\n", "utf-8")
    descriptor = os.open(target, os.O_RDONLY)
    ccm("--new-passphrase-fd", descriptor, "passphrase", "change")
    assert "not right" in ccm("patients", expect=2)
    ccm.secret = target
    ccm("patients")


def test_a_recovery_kit_by_command_line(ccm: Terminal, tmp_path: Path) -> None:
    paper, new = tmp_path / "kit.pdf", tmp_path / "new.txt"
    new.write_text("six words of my very own\n", "utf-8")
    ccm("recovery", "make", "--out", paper)
    ccm("recovery", "make", "--out", paper, expect=2)  # never over another: the first kit still holds
    (page,) = PdfReader(io.BytesIO(paper.read_bytes())).pages
    groups = re.findall(r"\b[a-z2-9]{4}   [a-z2-9]{4}   [a-z2-9]{4}   [a-z2-9]{4}\b", page.extract_text())
    ccm.secret.write_text(" ".join(groups), "utf-8")
    ccm("--new-passphrase-file", new, "recovery", "use")
    ccm.secret = new
    ccm("patients")


def test_the_month_from_state_to_refusals(ccm: Terminal) -> None:
    status = ccm.json("month", "status", "2026-10")
    assert [step["key"] for step in status["steps"]] == [
        "timers", "devices", "must_fix", "reviews", "sign_off", "backup",
    ]  # fmt: skip
    assert ccm.json("month", "exceptions", "2026-10") == []
    assert ccm.json("month", "board", "2026-10") == ccm.json("month", "2026-10")
    assert "OPEN" in ccm("month") or "IN REVIEW" in ccm("month")
    for words in (
        ("month", "close", "--month", "2099-01"), ("month", "close", "--month", "2026-10", "--skip", "backup"),
        ("month", "close", "--month", "2026-10", "--skip", "sign_off=No time"),
        ("month", "reopen", "--month", "2026-10", "--because", "Late billing"),
        ("month", "reopen", "--month", "2026-10", "--because", "x", "--until", "soon"),
        ("month", "accept", "E10:x:y", "--month", "2026-10", "--because", "x"),
        ("month", "note", "nobody", "--month", "2026-10"),
        ("month", "sign", "nobody", "--month", "2026-10", "--role", "coordinator", "--seen", "x"),
        ("month", "hold", "nobody", "--month", "2026-10", "--because", "x"),
    ):  # fmt: skip
        assert len(ccm(*words, expect=2).strip().splitlines()) == 1
    closed = ccm.json("month", "close", "--month", "2026-10", "--skip", "backup=Tonight")
    assert closed["standing"]["title"].startswith("CLOSED rev 1 · hash ")
    reopened = ccm.json("month", "reopen", "--month", "2026-10", "--because", "Late billing")
    assert reopened["standing"]["title"] == "REOPENED (was rev 1)"
    assert ccm.json("verify") == {"sound": True, "findings": []}


def test_a_new_practice_takes_its_passphrase_as_a_new_one_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    folder = ["--practice", str(tmp_path / "practice")]
    words = ["init", "--name", "Lakeside", "--time-zone", "America/New_York", "--user-name", "Ann Lead"]
    assert main([*folder, "--new-passphrase-file", str(secret), *words]) == 0
    (slot,) = json.loads((tmp_path / "practice" / "keyslots.json").read_text("utf-8"))["users"].values()
    assert slot["kdf"] == STANDARD.as_dict()
    assert main([*folder, "--passphrase-file", str(secret), "patients"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("words", [("report", "month"), ("claims", "lines"), ("recovery", "make")])
def test_a_folder_that_is_not_there_does_not_name_a_document(
    ccm: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        ccm(*words, "--out", f"{tmp_path / 'papers'}/")
    assert ended.value.code == 2
    assert "the folder does not exist" in capsys.readouterr().err
    assert not (tmp_path / "papers").exists()
