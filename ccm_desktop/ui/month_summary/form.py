"""The patient's monthly summary: its lines, our own words, approving it, and that it was given."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QWidget

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.month_summary import APPROVED, DRAFT, GIVEN, GONE_OVER, STATES
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.plan_copies import COPY_METHODS
from ccm_desktop.services.plan_printing import LANGUAGE_NAMES, SIZES
from ccm_desktop.services.summary_views import SummaryView
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_summary.lines import SummaryLines
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.widgets.typed_fields import Typed
from ccm_desktop.ui.widgets.wrong_field import WrongField

_LINES_HIGH, _WORDS_HIGH = 250, 60
_ABOUT = "Untick a line to leave it out. When to call always stays."
_UNSAVED = "Save your own words first, or take them out: only what is saved is printed and approved."
_TONES = {DRAFT: "info", APPROVED: "ok", GIVEN: "ok"}


class SummaryForm(SideForm):
    """Keeps to the patient and month for which it was opened.

    Signals:
        said: the care team's own words.
        turned: key of a line, and whether it is to be left out.
        language_chosen: en | es.
        preview_asked: points of the print.
        approve_pressed: a key of `GONE_OVER`.
        give_pressed: entity of a version, a key of `COPY_METHODS`, epoch seconds or None for now.
    """

    said = Signal(str)
    turned = Signal(str, bool)
    language_chosen = Signal(str)
    preview_asked = Signal(int)
    approve_pressed = Signal(str)
    give_pressed = Signal(str, str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Save words", parent=parent)
        self._desk = desk
        self.view: SummaryView | None = None
        self._subject = ""
        self.who_label = label("", "strong", wrap=True)
        self.state = Message()
        self.language_box, self.size_box = QComboBox(), QComboBox()
        self.gone_over_box, self.version_box, self.how_box = QComboBox(), QComboBox(), QComboBox()
        for box, choices in (
            (self.language_box, LANGUAGE_NAMES), (self.gone_over_box, GONE_OVER), (self.how_box, COPY_METHODS),
            (self.size_box, {size: f"{size} points" for size in SIZES}),
        ):  # fmt: skip
            for key, words in choices.items():
                box.addItem(words, key)
        self.lines = SummaryLines()
        self.lines.setFixedHeight(desk.theme.px(_LINES_HIGH))
        self.reading_label = label("", "caption", wrap=True)
        self.words_edit = QPlainTextEdit()
        self.words_edit.setTabChangesFocus(True)
        self.words_edit.setMaximumHeight(desk.theme.px(_WORDS_HIGH))
        check_spelling(self.words_edit)
        self.fields: dict[str, Typed] = {"words": self.words_edit}
        words_field = Field("Our own words to the patient", self.words_edit)
        self.wrong = WrongField(self.message, {"summary_words_long": words_field})
        self.preview_button = button("Preview…", "printer")
        self.approve_button = button("Approve", "clipboard-check", role="primary")
        self.give_button = button("Record as given", "file-certificate", role="primary")
        self.day_field = DateField("Given on", desk.today, required=True, past=True)
        self.approving, self.giving, self.past = Card("Approve"), Card("Given to the patient"), Card("Before")
        self._lay_out(words_field)
        self._connect()

    def open(self, name: str, view: SummaryView) -> None:
        """With nothing typed."""
        self.who_label.setText(f"{name}, {view.month.title}")
        self.words_edit.setPlainText(view.words)
        self.gone_over_box.setCurrentIndex(0)
        self.how_box.setCurrentIndex(0)
        self.day_field.set_iso(self._desk.today().isoformat())
        self.message.say("")
        self.show_view(view)
        self.set_busy(busy=False)
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, view: SummaryView) -> None:
        """What is on record by now; what is typed stays."""
        self.view = view
        self._subject = f"{view.month}\n{' '.join(view.heads)}"
        changed = [*(f"+ {text}" for text in view.new), *(f"− {text}" for text in view.gone)]
        said = "\n".join((f"{STATES[view.state]}. {view.told}", *changed))
        if view.undecided:
            said = f"{said}\nTwo people changed it at the same time: save what holds once more."
        self.state.say(said, "warn" if changed or view.undecided else _TONES[view.state])
        self.language_box.setCurrentIndex(self.language_box.findData(view.language))
        self.lines.show_lines(view, locked=bool(self._desk.refusal(Verb.PREPARE_MONTH)))
        self.reading_label.setText(view.reading)
        chosen = self.version_box.currentData()
        self.version_box.clear()
        for one in reversed(view.versions):
            self.version_box.addItem(f"Version {one.called}, {LANGUAGE_NAMES[one.language]}", one.id)
        self.version_box.setCurrentIndex(max(0, self.version_box.findData(chosen)))
        self.giving.setVisible(bool(view.versions))
        self.approving.setVisible(view.state == DRAFT)
        zone = self._desk.zone
        self.past.set_lines(
            [f"Version {version.called}: {given.how}, {figures.instant_day(given.at, zone)}, {given.by}"
             for version, given in reversed(view.given)], "Not given yet.",
        )  # fmt: skip
        self.past.setVisible(bool(view.versions))

    def set_busy(self, *, busy: bool) -> None:
        """An answer is waited for: nothing is approved or recorded twice."""
        self.approve_button.setEnabled(not busy and not self._desk.refusal(Verb.PREPARE_MONTH))
        self.give_button.setEnabled(not busy and not self._desk.refusal(Verb.CARE))

    @property
    def subject(self) -> str:
        """The month, and the versions of what was left out and added that were seen."""
        return self._subject

    @property
    def is_typed(self) -> bool:
        """Whether the words differ from those on record."""
        return self.view is not None and self.words_edit.toPlainText().strip() != self.view.words

    def save(self) -> None:
        self.said.emit(self.words_edit.toPlainText())

    def _lay_out(self, words_field: Field) -> None:
        for part in (Field("With the patient", self.gone_over_box), self.approve_button):
            self.approving.body.addWidget(part)
        giving = (Field("Version", self.version_box), Field("How", self.how_box), self.day_field, self.give_button)
        for one in giving:
            self.giving.body.addWidget(one)
        how = QWidget()
        row = QHBoxLayout(how)
        row.setContentsMargins(0, 0, 0, 0)
        for field in (Field("Language", self.language_box), Field("Size of print", self.size_box)):
            row.addWidget(field, 1)
        self.lay_out(
            label("Monthly summary", "groupTitle"), self.who_label, self.state, how, self.lines,
            label(_ABOUT, "caption", wrap=True), self.reading_label, self.preview_button, words_field,
            below=(self.approving, self.giving, self.past),
        )  # fmt: skip
        self.cancel_button.setText("Close")
        self.cancel_button.setAccessibleName("Close")

    def _connect(self) -> None:
        self.lines.turned.connect(self.turned)
        self.language_box.activated.connect(self._on_language)
        self.preview_button.clicked.connect(self._on_preview)
        self.approve_button.clicked.connect(self._on_approve)
        self.give_button.clicked.connect(self._on_give)

    def _on_language(self) -> None:
        self.language_chosen.emit(str(self.language_box.currentData()))

    def _on_preview(self) -> None:
        if self._has_what_is_shown():
            self.preview_asked.emit(int(self.size_box.currentData()))

    def _on_approve(self) -> None:
        if self._has_what_is_shown():
            self.approve_pressed.emit(str(self.gone_over_box.currentData()))

    def _has_what_is_shown(self) -> bool:
        """Words that are typed and not saved are on no paper: they are saved first."""
        is_typed = self.is_typed
        self.message.say(_UNSAVED if is_typed else "")
        if is_typed:
            self.words_edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return not is_typed

    def _on_give(self) -> None:
        if self.wrong.first_unsound(self.day_field):
            return
        self.message.say("")
        day = date.fromisoformat(self.day_field.iso())
        self.give_pressed.emit(str(self.version_box.currentData()), str(self.how_box.currentData()), self._instant(day))

    def _instant(self, day: date) -> int | None:
        """The end of a day that is over: a version of that day was there by then. None for today: now."""
        if day == self._desk.today():
            return None
        return to_epoch(datetime.combine(day, time(23, 59, 59), self._desk.zone))
