"""100 audit packets of a practice of 5,000, against bare ReportLab writing the same number of text lines."""

from __future__ import annotations

import shutil
import tempfile
import time
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks._world import MONTH, opened
from ccm_desktop.domain.progress import Portions, Unobserved
from ccm_desktop.services import packs
from ccm_desktop.services.packet import Draw
from ccm_desktop.services.packs import Pack

PACKETS = 100


def main() -> None:
    """Print the figure, the reference and their ratio."""
    practice = opened()
    office = practice.office
    folder = Path(tempfile.mkdtemp()) / "packets"
    try:
        began = time.perf_counter()
        pack, longest, drawing = _gathered(office.packets.drawn(MONTH, Draw(PACKETS, "benchmark"), Unobserved()))
        gathered = time.perf_counter() - began
        written = packs.write(pack, folder, Unobserved())
        packs.finish(office.context, written)
        whole = time.perf_counter() - began
        papers = [PdfReader(path) for path in sorted(folder.glob("*.pdf"))]
        pages = [[page.extract_text().splitlines() for page in paper.pages] for paper in papers]
        count = sum(len(paper) for paper in pages)
        bare = _bare(pages)
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)
        practice.close()
    lines = sum(len(page) for paper in pages for page in paper)
    print(f"{len(papers)} audit packets of {count:,} pages and {lines:,} lines: {whole:.1f} s (aim 60 s),"
          f" of it gathering {gathered:.1f} s, of which the database lane is held {drawing * 1000:.0f} ms for the"
          f" draw and at most {longest * 1000:.0f} ms for a packet; bare ReportLab writing those lines {bare:.1f} s;"
          f" ratio {whole / bare:.1f}")  # fmt: skip


def _gathered(portions: Portions[Pack]) -> tuple[Pack, float, float]:
    """The pack, and the seconds of its longest packet and of the draw: so long does a timer wait that starts then."""
    took: list[float] = []
    while True:
        began = time.perf_counter()
        try:
            next(portions)
        except StopIteration as end:
            return end.value, max(took[1:]), took[0]
        took.append(time.perf_counter() - began)


def _bare(papers: list[list[list[str]]]) -> float:
    """Seconds to write the same lines with one standard font and no layout."""
    began = time.perf_counter()
    for paper in papers:
        canvas = Canvas(BytesIO(), pageCompression=1)
        for page in paper:
            text = canvas.beginText(40, 750)
            text.setFont("Helvetica", 9)
            text.textLines(page)
            canvas.drawText(text)
            canvas.showPage()
        canvas.save()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
