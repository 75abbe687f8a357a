"""The identity banner: sticky above every tab, so that nobody writes into the wrong chart."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontInfo, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.consent import METHODS
from ccm_desktop.services.chart_views import ConsentState, PatientHeader
from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping

_WORDS_FROM, _SHORT_BELOW, _BASE_PX = 700, 420, 13
"""Narrower, the call is an icon: a name has no room to give (ux.md 3.3)."""
_BESIDE_FROM = 620
"""Narrower, consent and plan stand under who it is: they are never given up."""


class Banner(QFrame):
    """Who it is, how to reach them, consent and plan.

    Signals:
        start_pressed: start the timer on this patient.
        call_pressed: call this patient, in call mode.
        resolve_pressed: the patient, whose changes of two computers wait for a decision.
    """

    start_pressed = Signal()
    call_pressed = Signal()
    resolve_pressed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.name = self._patient = self._timed = ""
        self._enrolled = self._iconic = False
        self._wide = True
        self._words = self._short = ("", "")
        self.setObjectName("card")
        self.name_label = label("", "patientName")
        self.identity_label = label()
        self.reach_label = ElidedLabel()
        self.warning_label = label("", "fieldError")
        self.consent_label = ElidedLabel()
        self.plan_label = ElidedLabel()
        self.start_button = button("Start timer", "player-play", role="primary", shortcut="Ctrl+Shift+T")
        self.call_button = button("Call", "phone")
        self.call_button.setToolTip("Open call mode on this patient; the clock does not start by itself")
        self.resolve_button = button("", "alert-triangle", role="link")
        self.resolve_button.hide()
        left = QVBoxLayout()
        left.addWidget(Wrapping(self.name_label, self.identity_label, self.warning_label))
        left.addWidget(self.reach_label)
        words = Folding(_BESIDE_FROM)
        right = words.turning
        right.addWidget(self.consent_label)
        right.addLayout(_beside(self.plan_label, self.resolve_button))
        words.row.addLayout(left, 1)
        words.row.addLayout(right)
        self._layout = row = QHBoxLayout(self)
        row.addWidget(words, 1)
        row.addWidget(self.call_button)
        row.addWidget(self.start_button)
        self.start_button.clicked.connect(self.start_pressed)
        self.call_button.clicked.connect(self.call_pressed)
        self.resolve_button.clicked.connect(self._on_resolve)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wide = self.width() >= _WORDS_FROM * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)
        self.call_button.setText("Call" if self._wide else "")
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Where the window is short, how to reach them is left to the summary; who it is, consent and plan stay."""
        short = self.window().height() < _SHORT_BELOW * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)
        self.reach_label.setVisible(not short)
        self._layout.setContentsMargins(12, 4 if short else 8, 12, 4 if short else 8)
        self._iconic = short and not self._wide
        self._say_standing()
        self._offer_start()

    def _say_standing(self) -> None:
        """Consent and plan; how it was given and which version are left to their tabs where a line has no room."""
        for shown, words, fewer in zip((self.consent_label, self.plan_label), self._words, self._short, strict=True):
            shown.setText(fewer if self._iconic else words)
            shown.setAccessibleDescription(words if self._iconic and fewer != words else "")

    def clear(self) -> None:
        """Nobody, until the patient just opened is read: never one name above the chart of another."""
        self.name = self._patient = ""
        for shown in (self.name_label, self.identity_label, self.warning_label):
            shown.setText("")
        self.reach_label.setText("")
        self._words = self._short = ("", "")
        self._say_standing()
        self.resolve_button.hide()
        self.start_button.setEnabled(False)
        self.call_button.setEnabled(False)

    def show_header(self, header: PatientHeader) -> None:
        """Fill the banner."""
        self.name = header.name
        self.name_label.setText(header.name)
        self.setAccessibleName(f"Patient {header.name}, born {figures.day(header.birth_on)}")
        age = f" ({header.age})" if header.age is not None else ""
        parts = [header.sex[:1].upper(), f"DOB {figures.day(header.birth_on)}{age}"]
        if header.mrn:
            parts.append(f"MRN {figures.mrn(header.mrn)}")
        self.identity_label.setText(" · ".join(part for part in parts if part))
        reach = (header.phone, header.best_time, header.language, header.practitioner, header.coordinator)
        self.reach_label.setText(" · ".join(part for part in reach if part) or "No phone on file")
        same = header.same_name_count
        warning = f"⚠ {same} patients have this name" if same > 1 else ""
        if header.deceased_on:
            warning = f"⚠ Died {figures.day(header.deceased_on)}"
        self.warning_label.setText(warning)
        consent = consent_words(header.consent, self._desk)
        plan = {"none": "Care plan — none", "draft": "Care plan — draft", "current": "Care plan ✓ current",
                "overdue": "⚠ Care plan overdue"}  # fmt: skip
        review = f" · review {figures.day(header.plan_review_on)}" if header.plan_review_on else ""
        version = f" v{header.plan_version}" if header.plan_version else ""
        self._words = (consent, f"{plan[header.plan_status]}{version}{review}")
        self._short = (consent.partition(" (")[0], f"{plan[header.plan_status]}{review}")
        self._say_standing()
        waiting = f"{header.to_resolve} to resolve"
        self.resolve_button.setText(waiting)
        self.resolve_button.setAccessibleName(f"{waiting}: changed on two computers")
        self.resolve_button.setToolTip("Changed on two computers")
        self.resolve_button.setVisible(header.to_resolve > 0)
        self._patient, self._enrolled = header.patient_id, header.program_status == "enrolled"
        self._offer_start()

    def show_timer(self, timer: TimerView) -> None:
        """A second start on the patient who is being timed is not offered."""
        self._timed = timer.patient_id if timer.state in ("running", "paused") else ""
        self._offer_start()

    def _on_resolve(self) -> None:
        self.resolve_pressed.emit(self._patient)

    def _offer_start(self) -> None:
        here = bool(self._timed) and self._timed == self._patient
        words = "Timer on" if here else "Start timer"
        self.start_button.setText("" if self._iconic else words)
        self.start_button.setAccessibleName(words)
        self.start_button.setEnabled(self._enrolled and not here)
        self.call_button.setEnabled(self._enrolled)


def _beside(words: QWidget, press: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(words, 1)
    row.addWidget(press)
    return row


def consent_words(state: ConsentState, desk: Desk) -> str:
    """`Consent ✓ Feb 3 (verbal)`."""
    when = figures.dated(state.at, desk.zone, desk.today()) if state.at is not None else ""
    if state.status == "given":
        return f"Consent ✓ {when} ({METHODS.get(state.method, state.method).lower()})"
    return {"none": "Consent — none on file", "declined": f"Consent declined {when}",
            "revoked": "Consent withdrawn"}[state.status]  # fmt: skip
