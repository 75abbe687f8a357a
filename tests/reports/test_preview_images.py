"""Pages of our own PDFs as images."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.reports.monthly_report import render_month_report
from ccm_desktop.reports.preview import page_count, render_page
from tests.reports.report_samples import DRAFT, month, pages_of


def test_the_preview_has_as_many_pages_as_the_document() -> None:
    pdf = render_month_report(month(60))
    assert page_count(pdf) == len(pages_of(pdf))


def test_a_letter_page_at_96_dots_per_inch_is_816_by_1056() -> None:
    image = render_page(render_month_report(month(1)), 0, 96)
    assert (image.width, image.height) == (816, 1056)
    assert image.stride >= image.width * 3
    assert len(image.rgb) == image.stride * image.height


def test_the_margins_are_white_and_the_page_has_ink() -> None:
    image = render_page(render_month_report(month(40)), 1, 72)
    rows = [image.rgb[y * image.stride : y * image.stride + image.width * 3] for y in range(image.height)]
    margin = int(15 / 25.4 * 72) - 2
    white = b"\xff"
    for row in (*rows[:margin], *rows[-margin:]):
        assert row.strip(white) == b""
    for row in rows:
        assert row[: margin * 3].strip(white) == b""
        assert row[-margin * 3 :].strip(white) == b""
    assert sum(1 for row in rows if row.strip(white)) > image.height // 2


def test_the_page_is_black_and_grey_only() -> None:
    image = render_page(render_month_report(month(5, DRAFT)), 0, 50)
    for y in range(image.height):
        row = image.rgb[y * image.stride : y * image.stride + image.width * 3]
        assert row[0::3] == row[1::3] == row[2::3]


def test_a_page_that_is_not_there_is_refused() -> None:
    pdf = render_month_report(month(1))
    for page in (-1, page_count(pdf)):
        with pytest.raises(IndexError):
            render_page(pdf, page)


def test_something_that_is_no_document_is_named_plainly() -> None:
    with pytest.raises(FileProblem) as problem:
        page_count(b"no document")
    assert problem.value.code == "pdf_unreadable"


def test_several_threads_see_the_same_pages() -> None:
    pdf = render_month_report(month(40))
    pages = list(range(page_count(pdf))) * 4
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda page: render_page(pdf, page, 40), pages))
    for page, image in zip(pages, images, strict=True):
        assert image == images[page]
