"""Beside the list: open red flags, plans to sign, what is best done next, and stopped work that waits for its note."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.services.left_work import LeftWork
from ccm_desktop.services.plan_queue import PlanToSign
from ccm_desktop.services.today import OpenFlag, TodayView
from ccm_desktop.ui import figures
from ccm_desktop.ui.today.card_column import Act, CardColumn
from ccm_desktop.ui.widgets.parts import button

_MOST_PLANS = 3


class Beside(CardColumn):
    """Short lists of cards.

    Signals:
        start_asked: the timer on this patient.
        opened: this patient's workspace.
        note_asked: the note of this session.
        outcome_asked: the `OpenFlag` whose outcome is to be said.
        sign_asked: Plans to sign, with that patient's in hand.
        loops_asked: the list of open loops.
        plan_asked: the care plan of this patient.
        crash_asked: what a crash left, to be answered.
    """

    start_asked = Signal(str)
    opened = Signal(str)
    note_asked = Signal(str)
    outcome_asked = Signal(object)
    sign_asked = Signal(str)
    loops_asked = Signal()
    plan_asked = Signal(str)
    crash_asked = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._shown: tuple[object, ...] = ()

    def show_lists(self, view: TodayView) -> None:
        """Show them anew, unless they are as before: a button under the mouse stays."""
        flags, best, notes, to_sign = view.flags, view.best, view.notes, view.to_sign
        loops = (view.loops, view.loops_overdue)
        if self._shown == (flags, best, notes, to_sign, loops, view.left):
            return
        self._shown = (flags, best, notes, to_sign, loops, view.left)
        self.clear()
        self._show_flags(flags)
        self._show_left(view.left)
        if to_sign is not None:
            self._show_plans(to_sign)
        self.add_title("Next best actions")
        for one in best:
            self.add_card(
                one.name, f"{one.words} · {one.why}",
                ("Start", f"Start the timer on {one.name}", partial(self.start_asked.emit, one.patient_id)),
                ("Open", f"Open {one.name}", partial(self.opened.emit, one.patient_id)),
            )  # fmt: skip
        if not best:
            self.add_words("Nobody is within 3 minutes of a threshold.")
        self.add_title(f"Needs a note ({len(notes)})" if notes else "Needs a note")
        for note in notes:
            self.add_card(
                note.patient_name,
                f"{figures.minutes(note.seconds)} · {figures.instant(note.started_at, self._zone)}",
                ("Write", f"Write the note for {note.patient_name}", partial(self.note_asked.emit, note.session_id)),
            )
        if not notes:
            self.add_words("All notes are written.")
        self._show_loops(*loops)
        self.add_end()

    def _show_left(self, left: tuple[LeftWork, ...]) -> None:
        """Whose words and time wait: after a crash nobody remembers in which chart they were."""
        if left:
            self.add_title(f"Left half done ({len(left)})")
        for one in left:
            acts = list[Act]()
            if one.plan_lines or one.forms:
                opened = self.plan_asked if one.plan_lines else self.opened
                acts.append(("Open", f"Open what was typed for {one.name}", partial(opened.emit, one.patient_id)))
            if one.sessions:
                acts.append(("Answer…", f"Answer for the work on {one.name}", self.crash_asked.emit))
            self.add_card(one.name, _left_words(one), *acts)

    def _show_loops(self, count: int, late: int) -> None:
        """What others owe an answer stays in sight until it is closed (product A-41)."""
        if count:
            self.add_title("⚠ Open loops" if late else "Open loops")
            press = button(f"{count} open, {late} overdue" if late else f"{count} open", role="link")
            press.setAccessibleName(f"Open loops: {press.text()}")
            press.clicked.connect(self.loops_asked)
            self.add_line(press, "Next steps with other practices")

    def _show_plans(self, to_sign: tuple[PlanToSign, ...]) -> None:
        """Only for who may sign them, the longest waiting first."""
        self.add_title(f"Plans to sign ({len(to_sign)})" if to_sign else "Plans to sign")
        for one in to_sign[:_MOST_PLANS]:
            when = figures.instant(one.submitted_at, self._zone)
            words = f"Version {one.number}, submitted {when} by {one.submitted_by}"
            self.add_card(
                one.patient, f"{words}{f': “{one.words}”' if one.words else ''}",
                ("Read and sign…", f"Read and sign the plan of {one.patient}",
                 partial(self.sign_asked.emit, one.patient_id)),
            )  # fmt: skip
        if len(to_sign) > _MOST_PLANS:
            self.add_words(f"and {len(to_sign) - _MOST_PLANS} more in Plans to sign.")
        if not to_sign:
            self.add_words("No plan waits for a signature.")

    def _show_flags(self, flags: tuple[OpenFlag, ...]) -> None:
        """First of all: a sign of danger stays open until somebody says how it was dealt with (product A-54)."""
        self.add_title(f"⚠ Open red flags ({len(flags)})" if flags else "Red flags")
        for one in flags:
            raised = f"Raised {figures.instant(one.raised_at, self._zone)}"
            self.add_card(
                one.name, f"{one.title}. {raised}{f' by {one.by}' if one.by else ''}; no outcome yet.",
                ("Outcome…", f"Say the outcome: {one.title}, {one.name}", partial(self.outcome_asked.emit, one)),
                ("Open", f"Open {one.name}, red flag {one.title}", partial(self.opened.emit, one.patient_id)),
                name="dangerCard",
            )  # fmt: skip
        if not flags:
            self.add_words("None is open.")


def _left_words(one: LeftWork) -> str:
    """`2 lines of the care plan not saved · 12:47 of work before a crash not answered for`"""
    lines = "1 line of the care plan" if one.plan_lines == 1 else f"{one.plan_lines} lines of the care plan"
    forms = "1 form" if one.forms == 1 else f"{one.forms} forms"
    typed = " and ".join(words for words, count in ((lines, one.plan_lines), (forms, one.forms)) if count)
    worked = f"{figures.minutes(one.seconds)} of work before a crash not answered for" if one.sessions else ""
    return " · ".join(part for part in (f"{typed} not saved" if typed else "", worked) if part)
