"""The side form that shows what a care plan from another system would bring, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ccm_desktop.services.plan_import_views import HOW, NEW, KindCount, PlanFile, PlanPreview
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label, on_keys

_ACTIONS = (("added", "new"), ("updated", "changed"), ("conflict", "to resolve"), ("unchanged", "the same already"))
_NOT_SAID = "Choose whose plan this is"


class PlanImportForm(QWidget):
    """Whose plan it is, what is new, changed or left out and why.

    Signals:
        chosen: somebody said whose it is: an entity, or `NEW`.
        accepted: the file and whose plan it becomes.
        closed: Esc or Cancel.
    """

    chosen = Signal(str)
    accepted = Signal(object, str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.file: PlanFile | None = None
        self._shown: PlanPreview | None = None
        self._view = ("", "")
        self.name_label, self.how_label = label("", wrap=True), label("", "caption", wrap=True)
        self.whose_box = QComboBox()
        self.whose_field = Field("Whose plan it becomes", self.whose_box, required=True)
        self.brings, self.leaves = Card("What it brings"), Card("What is left out")
        self.message = Message()
        self.take_button = button("Take in", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (label("Import a care plan", "groupTitle", wrap=True), self.name_label, self.how_label,
                     self.whose_field, self.brings, self.leaves, self.message, self.take_button,
                     self.cancel_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.whose_box.activated.connect(self._on_whose)
        self.take_button.clicked.connect(self._on_take)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_take)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, file: PlanFile, shown: PlanPreview, in_view: tuple[str, str]) -> None:
        """A file that was read; `in_view` is the patient whose workspace is open: id and name, or empty."""
        self.file, self._view = file, in_view
        self._fill_choices(shown)
        self.show_preview(shown)
        (self.whose_box if self.whose_field.isVisibleTo(self) else self.take_button).setFocus()

    def show_preview(self, shown: PlanPreview) -> None:
        """What would happen with the patient who is chosen now."""
        self._shown = shown
        record = f", MRN {figures.mrn(shown.mrn)}" if shown.mrn else ""
        self.name_label.setText(f"{shown.file} is the plan of {shown.name}, DOB {figures.day(shown.birth_on)}{record}.")
        self.how_label.setText(HOW[shown.how])
        self.brings.set_lines([_line(kind) for kind in shown.kinds], "Nothing that this program uses.")
        left = [f"{number} × {reason}" for reason, number in shown.skipped]
        if shown.attested:
            left.append(f"{shown.attested} problems were attested by the sender: see Consent and enrollment")
        self.leaves.set_lines(left, "Nothing.")
        self.message.say("")
        nothing = not any(shown.count(action) for action in ("added", "updated", "conflict"))
        self.take_button.setEnabled(bool(shown.patient) and not nothing)
        self.take_button.setText("Take in" if shown.patient != NEW else "Add the patient and take in")
        if nothing:
            self.message.say("Everything in this file is here already.", "info")

    def _fill_choices(self, shown: PlanPreview) -> None:
        self.whose_box.clear()
        self.whose_field.setVisible(shown.how == "unclear")
        self.whose_box.addItem(_NOT_SAID, "")
        for one in shown.candidates:
            self.whose_box.addItem(f"{one.name}, {figures.day(one.birth_on)}: {one.why}", one.patient)
        if self._view[0] and self._view[0] not in [one.patient for one in shown.candidates]:
            self.whose_box.addItem(f"The patient in view: {self._view[1]}", self._view[0])
        self.whose_box.addItem("A new patient, who is added", NEW)

    def _on_whose(self) -> None:
        self.chosen.emit(self.whose_box.currentData())

    def _on_take(self) -> None:
        if self.file is None or self._shown is None or not self.take_button.isEnabled():
            return
        self.accepted.emit(self.file, self._shown.patient)


def _line(kind: KindCount) -> str:
    """`Goal: 3 new, 1 to resolve`."""
    counts = [f"{getattr(kind, action)} {words}" for action, words in _ACTIONS if getattr(kind, action)]
    return f"{kind.title}: {', '.join(counts)}"
