"""The month-end report, read back from its own PDF."""

from __future__ import annotations

import io
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from reportlab.lib.pagesizes import letter
from reportlab.platypus import SimpleDocTemplate, Table

from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.reports.documents import CodeUnits, MonthReport
from ccm_desktop.reports.lettering import BOLD, REGULAR, font
from ccm_desktop.reports.monthly_report import render_month_report
from tests.reports.report_samples import (
    DRAFT,
    IMPRINT,
    Remembers,
    StopsAt,
    month,
    month_line,
    pages_of,
    with_names,
    without_spaces,
)


@pytest.mark.parametrize("patients", [1, 40, 350, 2000])
def test_every_patient_stands_in_the_table_once_and_the_times_add_up(patients: int) -> None:
    document = month(patients)
    text = "\n".join(pages_of(render_month_report(document)))
    table = text[text.index("\nPatients\n") : text.index("Near misses (")]
    printed = re.findall(r"^(Baker-\d{4}), Ann [\d/]{10} (M\d{5}) ([\d:]+)\s", table, re.MULTILINE)
    assert [mrn for _, mrn, _ in printed] == [line.mrn for line in document.lines]
    assert sum(_seconds(clock) for *_, clock in printed) == sum(line.counted_seconds for line in document.lines)


def test_the_cover_shows_the_totals_of_the_input() -> None:
    document = replace(
        month(0),
        lines=(month_line(1, 1200), month_line(2, 3600), month_line(3, 60)),
        near_misses=month(40).near_misses[:2],
    )
    cover = pages_of(render_month_report(document))[0]
    assert "3 patients enrolled" in _flat(cover)
    assert "2 patients billable" in _flat(cover)
    assert "4 code units" in _flat(cover)
    assert "81:00 time counted" in _flat(cover)
    assert "$12,345.60 fee total (national, not your locality)" in _flat(cover)
    assert "2 near misses" in _flat(cover)
    assert "100:10 time not counted" in _flat(cover)
    assert "99490 2 2 99439 1 2" in _flat(cover)
    assert "Voicemail 12 30 90:00" in _flat(cover)


def test_codes_stand_in_families_with_the_first_code_before_its_add_on() -> None:
    both = replace(month_line(1), codes=(CodeUnits("99489", 1), CodeUnits("99487", 1)))
    document = replace(month(0), lines=(both, month_line(2, 3600)))
    assert list(document.units_by_code.items()) == [("99490", 1), ("99439", 2), ("99487", 1), ("99489", 1)]


def test_a_near_miss_says_how_much_is_missing_to_which_minute() -> None:
    document = replace(month(0), near_misses=(replace(month(40).near_misses[0], counted_seconds=1020),))
    assert "17:00 3:00 to 20 99490" in _flat("\n".join(pages_of(render_month_report(document))))


def test_a_blocked_patient_shows_every_reason() -> None:
    line = replace(month(1).blocked[0], reasons=("No consent is on file.", "The care plan is a draft."))
    text = _flat("\n".join(pages_of(render_month_report(replace(month(1), blocked=(line,))))))
    assert "Blocked (1)" in text
    assert "No consent is on file." in text
    assert "The care plan is a draft." in text


def test_the_signature_block_names_the_lead_and_every_billing_practitioner() -> None:
    document = replace(month(1), billing_practitioners=("Dr. Helen Park", "Dr. Sanders"))
    cover = pages_of(render_month_report(document))[0]
    for name in ("Maria Ortiz", "Dr. Helen Park", "Dr. Sanders"):
        assert name in cover
    assert cover.count("signature") == 3
    assert cover.count("date\n") == 3


def test_every_page_says_who_printed_what_when_and_its_number() -> None:
    pages = pages_of(render_month_report(month(350)))
    assert len(pages) > 8
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}\n" in text
        assert "Riverside Family Medicine · October 2026 · CLOSED rev 1" in text
        assert "Printed Nov 3, 2026 9:12 AM EST by M. Ortiz" in text
        assert "CCM Desktop 0.1.0 · rules 2026.1" in text


def test_the_table_header_stands_on_every_page_the_table_reaches() -> None:
    pages = pages_of(render_month_report(month(350)))
    with_rows = [text for text in pages if re.search(r"Ann \d\d/\d\d/\d{4}", text)]
    assert len(with_rows) > 6
    for text in with_rows:
        assert text.count("Patient Born MRN Counted Codes Practitioner State") == 1


def test_a_row_with_many_lines_moves_whole_to_the_next_page() -> None:
    names = [f"Name-{number} " + "long " * 20 for number in range(40)]
    for text in pages_of(render_month_report(with_names(*names)))[1:]:
        for number in re.findall(r"Name-(\d+)", text):
            row = text[text.index(f"Name-{number} ") :]
            row = row[: row.index("Name-", 3)] if "Name-" in row[3:] else row
            assert row.count("long") == 20


def test_a_row_taller_than_a_page_goes_on_under_a_repeated_header() -> None:
    pages = pages_of(render_month_report(with_names("x" * 3000)))
    assert sum(text.count("x" * 5) > 0 for text in pages) > 1
    assert sum(len(run) for text in pages for run in re.findall(r"^x+", text, re.MULTILINE)) == 3000
    assert all("Patient Born MRN" in text for text in pages if "xxxxx" in text)


def test_an_open_month_says_draft_on_every_page_and_a_closed_one_never() -> None:
    draft = pages_of(render_month_report(month(40, DRAFT)))
    assert all(text.startswith("DRAFT — not closed") for text in draft)
    assert not any("DRAFT" in text for text in pages_of(render_month_report(month(40))))


