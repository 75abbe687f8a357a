"""500 care plans as FHIR R4 documents in a folder, against writing the same bundles with the plain JSON encoder."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks._world import opened
from ccm_desktop.domain.progress import Unobserved
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

PLANS = 500


def main() -> None:
    """Print the figure, the reference and their ratio."""
    practice = opened()
    office = practice.office
    folder = Path(tempfile.mkdtemp()) / "plans"
    try:
        _fill(office)
        began = time.perf_counter()
        whole = office.plan_exports.every_plan("A record system", "document", Unobserved())
        pack = Pack(whole.name, whole.renderings[:PLANS])
        gathered = (time.perf_counter() - began) * PLANS / len(whole.renderings)
        began = time.perf_counter()
        packs.finish(office.context, packs.write(pack, folder, Unobserved()))
        took = gathered + time.perf_counter() - began
        bundles = [json.loads(path.read_bytes()) for path in folder.glob("*.json")]
        entries = sum(len(bundle["entry"]) for bundle in bundles)
        bare = _bare(bundles, folder)
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)
        practice.close()
    print(f"{len(bundles)} care plans of {entries:,} resources as FHIR R4: {took:.1f} s, of it gathering"
          f" {gathered:.1f} s; json.dump of the same bundles {bare:.1f} s; ratio {took / bare:.1f}")  # fmt: skip


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
