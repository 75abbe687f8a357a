"""500 care plans in a folder: as FHIR R4 against the plain JSON encoder, as patient copies against bare ReportLab."""

from __future__ import annotations

import gc
import json
import shutil
import tempfile
import time
from pathlib import Path

from pypdf import PdfReader
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from benchmarks._world import opened
from ccm_desktop.domain.progress import Portions, Unobserved
from ccm_desktop.services import packs
from ccm_desktop.services.forms import (
    AllergySubstance,
    CareTeamMember,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    PlanSummary,
)
from ccm_desktop.services.office import Office
from ccm_desktop.services.packs import Pack
from ccm_desktop.services.plan_printing import PaperRun

PLANS = 500


def main() -> None:
    """Print each figure, its reference and their ratio."""
    practice = opened()
    office = practice.office
    gc.disable()  # as in the window, which looks for garbage in its own thread (`ui.collector`)
    folder = Path(tempfile.mkdtemp())
    try:
        _fill(office)
        _fhir(office, folder / "fhir")
        _papers(office, folder / "papers")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        practice.close()


def _fhir(office: Office, folder: Path) -> None:
    began = time.perf_counter()
    whole, longest = _gathered(office.plan_exports.every_plan("A record system", "document", Unobserved()))
    pack = Pack(whole.name, whole.renderings[:PLANS])
    gathered = (time.perf_counter() - began) * PLANS / len(whole.renderings)
    began = time.perf_counter()
    packs.finish(office.context, packs.write(pack, folder, Unobserved()))
    took = gathered + time.perf_counter() - began
    bundles = [json.loads(path.read_bytes()) for path in folder.glob("*.json")]
    entries = sum(len(bundle["entry"]) for bundle in bundles)
    bare = _bare(bundles, folder)
    print(f"{len(bundles)} care plans of {entries:,} resources as FHIR R4: {took:.1f} s, of it gathering"
          f" {gathered:.1f} s, of which the database lane is held at most {longest * 1000:.0f} ms at a time;"
          f" json.dump of the same bundles {bare:.1f} s; ratio {took / bare:.1f}")  # fmt: skip


def _papers(office: Office, folder: Path) -> None:
    """Patient copies, gathered with the program's progress and written with their records."""
    patients = [line.patient_id for line in office.patients.panel()[:PLANS]]
    longest = _Longest()
    began = time.perf_counter()
    pack, held = _gathered(office.plan_printing.every(patients, PaperRun(), longest))
    gathered = time.perf_counter() - began
    written = packs.write(pack, folder, longest)
    recording = time.perf_counter()
    packs.finish(office.context, written)
    took = time.perf_counter() - began
    recorded = time.perf_counter() - recording
    papers = [PdfReader(path) for path in sorted(folder.glob("*.pdf"))]
    pages = [[page.extract_text().splitlines() for page in paper.pages] for paper in papers]
    bare = _bare_pages(pages, folder)
    print(f"{len(papers)} patient copies of {sum(map(len, pages)):,} pages: {took:.1f} s, of it gathering"
          f" {gathered:.1f} s, of which the database lane is held at most {held * 1000:.0f} ms at a time, and recording"
          f" {recorded * 1000:.0f} ms at once; Cancel answers within {longest.seconds:.2f} s; bare ReportLab writing"
          f" the same words {bare:.1f} s; ratio {took / bare:.1f}")  # fmt: skip


def _gathered(portions: Portions[Pack]) -> tuple[Pack, float]:
    """The pack, and the seconds of its longest portion: so long does a timer that starts meanwhile wait."""
    longest = 0.0
    while True:
        began = time.perf_counter()
        try:
            next(portions)
        except StopIteration as end:
            return end.value, max(longest, time.perf_counter() - began)
        longest = max(longest, time.perf_counter() - began)


class _Longest:
    """The longest time between two reports of progress: until then Cancel is not heard."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last = time.perf_counter()

    def report(self, done: int, total: int) -> None:
        """Progress was told."""
        del done, total
        now = time.perf_counter()
        self.seconds, self._last = max(self.seconds, now - self._last), now


def _bare_pages(papers: list[list[list[str]]], folder: Path) -> float:
    """Seconds to write the same lines on as many pages, without layout, tags or a font of our own."""
    began = time.perf_counter()
    for number, pages in enumerate(papers):
        canvas = Canvas(str(folder / f"{number}.bare"), pagesize=letter)
        for lines in pages:
            canvas.setFont("Helvetica", 14)
            for row, line in enumerate(lines):
                canvas.drawString(54, 740 - 18 * row, line)
            canvas.showPage()
        canvas.save()
    return time.perf_counter() - began


def _fill(office: Office) -> None:
    """Plans of the usual size for the first patients, once for all runs of the benchmark."""
    with office.context.together():
        for line in office.patients.panel()[:PLANS]:
            plan = office.care_plans.view(line.patient_id)
            if plan.medications:
                return
            problems = [problem.code.entity for problem in plan.problems]
            goals = [
                GoalText(f"Goal {n}", p, "Measure", "", "< 130 mmHg", "2027-01-31") for n, p in enumerate(problems)
            ]
            kept = office.care_plans.save(line.patient_id, [Form("", goal) for goal in goals]).value
            office.care_plans.save(line.patient_id, (
                *(Form("", InterventionText(f"Work {n}", goal, "", "Nurse", "weekly")) for goal in kept for n in "ab"),
                *(Form("", MedicationOrder(f"Drug {n}", "10", "mg", "by mouth", "once a day")) for n in range(6)),
                *(Form("", AllergySubstance(f"Substance {n}", "Hives")) for n in range(2)),
                *(Form("", CareTeamMember(f"Person {n}", "Nurse")) for n in range(3)),
                Form(line.patient_id, PlanSummary("Lives alone.", "Good", "See the lake")),
            ))  # fmt: skip


def _bare(bundles: list[object], folder: Path) -> float:
    """Seconds to write the same with the encoder of the standard library."""
    began = time.perf_counter()
    for number, bundle in enumerate(bundles):
        with (folder / f"{number}.bare").open("w", encoding="utf-8") as stream:
            json.dump(bundle, stream, indent=1)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
