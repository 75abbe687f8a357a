"""The care plan editor: a plan of 60 items until it is painted, one key into a field of it, and its spelling.

The ratio is against reading the same plan from the file, and against a key into a bare text field, in this run;
offscreen, so painting is Qt's own work without a display's.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from benchmarks.timer import p95
from ccm_desktop.app.entry import Entry
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import NewPractice, list_users
from ccm_desktop.services.forms import Form, GoalText, InterventionText
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import create_practice
from ccm_desktop.ui.spelling.marks import SpellingMarks

PASSPHRASE = "five plain words in a row"
PROBLEMS, GOALS, STEPS = 4, 3, 4
"""4 problems, 12 goals, 44 interventions."""
ROUNDS, KEYS = 20, 200
PARAGRAPH = "The patient forgets her pils when she stays with her sister on the weekend and dialy walks are hard. " * 3
PARAGRAPHS = 8


def build(folder: Path) -> tuple[str, str]:
    """A practice with two patients: the plan of 60 items, and an empty one to come from."""
    practice = NewPractice(
        PracticeProfile("Lakeside Family Medicine", "America/New_York"), PersonProfile("Maria Ortiz", "RN", "lead"),
        PersonProfile("Elena Reyes", "MD", "practitioner", "practitioner"), PASSPHRASE,
    )  # fmt: skip
    opened = create_practice(folder, practice, SystemClock(), QUICK_FOR_TESTS)
    full, empty = (opened.office.patients.add(PatientIdentity(name, "Ann"), PatientContact()).value for name in "AB")
    fill(opened.office, full)
    opened.close()
    return full, empty


def fill(office: Office, patient: str) -> None:
    """60 items."""
    left = 60 - PROBLEMS - PROBLEMS * GOALS
    for number in range(PROBLEMS):
        problem = office.care_plans.add_problem(patient, f"Condition {number}", "I10").value
        for goal_number in range(GOALS):
            goal = GoalText(f"Goal {goal_number} of condition {number}", problem, "Home log", target="below 130/80")
            (entity,) = office.care_plans.save(patient, [Form("", goal)]).value
            for step in range(min(STEPS, left)):
                left -= 1
                work = InterventionText(f"Step {step} towards it", entity, problem, "Care team", "every month")
                office.care_plans.save(patient, [Form("", work)])


class Bench:
    """The program with the plan in view."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        self.entry = Entry(app, folder, folder.parent / "window.ini", kdf=QUICK_FOR_TESTS)
        self.entry.window.resize(1366, 689)
        self.entry.open()
        self.entry.unlock_with(list_users(folder)[0].id, PASSPHRASE)
        while self.entry.session is None or not self.entry._warm_up.is_done or self.entry.gateway.is_busy:  # noqa: SLF001
            self.pass_time(50)
        self.screens = self.entry.session.screens
        self.plan = self.screens.workspace.plan

    def pass_time(self, milliseconds: int) -> None:
        """Let the program run."""
        QTimer.singleShot(milliseconds, self._app.exit)
        self._app.exec()

    def open(self, patient: str) -> float:
        """Seconds until the plan of a patient is painted, from the wish to see it."""
        began = time.perf_counter()
        self.screens.open_patient(patient, 2)
        while self.plan.plan is None or self.plan.plan.patient_id != patient or self.entry.gateway.is_busy:
            self.pass_time(0)
        self.plan.repaint()
        return time.perf_counter() - began

    def key(self, field: QLineEdit | QPlainTextEdit, letter: str) -> float:
        """Seconds until a letter is painted."""
        began = time.perf_counter()
        QTest.keyClicks(field, letter)
        field.repaint()
        return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "practice"
        full, empty = build(folder)
        bench = Bench(app, folder)
        opened = [bench.open(patient) for _ in range(ROUNDS + 1) for patient in (empty, full)][3::2]
        office = bench.screens._desk.office  # noqa: SLF001
        read = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            bench.entry.gateway.finish_with(lambda: office.care_plans.view(full))
            read.append(time.perf_counter() - began)
        items = len(bench.plan.tree.items())
        print(f"plan of {items} items until painted p95: {1000 * p95_of(opened):.1f} ms (aim 150), "
              f"{p95_of(opened) / p95_of(read):.1f} times reading it")  # fmt: skip
        goal = office.care_plans.view(full).problems[0].goals[0].text.entity
        bench.plan.tree.choose(goal)
        field, bare = bench.plan.detail.editor("target"), QLineEdit()
        bare.show()
        keys = [bench.key(field, "x") for _ in range(KEYS)]
        plain = [bench.key(bare, "x") for _ in range(KEYS)]
        print(f"key into a field p95: {1000 * p95_of(keys):.2f} ms (aim 16), "
              f"{p95_of(keys) / p95_of(plain):.1f} times a bare field")  # fmt: skip
        spelled(bench, p95_of(plain))
        bench.entry.close()


def spelled(bench: Bench, plain: float) -> None:
    """A key into a long text of which every tenth word is underlined, the dictionary being there."""
    text = bench.plan.detail.editor("barriers")
    text.setPlainText("\n".join([PARAGRAPH] * PARAGRAPHS))
    bench.entry.window.activateWindow()
    text.setFocus()
    marks = None
    while marks is None or not marks.spans:
        bench.pass_time(50)
        marks = text.findChild(SpellingMarks)
    keys = [bench.key(text, letter) for letter in "dialy wlaks " * (KEYS // 12)]
    print(f"key into a text of {len(text.toPlainText().split())} words, {len(marks.spans)} of them underlined, "
          f"p95: {1000 * p95_of(keys):.2f} ms (aim 16), {p95_of(keys) / plain:.1f} times a bare field")  # fmt: skip


def p95_of(seconds: list[float]) -> float:
    """The 95th percentile, in seconds."""
    return p95(seconds) / 1000


if __name__ == "__main__":
    main()
