"""Which versions of a care plan are compared: a span of time, or any two."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ccm_desktop.domain.plan_number import marked
from ccm_desktop.services.plan_versions import NOTHING_YET, PlanComparison
from ccm_desktop.services.plan_views import PlanVersionLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.folding import Folding

LATEST, MINE, MONTH, CHOSEN = "latest", "mine", "month", "chosen"
_BESIDE_FROM = 700
_SIGNED = "Since the last signature"


class VersionChoice(Folding):
    """Three boxes: the span, then the version before and the version after.

    Signals:
        span_chosen: another span of time.
        pair_chosen: ids of two versions.
    """

    span_chosen = Signal()
    pair_chosen = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_BESIDE_FROM)
        self._desk = desk
        self.span_box, self.before_box, self.after_box = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.span_box, "What to compare"), (self.before_box, "Before"), (self.after_box, "After")):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for words, key in ((_SIGNED, LATEST), ("What I changed today", MINE),
                           ("What changed this month", MONTH), ("Two versions", CHOSEN)):  # fmt: skip
            self.span_box.addItem(words, key)
        pair = QWidget()
        beside = QHBoxLayout(pair)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.before_box, 1)
        beside.addWidget(QLabel("→"))
        beside.addWidget(self.after_box, 1)
        self.row.addWidget(self.span_box, 2)
        self.row.addWidget(pair, 5)
        self.span_box.activated.connect(self._on_span)
        self.before_box.activated.connect(self._on_pair)
        self.after_box.activated.connect(self._on_pair)

    @property
    def span(self) -> str:
        """What was chosen at the left."""
        return str(self.span_box.currentData())

    def set_span(self, span: str) -> None:
        """Show what is being compared."""
        self.span_box.setCurrentIndex(self.span_box.findData(span))

    def show_versions(self, found: PlanComparison) -> None:
        """All there are, with the two that are compared chosen."""
        self._fill(self.before_box, (*found.versions, NOTHING_YET), found.before, found.signed)
        self._fill(self.after_box, found.versions, found.after, found.signed)
        words = _SIGNED if found.has_changed_since_signed else "The last save"
        self.span_box.setItemText(self.span_box.findData(LATEST), words)

    def _fill(
        self, box: QComboBox, versions: tuple[PlanVersionLine, ...], chosen: PlanVersionLine, signed: str
    ) -> None:
        box.clear()
        for version in versions:
            box.addItem(self._words(version, signed), version.version_id)
        box.setCurrentIndex(box.findData(chosen.version_id))
        box.setToolTip(box.currentText())

    def _words(self, version: PlanVersionLine, signed: str) -> str:
        """`v6-3f2a · Nov 21, 10:41 AM · Maria Ortiz, RN · Goal added · signed`"""
        if not version.version_id:
            return "Before the first save"
        when = figures.instant(version.at, self._desk.zone)
        called, mark = marked(version.version_id, version.number), "signed" if version.version_id == signed else ""
        return " · ".join(part for part in (f"v{called}", when, version.by, version.what, mark) if part)

    def _on_span(self) -> None:
        if self.span == CHOSEN:
            self.before_box.setFocus()
        else:
            self.span_chosen.emit()

    def _on_pair(self) -> None:
        self.set_span(CHOSEN)
        self.pair_chosen.emit(str(self.before_box.currentData()), str(self.after_box.currentData()))
