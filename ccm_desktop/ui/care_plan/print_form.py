"""What is to be printed of a plan, for whom, in which language and size, in the side panel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from ccm_desktop.services.plan_printing import KINDS, LANGUAGE_NAMES, SIZES, PaperChoice, PaperOffer
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_SIZED = ("patient", "caregiver", "medications", "checkin")
_SPOKEN = ("patient", "caregiver", "visit", "medications", "checkin")
_NO_CAREGIVER = (
    "The plan names no caregiver, so there is nobody to print or give a copy for. Add one under Caregivers, with what "
    "the patient permits."
)


class PrintForm(QWidget):
    """Choices that stay as they were for the next paper of the same patient.

    Signals:
        preview_asked: a `PaperChoice`.
        calendar_asked: language, and whether titles say what it is about.
        copy_asked: record that a copy was given.
        closed: Esc or Close.
    """

    preview_asked = Signal(object)
    calendar_asked = Signal(str, bool)
    copy_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer: PaperOffer | None = None
        self.who_label = label("", "strong", wrap=True)
        self.kind_box, self.caregiver_box = QComboBox(), QComboBox()
        self.language_box, self.size_box = QComboBox(), QComboBox()
        for key, words in KINDS.items():
            self.kind_box.addItem(words, key)
        for key, words in LANGUAGE_NAMES.items():
            self.language_box.addItem(words, key)
        for size in SIZES:
            self.size_box.addItem(f"{size} points", size)
        self.kind_field = Field("Paper", self.kind_box)
        self.caregiver_field = Field("For", self.caregiver_box)
        self.language_field = Field("Language", self.language_box)
        self.size_field = Field("Size of print", self.size_box)
        self.spoken_label = label("", "caption", wrap=True)
        self.message = Message()
        self.preview_button = button("Preview…", "printer", role="primary", shortcut="Ctrl+Enter")
        self.copy_button = button("Copy given…", "file-certificate")
        self.calendar_button = button("Save calendar file…", "download")
        self.named_check = QCheckBox("Titles name medicines and checks")
        self.named_check.setToolTip("A calendar shows its titles on a locked screen and to whoever shares it.")
        self.close_button = button("Close", shortcut="Esc")
        self._lay_out()
        self._connect()

    def open(self, name: str, offer: PaperOffer) -> None:
        """As the patient's chart says it; whoever printed for the same patient before finds their choices."""
        same = self.offer is not None and self.offer.patient == offer.patient
        chosen = self.caregiver_box.currentData() if same else ""
        self.offer = offer
        self.who_label.setText(name)
        self.caregiver_box.clear()
        for one in offer.caregivers:
            self.caregiver_box.addItem(one.name, one.caregiver)
        self.caregiver_box.setCurrentIndex(max(0, self.caregiver_box.findData(chosen)))
        if not same:
            self.kind_box.setCurrentIndex(0)
            self.size_box.setCurrentIndex(0)
            self.named_check.setChecked(False)
            self.language_box.setCurrentIndex(max(0, self.language_box.findData(offer.language)))
        known = f"The chart says: {offer.spoken}." if offer.spoken else "The chart does not say which language."
        other = " Papers are made in English and Spanish." if offer.spoken and not offer.language else ""
        self.spoken_label.setText(known + other)
        self._show_choice()
        self.kind_box.setFocus()

    def choice(self) -> PaperChoice:
        """What is chosen now."""
        kind = str(self.kind_box.currentData())
        caregiver = str(self.caregiver_box.currentData() or "") if kind == "caregiver" else ""
        return PaperChoice(kind, self.language(), int(self.size_box.currentData()), caregiver)

    def language(self) -> str:
        """The language chosen."""
        return str(self.language_box.currentData())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        for part in (
            label("Print", "groupTitle"), self.who_label, self.kind_field, self.caregiver_field, self.language_field,
            self.spoken_label, self.size_field, self.message, self.preview_button, self.copy_button,
            label("What comes next", "groupTitle"), self.calendar_button, self.named_check, self.close_button,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        self.kind_box.currentIndexChanged.connect(self._show_choice)
        self.caregiver_box.currentIndexChanged.connect(self._show_choice)
        self.preview_button.clicked.connect(self._on_preview)
        self.calendar_button.clicked.connect(self._on_calendar)
        self.copy_button.clicked.connect(self.copy_asked)
        self.close_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.preview_button.click)
        on_keys(self, "Esc", self.close_button.click)

    def _show_choice(self) -> None:
        kind = str(self.kind_box.currentData())
        self.caregiver_field.setVisible(kind == "caregiver")
        self.language_field.setVisible(kind in _SPOKEN)
        self.spoken_label.setVisible(kind in _SPOKEN)
        self.size_field.setVisible(kind in _SIZED)
        why = self._why_not(kind)
        self.message.say(why, "warn")
        self.preview_button.setEnabled(not why)
        self.preview_button.setAccessibleDescription(why)
        to_nobody = self._no_caregiver(kind)  # somebody who may have nothing today may have been given something before
        self.copy_button.setEnabled(not to_nobody)
        self.copy_button.setAccessibleDescription(to_nobody)

    def _no_caregiver(self, kind: str) -> str:
        """That there is nobody to print for or to give anything to, and what to do."""
        nobody = kind == "caregiver" and self.offer is not None and not self.offer.caregivers
        return _NO_CAREGIVER if nobody else ""

    def _why_not(self, kind: str) -> str:
        """What keeps this paper from being printed; medicines by name, on this screen only."""
        offer = self.offer
        if offer is None:
            return ""
        if kind == "medications" and offer.gaps:
            return "Complete these in Medications first. " + ". ".join(offer.gaps) + "."
        if kind != "caregiver":
            return ""
        if not offer.caregivers:
            return self._no_caregiver(kind)
        one = next((c for c in offer.caregivers if c.caregiver == self.caregiver_box.currentData()), None)
        if one is not None and not one.shared:
            return "The patient permits this caregiver no part of the plan. Ask the patient, and write it down there."
        return ""

    def _on_preview(self) -> None:
        if self.offer is not None:
            self.preview_asked.emit(self.choice())

    def _on_calendar(self) -> None:
        if self.offer is not None:
            self.calendar_asked.emit(self.language(), self.named_check.isChecked())
