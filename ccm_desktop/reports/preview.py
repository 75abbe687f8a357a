"""The pages of our own PDFs as images, for the preview and for the printer alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2

from ccm_desktop.domain.errors import FileProblem

# PDFium keeps global state and must never be entered by two threads.
_one_thread_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """Pixels row by row from the top, three bytes each (red, green, blue), `stride` bytes a row."""

    width: int
    height: int
    stride: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    with _opened(pdf) as document:
        return len(document)


def render_page(pdf: bytes, page: int, dpi: float = 96.0) -> PageImage:
    """The page (the first is 0) at `dpi` dots per inch."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(f"page {page} of {len(document)}")
        sheet = document[page]
        bitmap = sheet.render(scale=dpi / 72, rev_byteorder=True)
        try:
            return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()
            sheet.close()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _one_thread_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise FileProblem("pdf_unreadable", "The document cannot be shown.", "Make it again.") from error
        try:
            yield document
        finally:
            document.close()
