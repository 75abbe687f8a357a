"""All a signer needs on one screen: why each second counted, the note, plan, consent, earlier signatures."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.services.month_views import Evidence, MonthNoteView, Sentence, SignatureLine
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end import words
from ccm_desktop.ui.month_end.note import NoteBox
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.empty_state import EmptyState
from ccm_desktop.ui.widgets.look import Look
from ccm_desktop.ui.widgets.parts import Message, label
from ccm_desktop.ui.widgets.rows_model import Column
from ccm_desktop.ui.workspace.time_tab import counts, source, why

_SIGNATURES = {
    "stands": "stands", "needs_re_sign": "no longer stands", "replaced": "replaced by a later one",
    "taken_back": "taken back", "not_genuine": "does not fit what it signs",
}  # fmt: skip


class EvidencePane(QWidget):
    """One patient-month.

    Signals:
        looked_at: the `Evidence` that has been on the screen long enough to be signed.
        chart_asked: patient id and tab where a sentence of the note has its source.
    """

    looked_at = Signal(object)
    chart_asked = Signal(str, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.shown: Evidence | None = None
        self.name_label = label("", "patientName", wrap=True)
        self.facts_label = label("", wrap=True)
        self.message = Message()
        self.entries = DataTable("Entries", self._columns(), lambda line: line.entry_id, desk.theme)
        self.entries.hide_first(("source", "who", "note"))
        self.entries.set_empty_text("No time in this month.")
        self.why_label = label("", "caption", wrap=True)
        self.note = NoteBox(desk)
        self.signatures_label = label("", "caption", wrap=True)
        self.statement_label = label("", "caption", wrap=True)
        self.empty_state = EmptyState(self)
        self.empty_state.say("Choose a patient at the left.")
        self._look = Look(self)
        self._look.done.connect(self._on_looked)
        self._lay_out()
        self.entries.current_changed.connect(self._on_entry)
        self.note.editing_changed.connect(self._on_editing)
        self.note.source_asked.connect(self._on_source)
        self.clear()

    @property
    def ready(self) -> bool:
        """Whether the evidence has been on the screen for long enough."""
        return self._look.ready

    def show_evidence(self, found: Evidence, note: MonthNoteView, *, locked: bool) -> None:
        """Fill the pane; the second of looking begins now."""
        self.body.show()
        self.empty_state.hide()
        self.shown = found
        self.name_label.setText(
            f"{found.patient}   DOB {figures.day(found.birth_on)} · MRN {figures.mrn(found.mrn) or '—'}"
        )
        self.facts_label.setText(self._facts(found))
        text, tone = _warnings(found)
        self.message.say(text, tone)
        self.entries.show_rows(found.entries)
        self.signatures_label.setText("\n".join(self._signature(line) for line in found.signatures))
        self.statement_label.setText(f"You sign: “{found.statement}”")
        self.note.show_note(note, locked=locked)
        self._on_editing(self.note.editing)
        self._look.begin()

    def clear(self) -> None:
        """Nobody is chosen."""
        self._look.end()
        self.shown = None
        self.note.clear()
        self.body.hide()
        self.empty_state.show()

    def _lay_out(self) -> None:
        self.body = QWidget()
        time = QWidget()
        upper = QVBoxLayout(time)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(4)
        upper.addWidget(self.entries, 1)
        upper.addWidget(self.why_label)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(time)
        self.split.addWidget(self.note)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.name_label, self.facts_label, self.message):
            column.addWidget(part)
        column.addWidget(self.split, 1)
        column.addWidget(self.signatures_label)
        column.addWidget(self.statement_label)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.body)
        outer.addWidget(self.empty_state)

    def _columns(self) -> tuple[Column[TimeLine], ...]:
        zone = self._desk.zone
        return (
            Column("day", "Date", lambda t: figures.instant_day(t.started_at, zone), 66, lambda t: t.started_at),
            Column("span", "Start–end",
                   lambda t: f"{figures.clock(t.started_at, zone)}–{figures.clock(t.ended_at, zone)}", 146,
                   lambda t: t.started_at),
            Column("activity", "Activity", lambda t: ACTIVITIES.get(t.activity, t.activity), 132),
            Column("time", "Time", lambda t: figures.minutes(t.seconds), 60, lambda t: t.seconds, right=True),
            Column("counts", "Counts", counts, 66, lambda t: t.counted_seconds, right=True),
            Column("who", "Who", lambda t: t.who, 116),
            Column("source", "Source", lambda t: source(t).text, 130, chip=source),
            Column("note", "Note", lambda t: t.note.replace("\n", " "), 220),
        )  # fmt: skip

    def _facts(self, found: Evidence) -> str:
        zone = self._desk.zone

        def day(at: int | None) -> str:
            return figures.instant_day(at, zone) if at else "none"

        fee = figures.money(found.fee)
        since = "" if found.plan_is_saved else " and what came in since"
        plan = f"version {found.plan_version} of {day(found.plan_saved_at)}{since}" if found.plan_version else "none"
        return (
            f"{words.codes(found.codes)} · {fee} · staff {figures.minutes(found.staff_seconds)}, practitioner "
            f"{figures.minutes(found.practitioner_seconds)} · consent {day(found.consent_at)} · care plan {plan}, "
            f"copy {day(found.copy_given_at)} · {', '.join(found.conditions) or 'no attested condition'}"
            f"{f' · {found.complexity}' if found.complexity else ''}"
        )

    def _signature(self, line: SignatureLine) -> str:
        why_not = f": {' '.join(line.reasons)}" if line.reasons else ""
        return (
            f"{words.ROLES.get(line.role, line.role)} {line.signer}, {figures.instant(line.at, self._desk.zone)}: "
            f"{words.codes(line.codes)}, {figures.minutes(line.counted_seconds)} — {_SIGNATURES[line.state]}{why_not}"
        )

    def _on_editing(self, editing: bool) -> None:
        """Room for the text: nobody signs what is being written."""
        for part in (self.why_label, self.signatures_label, self.statement_label):
            part.setHidden(editing or not part.text())

    def _on_looked(self) -> None:
        if self.shown is not None:
            self.looked_at.emit(self.shown)

    def _on_entry(self, line: TimeLine | None) -> None:
        self.why_label.setText(f"{why(line)} · {line.note}" if line else "")

    def _on_source(self, sentence: Sentence) -> None:
        """An entry is shown in the list above; anything else where it stands in the chart."""
        here = {line.entry_id for line in self.shown.entries} if self.shown else set()
        entry = next((one for one in sentence.sources if one in here), "")
        if entry:
            self.entries.select_key(entry)
            self.entries.setFocus()
        elif self.shown is not None:
            self.chart_asked.emit(self.shown.patient_id, TAB_OF_PART.get(sentence.part, 0))


TAB_OF_PART = {"conditions": 4, "care_plan": 2, "medications": 2, "contacts": 3, "coordination": 1, "time": 1}
"""Tab of the workspace where what a part of the note rests on is kept."""


def _warnings(found: Evidence) -> tuple[str, str]:
    """What the signer must see before anything else."""
    if found.held:
        return f"On hold, not billed: {found.held}", "info"
    gone = [f"The {words.ROLES.get(s.role, s.role).lower()}'s signature is withdrawn: {' '.join(s.reasons)}"
            for s in found.signatures if s.state == "needs_re_sign"]  # fmt: skip
    late = [f"{len(found.late)} late entries came after the signature."] if len(found.late) > 1 else []
    late = late or (["One late entry came after the signature."] if found.late else [])
    said = [*found.blockers, *gone, *late, *found.flags]
    return "\n".join(said), "error" if found.blockers else "warn"