def test_a_month_without_patients_says_so_in_words() -> None:
    document = replace(month(0), exclusions=(), fee_total=Decimal(0))
    text = "\n".join(pages_of(render_month_report(document)))
    assert "No patient is enrolled this month." in text
    assert "No code is reached this month." in text
    assert "All recorded time counted." in text


def test_a_fee_that_is_not_known_is_not_printed_as_nothing() -> None:
    cover = _flat(pages_of(render_month_report(replace(month(3), fee_total=None)))[0])
    assert "not known fee total" in cover


@pytest.mark.parametrize("imprint", [IMPRINT, DRAFT], ids=["closed", "draft"])
def test_every_font_is_embedded(imprint: Any) -> None:
    reader = PdfReader(io.BytesIO(render_month_report(month(40, imprint))))
    fonts = {
        name: font_object.get_object()
        for page in reader.pages
        for name, font_object in _dictionary(_dictionary(page["/Resources"])["/Font"]).items()
    }
    assert {str(value["/BaseFont"]).split("+")[1] for value in fonts.values()} == {REGULAR, BOLD}
    assert all("/FontFile2" in value["/FontDescriptor"] for value in fonts.values())
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        assert {name.decode() for name in re.findall(rb"(/F\d\S*) [\d.]+ Tf", content.get_data())} <= set(fonts)


def test_the_file_names_its_title_author_and_language_but_no_patient() -> None:
    reader = PdfReader(io.BytesIO(render_month_report(month(2))))
    assert reader.metadata is not None
    assert reader.metadata.title == "Month-end report — October 2026"
    assert reader.metadata.author == "Riverside Family Medicine"
    assert str(_dictionary(reader.trailer["/Root"])["/Lang"]) == "en-US"
    assert not any("Baker" in str(value) for value in reader.metadata.values())


def test_the_parts_of_the_report_stand_in_the_outline() -> None:
    outline = PdfReader(io.BytesIO(render_month_report(month(3)))).outline
    titles = [str(item["/Title"]) for item in outline if not isinstance(item, list)]
    assert titles[:4] == ["Units by code", "Time that did not count", "Signatures", "Patients"]


def test_the_same_month_gives_the_same_bytes_also_from_several_threads() -> None:
    document = with_names("محمد", "Łukasz", "😀", "李")
    once = render_month_report(document)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(render_month_report, [document] * 8)) == {once}


@pytest.mark.parametrize("reports", [0, 1, 5])
def test_cancelling_stops_the_work(reports: int) -> None:
    with pytest.raises(Cancelled):
        render_month_report(month(350), StopsAt(reports))


def test_progress_runs_to_the_end() -> None:
    watcher = Remembers()
    render_month_report(month(120), watcher)
    assert (120, 120) in watcher.seen
    done, total = watcher.seen[-1]
    assert done == total


@pytest.mark.parametrize(
    "name",
    [
        "Smith <b>&amp; <font size=9>O'Neil",
        "محمد عبد الله الأحمد",
        "שלום כהן",
        "Łukasz Nguyễn",
        "Jose\u0301 Nguye\u0302\u0303n",
        "😀 Smiley",
        "Иван Ελένη",
        "W" * 300,
        "=SUM(A1)\\n",
    ],
)
def test_a_hostile_name_reads_back_as_it_was_written(name: str) -> None:
    text = without_spaces("\n".join(pages_of(render_month_report(with_names(name)))))
    assert without_spaces(unicodedata.normalize("NFC", name)) in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李小龍", "⟨U+674E⟩⟨U+5C0F⟩⟨U+9F8D⟩"),
        ("a\x00b", "a⟨U+0000⟩b"),
        ("gpj\u202eexe", "gpj⟨U+202E⟩exe"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("lone \ud800 half", "lone⟨U+D800⟩half"),
        ("🧿", "⟨U+1F9FF⟩"),
    ],
)
def test_what_no_font_shows_is_printed_as_its_number(name: str, shown: str) -> None:
    assert shown in without_spaces("\n".join(pages_of(render_month_report(with_names(name)))))


def test_hostile_words_in_the_imprint_are_printed_too() -> None:
    imprint = replace(IMPRINT, practice_name="A\x00 <i>&" * 30, printed_by="ب" * 200, state="\ud800", app_version="李")
    text = without_spaces(pages_of(render_month_report(month(1, imprint)))[0])
    assert without_spaces("A⟨U+0000⟩ <i>&" * 30) in text
    assert text.count("ب") >= 200


def test_a_month_of_350_patients_costs_at_most_twice_a_bare_table() -> None:
    document = month(350)
    render_month_report(document)
    ours = min(_timed(render_month_report, document) for _ in range(3))
    bare = min(_timed(_bare_table, document) for _ in range(3))
    assert ours <= 2 * bare, f"{ours:.3f} s against {bare:.3f} s"


def _dictionary(found: Any) -> DictionaryObject:
    resolved = found.get_object()
    assert isinstance(resolved, DictionaryObject)
    return resolved


def _bare_table(document: MonthReport) -> None:
    name = font(REGULAR).fontName
    rows = [
        [
            line.patient_name,
            str(line.born),
            line.mrn,
            str(line.counted_seconds),
            "99490",
            line.practitioner,
            line.state,
        ]
        for line in document.lines
    ]
    table = Table(rows, repeatRows=1, style=[("FONT", (0, 0), (-1, -1), name, 9)])
    SimpleDocTemplate(io.BytesIO(), pagesize=letter).build([table])


def _timed(work: Any, document: MonthReport) -> float:
    started = perf_counter()
    work(document)
    return perf_counter() - started


def _seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def _flat(text: str) -> str:
    return " ".join(text.split())
