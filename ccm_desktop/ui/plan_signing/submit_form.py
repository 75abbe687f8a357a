"""Submit a plan to be signed: what it still lacks, each line leading to its place, and a word to the signer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ccm_desktop.services.changes import Changed
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_requirements import Requirement
from ccm_desktop.services.plan_signing import PlanStanding
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.spelled import check_spelling

_LINES_HEIGHT = 280
Found = tuple[PlanStanding, tuple[Requirement, ...]]


class SubmitForm(QWidget):
    """The checklist of one patient's plan.

    Signals:
        place_asked: the `Requirement` whose place is to be shown.
        sign_asked: id of the patient whose plan is to be signed.
        said: a sentence for the toast.
        closed: the person is done here.
    """

    place_asked = Signal(object)
    sign_asked = Signal(str)
    said = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.patient, self._opening = desk, "", False
        self.title_label, self.who_label = label("Signature", "groupTitle"), label("", "strong", wrap=True)
        self.standing_label = label("", wrap=True)
        self.list_label = label("", "caption", wrap=True)
        self.lines, self._missing = QListWidget(), tuple[Requirement, ...]()
        self.lines.setAccessibleName("What is missing; Enter leads to its place")
        self.lines.setWordWrap(True)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setMinimumHeight(desk.theme.px(_LINES_HEIGHT))
        self.lines.hide()
        self.words_edit = QLineEdit()
        check_spelling(self.words_edit)
        self.words_field = Field("A word to the practitioner (optional)", self.words_edit)
        self.message = Message()
        self.submit_button = button("Submit to sign", "clipboard-check", role="primary", shortcut="Ctrl+Enter")
        self.sign_button = button("Read and sign…", "signature")
        self.close_button = button("Close", shortcut="Esc")
        self._column = QVBoxLayout(self)
        for part in (self.title_label, self.who_label, self.standing_label, self.list_label, self.lines,
                     self.words_field, self.message, self.submit_button, self.sign_button,
                     self.close_button):  # fmt: skip
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.lines.itemActivated.connect(self._on_line)
        self.lines.itemClicked.connect(self._on_line)
        self.submit_button.clicked.connect(self._on_submit)
        self.sign_button.clicked.connect(self._on_sign)
        self.close_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_submit)
        on_keys(self, "Esc", self.close_button.click)
        desk.gateway.changed.connect(self._on_changed)

    def open(self, patient: str, name: str) -> None:
        """Ask how the plan stands; the name stays beside it when another page comes."""
        if patient != self.patient:
            self.words_edit.clear()
        self.patient, self._opening = patient, True
        self.who_label.setText(name)
        self.message.say("")
        self.reload()

    def reload(self) -> None:
        """Ask anew."""
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, self.patient))
        task.succeeded.connect(partial(self._show, self.patient))
        task.failed.connect(self.message.show_problem)

    def _show(self, patient: str, found: Found) -> None:
        if patient != self.patient:
            return
        standing, missing = found
        said = [f"{standing.words}."]
        if standing.by:
            said.append(f"{standing.by}, {figures.instant(standing.at, self._desk.zone)}.")
        if standing.reason:
            said.append(f"“{standing.reason}”")
        self.standing_label.setText(" ".join(said))
        count = len(missing)
        things = "One thing is" if count == 1 else f"{count} things are"
        self.list_label.setText(f"{things} missing before it can be signed:" if count else "Nothing is missing.")
        self._show_lines(missing)
        open_ = standing.state in ("never", "returned", "changed")
        self.words_field.setVisible(open_ and not count)
        self.submit_button.setVisible(open_)
        self.submit_button.setEnabled(not count)
        self.sign_button.setVisible(not count and standing.state != "signed")
        if self._opening:  # the keyboard comes along once, and stays where somebody takes it
            self._opening = False
            first = self.lines if count else self.words_edit if open_ else self.close_button
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lines(self, missing: tuple[Requirement, ...]) -> None:
        if missing == self._missing:
            return
        self._missing = missing
        self.lines.clear()
        for one in missing:
            self.lines.addItem(one.words)
        self.lines.setVisible(bool(missing))
        if missing:
            self.lines.setCurrentRow(0)

    def _on_line(self, item: QListWidgetItem) -> None:
        self.place_asked.emit(self._missing[self.lines.row(item)])

    def _on_submit(self) -> None:
        if not self.submit_button.isVisible() or not self.submit_button.isEnabled():
            return
        submit = partial(self._desk.office.plan_signing.submit, self.patient, self.words_edit.text())
        task = self._desk.gateway.send(submit)
        task.succeeded.connect(self._on_submitted)
        task.failed.connect(self.message.show_problem)

    def _on_submitted(self, _outcome: object) -> None:
        self.words_edit.clear()
        self.said.emit("Submitted: it waits under Plans to sign.")
        self.closed.emit()

    def _on_sign(self) -> None:
        self.sign_asked.emit(self.patient)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.CARE_PLAN | Changed.CONSENT) and self.isVisible():
            self.reload()


def _gather(office: Office, patient: str) -> Found:
    """Runs on the database thread."""
    return office.plan_signing.standing(patient), office.plan_signing.missing(patient)
