"""Compare versions of a care plan: any two beside each other, one line of the earlier taken up again (ux.md 7.4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_diff import KINDS, SAME, PlanChange
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.plan_versions import PlanComparison, restored_words
from ccm_desktop.ui.care_plan.compared_lines import ComparedLines
from ccm_desktop.ui.care_plan.version_choice import CHOSEN, LATEST, MINE, MONTH, VersionChoice
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import FilterChip, Message, PageHeader, button, label, on_keys


class ComparePage(QWidget):
    """Which versions at the top, their lines below.

    Signals:
        closed: back to where the comparison was asked for.
        preview_asked: a callable that gathers a `Rendering` on the database thread.
        undo_offered: a sentence, and what takes the restored line back.
    """

    closed = Signal()
    preview_asked = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.patient = ""
        self.shown: PlanComparison | None = None
        self.header = PageHeader("Compare versions")
        self.print_button = button("Print comparison", "printer", shortcut="Ctrl+P")
        self.close_button = button("Close", "chevron-left", shortcut="Esc")
        self.choice = VersionChoice(desk)
        self.only_chip = FilterChip("changes", "Changes only", noun="lines")
        self.only_chip.setChecked(True)
        self.previous_button = button("Previous", "chevron-left", shortcut="P")
        self.next_button = button("Next", "chevron-right", shortcut="N")
        self.message = Message()
        self.table = ComparedLines(desk.theme)
        self.empty_label = label("", "emptyText", wrap=True)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    def open(self, patient: str, before: str = "", after: str = "") -> None:
        """Two versions; without `after` what changed since the last signature, or by the last save."""
        self.patient, self.shown = patient, None
        self.message.say("")
        self.table.offer_restoring(offered=not self._desk.refusal(Verb.CARE))
        self.table.show_lines((), "", "")
        self.choice.set_span(CHOSEN if after else LATEST)
        if after:
            self._ask(partial(self._desk.office.plan_versions.between, patient, before, after))
        else:
            self.reload()

    def reload(self) -> None:
        """Compare anew; where the newest version was on show, the newest is."""
        versions, span, shown = self._desk.office.plan_versions, self.choice.span, self.shown
        if span == CHOSEN and shown is not None:
            newest = shown.versions[0].version_id if shown.versions else ""
            follow = shown.after.version_id == newest
            self._ask(partial(self._again, shown, follow))
        elif self.patient:
            query = {LATEST: versions.latest, MINE: versions.mine_today, MONTH: versions.this_month}[span]
            self._ask(partial(query, self.patient))

    def _again(self, shown: PlanComparison, follow: bool) -> PlanComparison:
        """Runs on the database thread."""
        versions = self._desk.office.plan_versions
        after = shown.after.version_id
        if follow:
            after = self._desk.office.care_plans.view(shown.patient_id).versions[0].version_id
        return versions.between(shown.patient_id, shown.before.version_id, after)

    def _lay_out(self) -> None:
        self.header.add(self.print_button)
        self.header.add(self.close_button)
        row = QHBoxLayout()
        for part in (self.only_chip, self.previous_button, self.next_button):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addWidget(self.choice)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty_label, 1)
        self.empty_label.hide()

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.print_button.clicked.connect(self._on_print)
        self.choice.span_chosen.connect(self._on_span)
        self.choice.pair_chosen.connect(self._on_pair)
        self.only_chip.toggled.connect(self._show_lines)
        self.previous_button.clicked.connect(partial(self._step, -1))
        self.next_button.clicked.connect(partial(self._step, 1))
        self.table.restore_asked.connect(self._on_restore)
        self._desk.gateway.changed.connect(self._on_changed)
        for keys, press in (("Esc", self.close_button), ("N", self.next_button), ("P", self.previous_button),
                            ("Ctrl+P", self.print_button)):  # fmt: skip
            on_keys(self, keys, press.click)
        on_keys(self, "R", self._on_restore)

    def _ask(self, query: partial[PlanComparison]) -> None:
        task = self._desk.gateway.ask(query)
        task.succeeded.connect(self._on_compared)
        task.failed.connect(self.message.show_problem)

    def _on_compared(self, found: PlanComparison) -> None:
        if found.patient_id != self.patient:
            return
        self.shown = found
        self.choice.show_versions(found)
        changes = found.changes
        counts = [(kind, sum(line.kind == kind for line in changes)) for kind in KINDS if kind != SAME]
        told = ", ".join(f"{count} {kind}" for kind, count in counts if count) or "nothing changed"
        self.header.counts_label.setText(f"{found.name}: {told}")
        self.only_chip.set_count(len(changes))
        self._show_lines()

    def _show_lines(self) -> None:
        found = self.shown
        if found is None:
            return
        lines = found.changes if self.only_chip.isChecked() else found.lines
        number = f"v{found.before.title}" if found.before.number else "Before the first save"
        self.table.show_lines(lines, number, f"v{found.after.title}")
        self.table.setVisible(bool(lines))
        self.empty_label.setVisible(not lines)
        self.empty_label.setText(self._nothing(found))
        for press in (self.previous_button, self.next_button, self.print_button):
            press.setEnabled(bool(found.changes))
        if not lines and self.table.hasFocus():
            self.close_button.setFocus()

    def _nothing(self, found: PlanComparison) -> str:
        if not found.versions:
            return "This plan was not saved yet. Every save is a version, and versions are compared here."
        if self.choice.span == MINE:
            return "You changed nothing in this plan today."
        return "These versions say the same. Choose an earlier one at the top left."

    def _on_span(self) -> None:
        self.message.say("")
        self.reload()

    def _on_pair(self, before: str, after: str) -> None:
        self.message.say("")
        self._ask(partial(self._desk.office.plan_versions.between, self.patient, before, after))

    def _step(self, by: int, _checked: bool = False) -> None:
        if not self.table.step(by):
            self.message.say("That was the last change." if by > 0 else "That was the first change.", "info")
        else:
            self.message.say("")
        self.table.setFocus()

    def _on_restore(self) -> None:
        line, shown = self.table.change(), self.shown
        refusal = self._desk.refusal(Verb.CARE)
        if line is None or shown is None:
            return
        if refusal or line.kind == SAME:
            self.message.say(refusal or "This line is the same in both versions.", "info")
            return
        task = self._desk.gateway.send(partial(self._desk.office.plan_versions.restore, shown, line.key))
        task.succeeded.connect(partial(self._on_restored, shown, line))
        task.failed.connect(self._on_refused)

    def _on_restored(self, shown: PlanComparison, line: PlanChange, _outcome: Outcome[object]) -> None:
        self.message.say("")
        what = restored_words(shown, line.key)
        undo = partial(self._desk.office.care_plans.undo, shown.patient_id, what)
        self.undo_offered.emit(f"{line.section} restored as a new version ({shown.name}).", partial(self._undo, undo))

    def _undo(self, undo: Callable[[], Outcome[str]]) -> None:
        task = self._desk.gateway.send(undo)
        task.failed.connect(self.message.show_problem)

    def _on_refused(self, problem: object) -> None:
        self.message.show_problem(problem)
        self.reload()

    def _on_print(self) -> None:
        if self.shown is not None and self.print_button.isEnabled():
            self.preview_asked.emit(partial(self._desk.office.plan_papers.comparison, self.shown))

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.CARE_PLAN | Changed.PATIENTS) and self.isVisible():
            self.reload()
