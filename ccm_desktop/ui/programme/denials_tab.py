"""Claim success by month, code and reason, and whether the checks behind denials have improved."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import CheckTrend, Success
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.claims import denial_reasons
from ccm_desktop.services.programme_paper import VERDICTS, claim_success
from ccm_desktop.services.programme_tiles import of, success_text
from ccm_desktop.services.programme_views import MonthPoint
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.rows_model import Column

_GROUPS = {"by_month": "By month", "by_code": "By code", "by_reason": "By payer's reason"}
_VERDICT_CHIPS = {
    "improved": ("ok", "circle-check"),
    "worse": ("error", "alert-triangle"),
    "unchanged": ("neutral", "circle-dashed"),
    "unknown": ("neutral", "hourglass"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the upper table."""

    kind: str
    words: str
    success: Success


class DenialsTab(QWidget):
    """What the payer said, over all months of the trend.

    Signals:
        group_opened: a `Success`, to list its claim lines.
        check_opened: key of a list of patients who fail a check, `check:…`.
    """

    group_opened = Signal(object)
    check_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[Group, ...]] = {}
        self.group_box = QComboBox()
        self.group_box.setAccessibleName("Grouped")
        for key, words in _GROUPS.items():
            self.group_box.addItem(words, key)
        self.note_label = label("", "caption", wrap=True)
        self.groups = DataTable("Claim success", _group_columns(), lambda row: row.success.group, desk.theme)
        self.groups.hide_first(("words", "unanswered"))
        self.groups.set_empty_text("No outcome is recorded yet. Record or import what became of the claims.")
        self.checks = DataTable("Checks behind denials", _check_columns(), lambda row: row.check, desk.theme)
        self.checks.hide_first(("since",))
        self.checks.set_empty_text("No denial points to a check of the chart.")
        row = QHBoxLayout()
        row.addWidget(label("Claim lines of the last months", "groupTitle"))
        row.addWidget(self.group_box)
        row.addWidget(self.note_label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.groups, 1)
        column.addWidget(label("Checks behind the denials, and how many patients failed them", "groupTitle",
                               wrap=True))  # fmt: skip
        column.addWidget(self.checks, 1)
        self.group_box.currentIndexChanged.connect(self._show_groups)
        self.groups.opened.connect(self._on_opened)
        self.checks.opened.connect(self._on_check)

    def show_points(self, points: tuple[MonthPoint, ...], expected: int) -> None:
        """Count the claims of the months known so far."""
        found = claim_success(points)
        words = denial_reasons().words
        self._rows = {
            "by_month": tuple(Group("month", "", one) for one in found.by_month),
            "by_code": tuple(Group("code", "", one) for one in found.by_code),
            "by_reason": tuple(Group("reason", words(one.group), one) for one in found.by_reason),
        }
        done = len(points) == expected
        self.note_label.setText("" if done else f"Counting… {len(points)} of {expected} months")
        self.checks.show_rows(found.checks)
        self._show_groups()

    def _show_groups(self) -> None:
        self.groups.show_rows(self._rows.get(str(self.group_box.currentData()), ()))

    def _on_check(self, row: CheckTrend) -> None:
        self.check_opened.emit(f"check:{row.check}")

    def _on_opened(self, row: Group) -> None:
        self.group_opened.emit(row.success)


def _group_columns() -> tuple[Column[Group], ...]:
    return (
        Column("group", "Group", _group, 130, lambda g: g.success.group),
        Column("rate", "Paid of answered", lambda g: success_text(g.success), 150,
               lambda g: g.success.percent if g.success.percent is not None else -1),
        Column("paid", "Paid", lambda g: f"{g.success.paid:,}", 70, lambda g: g.success.paid, right=True),
        Column("partly", "Partly paid", lambda g: f"{g.success.partially_paid:,}", 90,
               lambda g: g.success.partially_paid, right=True),
        Column("denied", "Denied", lambda g: f"{g.success.denied:,}", 76, lambda g: g.success.denied, right=True),
        Column("unanswered", "Unanswered", lambda g: f"{g.success.unanswered:,}", 96,
               lambda g: g.success.unanswered, right=True),
        Column("words", "Reason in words", lambda g: g.words, 260),
    )  # fmt: skip


def _group(row: Group) -> str:
    return Month.parse(row.success.group).title if row.kind == "month" else row.success.group


def _check_columns() -> tuple[Column[CheckTrend], ...]:
    return (
        Column("check", "Check", lambda c: c.words, 290),
        Column("denials", "Denials", lambda c: f"{c.denials:,}", 80, lambda c: c.denials, right=True),
        Column("since", "First in", lambda c: Month.parse(c.since).title, 130, lambda c: c.since),
        Column("then", "Failed it then", lambda c: of(c.then_checked.failed, c.then_checked.of), 130),
        Column("now", "Last full month", lambda c: of(c.now_checked.failed, c.now_checked.of), 130),
        Column("verdict", "Since then", lambda c: VERDICTS[c.verdict], 150, chip=_verdict),
    )


def _verdict(trend: CheckTrend) -> Chip:
    tone, icon = _VERDICT_CHIPS[trend.verdict]
    return Chip(trend.verdict, VERDICTS[trend.verdict], tone, icon, VERDICTS[trend.verdict])
