"""The patient-month document, read back from its own PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.reports.documents import ConsentSummary, EntryPart, PlanSummary
from ccm_desktop.reports.patient_month import render_patient_month
from tests.reports.report_samples import DRAFT, StopsAt, entry, pages_of, patient_month, without_spaces


def _text(document: object = None) -> str:
    rendered = render_patient_month(patient_month() if document is None else document)  # type: ignore[arg-type]
    return " ".join("\n".join(pages_of(rendered)).split())


def test_every_part_of_every_entry_says_whether_it_counted_and_why() -> None:
    text = _text()
    assert "Counted 8:20: Clinical staff time [1]" in text
    assert "Not counted 4:30: Already counted for this patient [2]" in text
    assert "Not counted 2:05: The patient was not reached" in text
    assert "Counted 60:01: Practitioner time [1]" in text
    assert "[1] CPT 2026" in text
    assert "[2] CMS rule on overlaps" in text


def test_the_totals_are_those_of_the_entries() -> None:
    text = _text()
    assert "68:21 time counted" in text  # 500 + 3601
    assert "6:35 time not counted" in text  # 270 + 125
    assert "74:56 time recorded" in text
    assert "Clinical staff 8:20 Practitioner 60:01 All counted time 68:21" in text
    assert "99490 ×1, 99439 ×2" in text


def test_an_amendment_shows_the_original_and_the_change() -> None:
    assert "Changed Oct 9, 2026 by M. Ortiz. Original: from 10:31. Now: from 10:29. Reason: wrong start" in _text()


def test_consent_conditions_plan_and_review_are_shown() -> None:
    text = _text()
    for words in (
        "Given · Jan 10, 2026 · spoken",
        "Cost sharing may apply",
        "Type 2 diabetes E11.9",
        "Version 4 · saved Oct 2, 2026",
        "1EG4-TE5-MK73",
        "NPI 1234567893",
        "The same day holds an office visit.",
    ):
        assert words in text


def test_a_month_with_nothing_says_so_in_words() -> None:
    bare = replace(
        patient_month(),
        conditions=(),
        consent=ConsentSummary("No consent is on file"),
        care_plan=PlanSummary("No care plan"),
        entries=(),
        codes=(),
        blockers=("There is no consent.", "There is no care plan."),
        born=None,
    )
    text = _text(bare)
    assert "No time is recorded this month." in text
    assert "No condition is on file." in text
    assert "Codes and units none" in text
    assert "Blocks billing There is no consent. There is no care plan." in text
    assert "Sources" not in text


def test_each_page_names_the_patient_the_draft_and_its_number() -> None:
    long_month = replace(patient_month(), imprint=DRAFT, entries=tuple(entry(n) for n in range(60)))
    pages = pages_of(render_patient_month(long_month))
    assert len(pages) > 4
    for number, text in enumerate(pages, start=1):
        assert text.startswith("DRAFT — not closed")
        assert "Guerrero, María · M00021 · Patient month — October 2026" in text
        assert f"Page {number} of {len(pages)}" in text
    assert all("When Who Activity and outcome Recorded Counted" in text for text in pages if "Oct 30 " in text)


def test_a_note_of_many_pages_loses_nothing() -> None:
    words = [f"word{number}" for number in range(3000)]
    document = replace(patient_month(), entries=(entry(0, note=" ".join(words)),))
    text = _text(document).split()
    assert [word for word in text if word.startswith("word")] == words


@pytest.mark.parametrize("note", ["<b>&\"'", "ملاحظة مهمة", "tab\tand\r\nline", "nul\x00", "=cmd|' /C calc'!A0"])
def test_a_hostile_note_reads_back(note: str) -> None:
    text = without_spaces(_text(replace(patient_month(), entries=(entry(0, note=note),))))
    assert without_spaces(note.replace("\x00", "⟨U+0000⟩")) in text


def test_a_part_without_reason_or_source_still_prints() -> None:
    document = replace(patient_month(), entries=(entry(0, (EntryPart(60, False, "", ""),)),))
    assert "Not counted 1:00:" in _text(document)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_patient_month(patient_month()) == render_patient_month(patient_month())


def test_cancelling_stops_the_work() -> None:
    with pytest.raises(Cancelled):
        render_patient_month(patient_month(), StopsAt(0))
