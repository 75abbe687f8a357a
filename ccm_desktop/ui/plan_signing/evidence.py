"""What a practitioner reads before signing a plan: what changed since the last signature, then all of it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from ccm_desktop.services.plan_changes import plan_lines
from ccm_desktop.services.plan_signing import PlanEvidence
from ccm_desktop.ui import figures
from ccm_desktop.ui.care_plan.changed_words import kind_html, told_aloud, told_html
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.signing_words import MORE_BELOW, TOO_SOON
from ccm_desktop.ui.widgets.empty_state import EmptyState
from ccm_desktop.ui.widgets.look import Look
from ccm_desktop.ui.widgets.parts import Message, label

_LEAST_TEXT, _APART = 120, 6


class PlanEvidencePane(QWidget):
    """One plan, which has to be on the screen for a second, and read to its end, before it is signed.

    Signals:
        looked: more of it was seen, or another one is on show; `unread` may say something else.
    """

    looked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.shown: PlanEvidence | None = None
        self.name_label = label("", "patientName", wrap=True)
        self.standing_label = label("", wrap=True)
        self.message = Message()
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(desk.theme.px(_LEAST_TEXT))
        self.text.setAccessibleName("The plan and what changed in it")
        self.statement_label = label("", "caption", wrap=True)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.name_label, self.standing_label, self.message):
            column.addWidget(part)
        column.addWidget(self.text, 1)
        column.addWidget(self.statement_label)
        self.empty_state = EmptyState(self)
        self.empty_state.say("Choose a plan at the left.")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.body)
        outer.addWidget(self.empty_state)
        desk.theme.changed.connect(self._on_theme)
        self._look = Look(self)
        self._look.done.connect(self._on_scrolled)
        self._seen = self._until = 0
        self.text.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.text.verticalScrollBar().rangeChanged.connect(self._on_scrolled)  # the pane has another size
        self.clear()

    @property
    def ready(self) -> bool:
        """Whether all that must be read has been on the screen, for long enough."""
        return not self.unread()

    def unread(self) -> str:
        """Why it cannot be signed yet: what changed since the signature, else the whole plan, must have been seen."""
        if not self._look.ready:
            return TOO_SOON
        self._note_seen()  # the pane may have grown: what is in view by now counts, and nothing was scrolled
        return MORE_BELOW if self._seen < self._until else ""

    def show_evidence(self, found: PlanEvidence) -> None:
        """Fill the pane; the second of looking begins now."""
        self.shown = found
        self.body.show()
        self.empty_state.hide()
        self.name_label.setText(f"{found.patient}   DOB {figures.day(found.birth_on)}")
        self.standing_label.setText(self._standing(found))
        self.message.say(*_warnings(found))
        self._seen = 0
        self._write(found)
        self.statement_label.setText(f"You sign: “{found.statement}”")
        self._look.begin()
        self.looked.emit()

    def clear(self) -> None:
        """No plan is chosen."""
        self._look.end()
        self.shown = None
        self.body.hide()
        self.empty_state.show()

    def _on_scrolled(self) -> None:
        self._note_seen()
        self.looked.emit()

    def _note_seen(self) -> None:
        if self.text.isVisible():
            corner = self.text.viewport().rect().bottomRight()
            self._seen = max(self._seen, self.text.cursorForPosition(corner).position())

    def _on_theme(self) -> None:
        if self.shown is not None:
            self._write(self.shown)

    def _standing(self, found: PlanEvidence) -> str:
        said, zone = found.standing, self._desk.zone
        number = f"Version {found.plan.versions[0].title}" if found.plan.versions else "No version yet"
        parts = [f"{number} · {said.words}"]
        if said.by:
            parts.append(f"{said.by}, {figures.instant(said.at, zone)}{f': “{said.reason}”' if said.reason else ''}")
        if said.signed_by:
            doubt = "" if said.is_genuine else " — THE SIGNATURE DOES NOT FIT WHAT IT SIGNS"
            signed = f"{said.signed_by}, {figures.instant(said.signed_at, zone)}"
            parts.append(f"version {said.signed_number} signed by {signed}{doubt}")
        if found.returned is not None:
            back = found.returned
            since = "nothing" if not back.changed else "one line" if back.changed == 1 else f"{back.changed} lines"
            when = figures.instant(back.at, zone)
            parts.append(f"⚠ Returned before by {back.by}, {when}: “{back.words}”; {since} changed since")
        return " · ".join(parts)

    def _write(self, found: PlanEvidence) -> None:
        """What changed word by word as in Compare, then the plan; what somebody typed is never read as markup."""
        self.text.clear()
        self.text.setAccessibleDescription(" ".join(f"{told_aloud(change)}." for change in found.changes))
        cursor = self.text.textCursor()
        signed = found.standing.signed_number
        if signed:
            count = len(found.changes)
            things = "Nothing changed" if not count else "One change" if count == 1 else f"{count} changes"
            _heading(cursor, f"{things} since version {signed} was signed")
            tokens, apart = self._desk.theme.tokens, QTextBlockFormat()
            apart.setTopMargin(self._desk.theme.px(_APART))
            for change in found.changes:
                what = f"{kind_html(change, tokens)}&nbsp; <b>{escape(change.section)}:</b> "
                cursor.setBlockFormat(apart)
                cursor.insertHtml(f"{what}{told_html(change, tokens)}")
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            self._until = cursor.position() - 1
        else:
            _heading(cursor, "Nobody has signed this plan yet: read all of it")
        _heading(cursor, "The whole plan")
        section = ""
        for name, words in plan_lines(found.plan):
            if name != section:
                section = name
                cursor.insertText(f"{name}\n", _format(bold=True))
            cursor.insertText(f"    {_one_line(words)}\n", QTextCharFormat())
        if not signed:
            self._until = cursor.position() - 1
        self.text.moveCursor(QTextCursor.MoveOperation.Start)


def _warnings(found: PlanEvidence) -> tuple[str, str]:
    """What the signer must see before anything else."""
    said = ["Cannot be signed yet:", *(f"•  {one.words}" for one in found.missing)] if found.missing else []
    if found.doubtful:
        said += ["Look twice:", *(f"•  {words}" for words in found.doubtful)]
    return "\n".join(said), "warn"


def _heading(cursor: QTextCursor, text: str) -> None:
    if cursor.position():
        cursor.insertText("\n", QTextCharFormat())
    made = _format(bold=True)
    made.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 1)
    cursor.insertText(f"{text}\n", made)


def _format(*, bold: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def _one_line(text: str) -> str:
    return " ".join(text.split())
