"""Documents: values of the month they tell of, and files written whole, for the owner only."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import FileProblem, Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation, ConditionCode
from ccm_desktop.reports import documents
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.month_snapshot import judgement_now
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.report_parts import patient_month_document
from ccm_desktop.services.reporting import Rendering, save
from ccm_desktop.services.time_entries import NewTime
from tests.services.billable import reopened
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld
from tests.services.month_world import at as hour

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))
DAY = 86_400
IMPRINT = documents.Imprint("Lakeside", "", "", "", "", False, "", "", "", "")


def paper(demo: Demo, patient: str, month: Month) -> documents.PatientMonth:
    context = demo.office.context
    with context.reading() as reader:
        (found,) = assessed(context, reader, month, patient)
        return patient_month_document(context, reader, found.patient, judgement_now(found), IMPRINT)


def test_a_paper_shows_the_consent_that_held_in_its_month(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.clock.advance(30 * DAY)  # November 13
    demo.office.enrolment.record_consent(patient, demo.consent())
    demo.clock.advance(30 * DAY)  # December 13
    demo.office.enrolment.revoke_consent(patient, demo.now, "Cost")
    shown = [paper(demo, patient, month).consent for month in (OCTOBER, NOVEMBER, DECEMBER)]
    assert [consent.status for consent in shown] == ["No consent on file", "Given", "Withdrawn"]
    assert [bool(consent.given_at) for consent in shown] == [False, True, True]


def test_a_paper_names_whose_time_it_was(demo: Demo) -> None:
    patient = demo.enrolled()
    start = demo.now - 3600
    for person, at in ((demo.office.context.person, start), (demo.biller, start + 600)):
        new = NewTime(patient, at, at + 300, "coordination", "Called.", "Away from the desk", person=person)
        demo.office.time.add(new)
    assert [entry.lane for entry in paper(demo, patient, OCTOBER).entries] == ["Clinical staff", "Practitioner"]


def words_of(world: MonthWorld, patient: str) -> str:
    """The patient's October as it is printed."""
    content = world.office.reporting.patient_month(patient, OCTOBER).render(Unobserved())
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_paper_of_a_closed_month_lists_no_condition_written_after_the_closing(closed: MonthWorld) -> None:
    patient, late = closed.patients[0], new_id()
    closed.demo.clock.advance(3600)
    with closed.office.context.transaction() as tx:
        code = ConditionCode(
            "Heart failure", "I50.9", families=("heart_failure",), chronic="yes", onset_on="2020-01-01"
        )
        tx.revise(code, entity=late, patient=patient)
        tx.revise(ConditionAttestation(True, closed.elena), entity=late, patient=patient)
    assert "I10" in words_of(closed, patient)
    assert "I50.9" not in words_of(closed, patient)
    reopened(closed.office, patient)
    assert "I50.9" in words_of(closed, patient)


def test_a_paper_of_a_patient_on_hold_bills_nothing_and_says_why(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    assert "Codes and units none" not in words_of(signed, patient)
    signed.office.month_signing.hold(patient, OCTOBER, "Coverage unclear")
    assert "Codes and units none" in words_of(signed, patient)
    assert "On hold: Coverage unclear" in words_of(signed, patient)


def test_a_paper_of_who_is_not_reopened_keeps_the_closed_figures(closed: MonthWorld) -> None:
    adams, baker = closed.patients
    reopened(closed.office, adams)
    for patient in (adams, baker):
        closed.work(patient, hour(23), 1300, note="Called after the closing.")
    assert "Called after the closing." in words_of(closed, adams)
    assert "Called after the closing." not in words_of(closed, baker)
    assert "REOPENED" in words_of(closed, baker)


def test_there_is_no_paper_of_a_month_outside_the_enrolment(demo: Demo) -> None:
    patient = demo.enrolled()
    with pytest.raises(Refusal) as caught:
        demo.office.reporting.patient_month(patient, Month(2026, 9))
    assert caught.value.code == "not_enrolled_then"


def test_what_left_the_program_is_recorded_with_its_hash(demo: Demo) -> None:
    patient = demo.enrolled()
    for rendering in (
        demo.office.reporting.month_report(OCTOBER),
        demo.office.reporting.month_csv(OCTOBER),
        demo.office.reporting.patient_month(patient, OCTOBER),
        demo.office.plan_printing.paper(patient, PaperChoice()),
    ):
        content = rendering.render(Unobserved())
        digest = demo.office.reporting.record(rendering, content, "saved").value
        assert digest == hashlib.sha256(content).hexdigest()
        assert "Castillo" not in rendering.name
        with demo.office.context.reading() as reader:
            cursor: Any = reader.connection.connection.driver_connection
            row = cursor.execute("SELECT document, sha256, patient FROM document ORDER BY rid DESC").fetchone()
        assert row == (rendering.kind, digest, rendering.patient)


RENDERING = Rendering("month_csv", "month.csv", "2026-10", "", "", lambda _: b"new")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
@pytest.mark.parametrize("left_behind", [False, True])
def test_a_document_is_readable_by_its_owner_only(tmp_path: Path, left_behind: bool) -> None:
    if left_behind:
        (tmp_path / ".month.csv.tmp").touch(0o666)
        (tmp_path / ".month.csv.tmp").chmod(0o666)
    saved = save(RENDERING, b"new", tmp_path)
    assert saved.path.stat().st_mode & 0o777 == 0o600
    assert (saved.path.read_bytes(), saved.sha256) == (b"new", hashlib.sha256(b"new").hexdigest())
    assert [path.name for path in tmp_path.iterdir()] == ["month.csv"]


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a privilege for it")
def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"old")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".month.csv.tmp").symlink_to(tmp_path / "elsewhere")
    save(RENDERING, b"new", tmp_path / "out")
    assert (tmp_path / "elsewhere").read_bytes() == b"old"


def test_a_document_is_never_written_over_another_unasked(tmp_path: Path) -> None:
    path = tmp_path / "month.csv"
    path.write_bytes(b"old")
    with pytest.raises(FileProblem) as caught:
        save(RENDERING, b"new", path)
    assert (caught.value.code, path.read_bytes()) == ("file_exists", b"old")
    save(RENDERING, b"new", path, replace=True)
    assert path.read_bytes() == b"new"


def test_a_disk_that_fails_leaves_the_old_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "month.csv"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ccm_desktop.services.reporting.os.fsync", fail)
    with pytest.raises(FileProblem) as caught:
        save(RENDERING, b"new", path, replace=True)
    assert caught.value.code == "disk_full"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("month.csv", b"old")]
