"""One entry of the coordination log, in the side panel: new, going on from another, or in the place of one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from ccm_desktop.services.coordination import DIRECTIONS, SUBJECTS, CoordinationLine, Counterparty, NewCoordination
from ccm_desktop.services.people import Person
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField

NEW, GO_ON, CORRECT = "new", "go_on", "correct"
_TITLES = {NEW: "Log an exchange", GO_ON: "Go on with an open loop", CORRECT: "Correct an entry"}
_WORDS_HIGH = 72


class CoordinationForm(SideForm):
    """Keeps to the patient for whom it was opened.

    Signals:
        saved: patient, mode, the `NewCoordination`, the `CoordinationLine` it is about or None, the reason.
        start_pressed: the timer on this patient.
    """

    saved = Signal(str, str, object, object, str)
    start_pressed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Keep", parent=parent)
        self._desk = desk
        self.patient, self._mode = "", NEW
        self._line: CoordinationLine | None = None
        self.title_label, self.who_label = label("", "groupTitle"), label("", "strong", wrap=True)
        self.about_label = label("", "caption", wrap=True)
        self.with_box, self.way_box, self.subject_box = QComboBox(), QComboBox(), QComboBox()
        typed = QLineEdit()
        typed.setPlaceholderText("Care team, or type a name")
        self.with_box.setLineEdit(typed)  # makes it editable
        self.with_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for box, choices in ((self.way_box, DIRECTIONS), (self.subject_box, SUBJECTS)):
            for key, words in choices.items():
                box.addItem(words, key)
        self.on_field = DateField("Day", desk.today, past=True)
        self.about_edit, self.outcome_edit, self.step_edit = QPlainTextEdit(), QLineEdit(), QLineEdit()
        self.about_edit.setTabChangesFocus(True)
        self.about_edit.setMaximumHeight(desk.theme.px(_WORDS_HIGH))
        self.due_field, self.owner_box = DateField("By", desk.today), QComboBox()
        self.reason_edit = QLineEdit()
        self.reason_field = Field("What was wrong", self.reason_edit, required=True)
        self._name_fields()
        self.fields = {
            "with": self.with_box, "way": self.way_box, "subject": self.subject_box, "on": self.on_field,
            "about": self.about_edit, "outcome": self.outcome_edit, "step": self.step_edit,
            "due": self.due_field, "owner": self.owner_box, "reason": self.reason_edit,
        }  # fmt: skip
        self.start_button = button("Start timer", "player-play")
        self._lay_out()
        self.start_button.clicked.connect(self._on_start)

    def open(
        self, patient: str, name: str, team: tuple[Counterparty, ...], people: tuple[Person, ...], mode: str = NEW,
        line: CoordinationLine | None = None,
    ) -> None:  # fmt: skip
        """Empty for a new one; with what stays the same where it goes on from or corrects `line`."""
        self.patient, self._mode, self._line = patient, mode, line
        self.title_label.setText(_TITLES[mode])
        self.who_label.setText(name)
        self.about_label.setText(f"Next step so far: {line.entry.next_step}" if line and mode == GO_ON else "")
        self.about_label.setVisible(bool(self.about_label.text()))
        self.reason_field.setVisible(mode == CORRECT)
        self.outcome_edit.setPlaceholderText("What came of it; needed when nothing is left" if mode == GO_ON else "")
        self._fill_choices(team, people)
        entry = line.entry if line else None
        self.with_box.setEditText(entry.counterparty if entry else "")
        self.way_box.setCurrentIndex(self.way_box.findData(entry.direction) if entry else 0)
        self.subject_box.setCurrentIndex(self.subject_box.findData(entry.subject) if entry else 0)
        kept = entry if mode == CORRECT else None
        self.about_edit.setPlainText(kept.about if kept else "")
        for edit, text in ((self.outcome_edit, kept and kept.outcome), (self.step_edit, kept and kept.next_step)):
            edit.setText(text or "")
        self.reason_edit.clear()
        self.on_field.set_iso(kept.happened_on if kept else self._desk.today().isoformat())
        self.due_field.set_iso(kept.due_on if kept else "")
        owner = entry.owner if entry and entry.owner else self._desk.user
        self.owner_box.setCurrentIndex(self.owner_box.findData(owner))
        self.message.say("")
        (self.with_box if mode == NEW else self.about_edit).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> str:
        """How it was opened, and the entry that it is about."""
        return f"{self._mode}:{self._line.entry_id if self._line else ''}"

    def save(self) -> None:
        """Ctrl+Enter."""
        if self.wrong.first_unsound(self.on_field, self.due_field):
            return  # said beside the field
        step = self.step_edit.text().strip()
        words = self.with_box.currentText().strip()
        place = self.with_box.findText(words, Qt.MatchFlag.MatchExactly)
        new = NewCoordination(
            words, str(self.way_box.currentData()), str(self.subject_box.currentData()),
            self.about_edit.toPlainText(), self.on_field.iso(), str(self.with_box.itemData(place) or "")
            if place >= 0 else "", self.outcome_edit.text(), step, str(self.owner_box.currentData() or "")
            if step else "", self.due_field.iso(),
        )  # fmt: skip
        self.saved.emit(self.patient, self._mode, new, self._line, self.reason_edit.text())

    def _name_fields(self) -> None:
        self.with_field = Field("With", self.with_box, required=True)
        self.words_field = Field("What was said or asked", self.about_edit, required=True)
        self.outcome_field, self.step_field = Field("Outcome", self.outcome_edit), Field("Next step", self.step_edit)
        self.owner_field = Field("Who sees to it", self.owner_box)
        self.wrong = WrongField(self.message, {
            "counterparty_missing": self.with_field, "member_unknown": self.with_field,
            "coordination_empty": self.words_field, "coordination_in_future": self.on_field,
            "date_unreadable": self.on_field, "due_missing": self.due_field, "next_step_missing": self.step_field,
            "outcome_missing": self.outcome_field, "person_unknown": self.owner_field,
            "reason_missing": self.reason_field,
        })  # fmt: skip

    def _lay_out(self) -> None:
        self.lay_out(
            self.title_label, self.who_label, self.about_label, self.with_field,
            _beside(Field("Direction", self.way_box), Field("Subject", self.subject_box)), self.on_field,
            self.words_field, self.outcome_field, self.step_field, _beside(self.due_field, self.owner_field),
            self.reason_field, long=True,
            below=(label("Minutes are not kept here: the timer keeps them.", "caption", wrap=True), self.start_button),
        )  # fmt: skip
        self.step_edit.setPlaceholderText("What is still to come; empty for nothing")

    def _fill_choices(self, team: tuple[Counterparty, ...], people: tuple[Person, ...]) -> None:
        self.with_box.clear()
        for one in team:
            self.with_box.addItem(one.words, one.member)
        completer = self.with_box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.owner_box.clear()
        for person in people:
            if person.active:
                self.owner_box.addItem(person.title, person.id)

    def _on_start(self) -> None:
        self.start_pressed.emit(self.patient)


def _beside(*parts: QWidget) -> QWidget:
    """Short fields share a line, so that what keeps the form stays in view."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    return holder
