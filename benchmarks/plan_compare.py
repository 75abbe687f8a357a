"""Two versions of a plan of 60 items, from the file to the painted page; and how current a plan is among 5,000.

The reference paints the same words in a plain table of the toolkit.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

from ccm_desktop.domain import word_diff
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.care_plan import GoalStatus, GoalText, InterventionStatus, InterventionText
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.forms import Form
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_versions import PlanComparison
from ccm_desktop.services.vault import create_practice
from ccm_desktop.ui.care_plan.compared_lines import ComparedLines
from ccm_desktop.ui.theme import Theme

GOALS, STEPS, OTHERS, LINES = 15, 3, 5_000, 10
SIZE = (1180, 500)
ROUNDS = 7


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    theme = Theme(app)
    lead, biller = PersonProfile("Ann", "RN", "lead"), PersonProfile("Dr", "MD", "practitioner", "practitioner")
    new = NewPractice(PracticeProfile("Benchmark", "America/New_York"), lead, biller, "benchmark practice passphrase")
    with tempfile.TemporaryDirectory() as place:
        practice = create_practice(Path(place) / "practice", new, SystemClock(), QUICK_FOR_TESTS)
        office = practice.office
        patient, before, after = two_versions(office)
        compared = best(lambda: office.plan_versions.between(patient, before, after))
        comparison = office.plan_versions.between(patient, before, after)
        ours, plain = best(lambda: painted(comparison, theme)), best(lambda: plainly(comparison))
        whole = compared + ours
        print(f"{len(comparison.lines)} lines, {len(comparison.changes)} of them changed: read and compared"
              f" {1000 * compared:.0f} ms, painted {1000 * ours:.0f} ms, together {1000 * whole:.0f} ms (aim 200 ms);"
              f" plain table {1000 * plain:.0f} ms; ratio {whole / plain:.1f}")  # fmt: skip
        crowd(office)
        view, plan = best(lambda: office.care_plans.view(patient)), office.care_plans.view(patient)
        current = best(lambda: office.plan_freshness.of(plan))
        print(f"how current one plan is among {OTHERS:,} of {LINES} lines: {1000 * current:.0f} ms; reading that plan"
              f" alone {1000 * view:.0f} ms; ratio {current / view:.1f}")  # fmt: skip
        practice.close()


def two_versions(office: Office) -> tuple[str, str, str]:
    """A plan of 60 items and one in which every second of them was edited."""
    patient = office.patients.add(PatientIdentity("Baker", "Ann"), PatientContact("(555) 010-0100")).value
    problem = office.care_plans.add_problem(patient, "Hypertension", "I10").value
    for number in range(GOALS):
        text = GoalText(f"Goal {number}: blood pressure at home below 140/90 on most days of the week", problem,
                        "Home readings", "158/94 in May", "below 140/90", "2027-01-31", "I want to stop feeling dizzy",
                        "Forgets the evening tablet when the grandchildren visit")  # fmt: skip
        (goal,) = office.care_plans.save(patient, [Form("", text)]).value
        steps = [Form("", InterventionText(f"Step {n} of goal {number}: write down the reading", goal, "", "Patient"))
                 for n in range(STEPS)]  # fmt: skip
        office.care_plans.save(patient, steps)
    plan = office.care_plans.view(patient)
    edited: list[Form[Any]] = [goal.text for goal in plan.problems[0].goals[::2]]
    edited += [step.text for goal in plan.problems[0].goals[::2] for step in goal.interventions]
    office.care_plans.save(patient, [
        replace(form, value=replace(form.value, description=f"{form.value.description}, twice a day and before bed"))
        for form in edited
    ])  # fmt: skip
    newest = office.care_plans.view(patient).versions
    return patient, newest[1].version_id, newest[0].version_id


def crowd(office: Office) -> None:
    """Plans of other patients, a third of them in the same words."""
    for batch in range(0, OTHERS, 250):
        with office.context.transaction() as tx:
            for number in range(batch, batch + 250):
                patient = f"patient-{number}"
                for line in range(LINES // 2):
                    same = number % 3 == 0
                    words = f"Goal {line}: {'the same words' if same else f'words of {number}'}"
                    for value, state in (
                        (GoalText(words), GoalStatus()),
                        (InterventionText(words), InterventionStatus()),
                    ):
                        entity = new_id()
                        tx.record(value, entity=entity, patient=patient)
                        tx.record(state, entity=entity, patient=patient)


def painted(comparison: PlanComparison, theme: Theme) -> None:
    """As the page shows it at first sight, every line of it."""
    word_diff.runs.cache_clear()
    table = ComparedLines(theme)
    table.resize(*SIZE)
    table.show()
    table.show_lines(comparison.lines, "v1", "v2")
    table.grab()
    table.deleteLater()


def plainly(comparison: PlanComparison) -> None:
    """The same words in a table without marks."""
    table = QTableWidget(len(comparison.lines), 3)
    table.setWordWrap(True)
    table.resize(*SIZE)
    for column in range(3):
        table.setColumnWidth(column, SIZE[0] // 3)
    for row, line in enumerate(comparison.lines):
        for column, words in enumerate((line.section, line.before, line.after)):
            table.setItem(row, column, QTableWidgetItem(words))
    table.show()
    table.resizeRowsToContents()
    table.grab()
    table.deleteLater()


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


if __name__ == "__main__":
    main()
