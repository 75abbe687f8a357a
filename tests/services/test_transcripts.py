"""Transcripts of contacts on a real file: none without a consent, out of sight once withdrawn."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.domain.transcript import LONGEST
from tests.services.conftest import Demo

WORDS = "Nurse: How are the ankles?\nPatient: Swollen since Monday."


class Attached:
    """A patient who was reached, and a file of what was said."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.demo, self.service = demo, demo.office.transcripts
        self.patient = demo.enrolled()
        self.contact = demo.office.contacts.record(
            self.patient, channel="phone", outcome="reached", note="Ankles"
        ).value  # fmt: skip
        self.file = folder / "call.txt"
        self.file.write_text(WORDS, encoding="utf-8")

    def attach(self, content: bytes | None = None, who: str = "patient", on: str = "2026-10-02") -> str:
        if content is not None:
            self.file.write_bytes(content)
        return self.service.attach(self.patient, self.contact, self.file, who, on).value

    def exported(self, record: str) -> bytes:
        return self.service.export(self.patient, record).render(Unobserved())


@pytest.fixture
def call(demo: Demo, tmp_path: Path) -> Attached:
    return Attached(demo, tmp_path)


def test_it_is_kept_with_who_agreed_and_when_and_comes_out_as_it_went_in(call: Attached) -> None:
    record = call.attach(WORDS.replace("\n", "\r\n").encode("utf-8-sig"))
    (line,) = call.service.of(call.patient)
    assert (line.record_id, line.contact, line.name) == (record, call.contact, "call.txt")
    assert (line.agreed_by, line.agreed_on, line.by) == ("patient", "2026-10-02", "Maria Ortiz, RN")
    assert line.sha256 == sha256(WORDS.encode()).hexdigest()
    assert call.exported(record).decode() == f"{WORDS}\n"
    remark = call.service.export(call.patient, record).remark
    assert remark is not None
    assert "not encrypted" in remark().words


@pytest.mark.parametrize(
    ("who", "on", "code"),
    [
        ("", "2026-10-02", "transcript_nobody_agreed"),
        ("  ", "2026-10-02", "transcript_nobody_agreed"),
        ("patient", "", "transcript_agreed_when"),
        ("patient", "soon", "transcript_agreed_when"),
        ("patient", "2031-01-01", "transcript_agreed_later"),
    ],
)
def test_without_a_consent_nothing_is_kept(call: Attached, who: str, on: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        call.attach(who=who, on=on)
    assert refused.value.code == code
    assert call.service.of(call.patient) == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "transcript_no_text"),
        (b"\xff\xfb\x90\x64" * 100, "transcript_no_text"),
        (b"words \x1b[31m", "transcript_no_text"),
        (b"\0" * (4 * LONGEST + 1), "transcript_no_text"),
        (b" \n ", "transcript_empty"),
        (b"a" * (LONGEST + 1), "transcript_long"),
        (b"a" * (4 * LONGEST + 1), "transcript_long"),
    ],
)
def test_recordings_and_what_is_no_text_are_refused(call: Attached, content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        call.attach(content)
    assert refused.value.code == code


def test_the_longest_and_foreign_letters_are_taken(call: Attached) -> None:
    text = "ñ" * (LONGEST - 2) + "每字"
    record = call.attach(text.encode())
    assert call.exported(record).decode() == f"{text}\n"


def test_a_file_that_is_not_there_and_a_contact_of_another_are_refused(call: Attached) -> None:
    other = call.demo.enrolled("Other")
    with pytest.raises(BadInput, match="no such contact"):
        call.service.attach(other, call.contact, call.file, "patient", "2026-10-02")
    call.file.unlink()
    with pytest.raises(BadInput, match="no such file"):
        call.attach()
    with pytest.raises(Problem):
        call.service.attach(call.patient, call.contact, call.file.parent, "patient", "2026-10-02")


def test_withdrawn_it_keeps_its_trace_and_not_its_words(call: Attached) -> None:
    record = call.attach()
    with pytest.raises(Refusal, match="attached to the contact already"):
        call.attach()
    with pytest.raises(BadInput):
        call.service.withdraw(call.patient, record, " ")
    call.service.withdraw(call.patient, record, "The patient changed her mind")
    (line,) = call.service.of(call.patient)
    assert line.withdrawn == "The patient changed her mind"
    assert (line.name, line.agreed_by) == ("", "patient"), "a file may be named after what was said"
    for again in (call.exported, lambda one: call.service.withdraw(call.patient, one, "Twice")):
        with pytest.raises(Refusal, match="withdrawn"):
            again(record)
    call.attach()
    assert len(call.service.of(call.patient)) == 2


def test_one_patients_transcript_is_nobody_elses(call: Attached) -> None:
    record, other = call.attach(), call.demo.enrolled("Other")
    with pytest.raises(BadInput):
        call.service.export(other, record)
    with pytest.raises(BadInput):
        call.service.withdraw(other, record, "Not theirs")
