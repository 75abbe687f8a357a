"""First run: the practice, its first user, the passphrase. Nothing is written until the last button."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.forms import PersonProfile, PracticeProfile
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label
from ccm_desktop.ui.widgets.scrolling import Scrolling

_WIDTH, _BASE_PX = 620, 13
_ZONE_LETTERS = 24
_US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)
_KIT = (
    "There is no back door: without a passphrase nobody can open this practice, until you have printed a recovery kit "
    "(File, People and sign-ins). Write the passphrase down, seal it in an envelope and keep it where you keep other "
    "important papers. Make a backup to another disk every week."
)


class _StepArea(Scrolling):
    """In a low window the step scrolls; the buttons below it stay where they are."""

    def __init__(self, steps: QStackedWidget) -> None:
        super().__init__(steps, "stepArea")
        self._steps = steps
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return self._steps.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._steps.minimumSizeHint().width(), 3 * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A message below takes some of the height: the field it speaks of stays in view."""
        super().resizeEvent(event)
        field = self.focusWidget()
        if field is not None:
            self.ensureWidgetVisible(field)


class FirstRunPage(QWidget):
    """Three short steps; Back is always allowed.

    Signals:
        create_asked: a `NewPractice`.
    """

    create_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = Message()
        self.steps = QStackedWidget()
        for step in (self._practice_step(), self._people_step(), self._passphrase_step()):
            self.steps.addWidget(step)
        self.back_button = button("Back", "chevron-left")
        self.next_button = button("Next", role="primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        self._card = card = Card("")
        self.title_label = label("", "groupTitle")
        card.body.addWidget(self.title_label)
        self._area = _StepArea(self.steps)
        card.body.addWidget(self._area, 1)
        card.body.addWidget(self.message)
        card.body.addSpacing(8)
        card.body.addLayout(buttons)
        row = QHBoxLayout()
        row.addWidget(card)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.back_button.clicked.connect(self._on_back)
        self.next_button.clicked.connect(self._on_next)
        for edit in self.findChildren(QLineEdit):
            edit.returnPressed.connect(self._on_next)
        self._fit()
        self._show(0)

    def refuse(self, problem: object) -> None:
        """Say why nothing was created."""
        self.message.show_problem(problem)
        self.next_button.setEnabled(True)
        self.next_button.setText("Create practice")

    def wipe(self) -> None:
        """No passphrase stays behind once the practice is open."""
        self.passphrase_edit.clear()
        self.again_edit.clear()

    def _fit(self) -> None:
        """As many words to a line at every size of the text, where the window is wide enough."""
        self._card.setMaximumWidth(round(_WIDTH * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_card"):
            self._fit()

    def _practice_step(self) -> QWidget:
        self.name_edit, self.address_edit = QLineEdit(), QLineEdit()
        self.phone_edit, self.after_hours_edit = QLineEdit(), QLineEdit()
        self.zone_box = QComboBox()
        self.zone_box.setEditable(True)
        self._zones = available_timezones()
        names = [*_US_ZONES, *sorted(self._zones - set(_US_ZONES))]
        self.zone_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.zone_box.setMinimumContentsLength(_ZONE_LETTERS)  # to measure six hundred names takes as long as the rest
        self.zone_box.addItems(names)
        return _step(
            Field("Practice name", self.name_edit, required=True),
            Field("Time zone: months begin at its midnight", self.zone_box, required=True),
            Field("Address", self.address_edit),
            Field("Phone", self.phone_edit),
            Field("After-hours phone, printed on care plans", self.after_hours_edit),
        )

    def _people_step(self) -> QWidget:
        self.user_edit, self.credential_edit = QLineEdit(), QLineEdit()
        self.role_box = QComboBox()
        for key, words in ROLES.items():
            self.role_box.addItem(words, key)
        self.biller_edit, self.biller_credential_edit, self.npi_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.bills_check = QCheckBox("I bill in my own name (MD, DO, NP, PA, CNS or CNM)")
        self.role_box.currentIndexChanged.connect(self._on_role)
        return _step(
            Field("Your name", self.user_edit, required=True),
            Field("Your credential (RN, LPN, MD …)", self.credential_edit),
            Field("Your role", self.role_box),
            self.bills_check,
            Field("Otherwise the billing practitioner's name", self.biller_edit),
            Field("Their credential", self.biller_credential_edit),
            Field("NPI of the billing practitioner", self.npi_edit),
        )

    def _passphrase_step(self) -> QWidget:
        self.passphrase_edit, self.again_edit = QLineEdit(), QLineEdit()
        for edit in (self.passphrase_edit, self.again_edit):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.kit_check = QCheckBox("I have written the passphrase down and sealed it")
        return _step(
            Field("Passphrase: a sentence or five unrelated words", self.passphrase_edit, required=True),
            Field("The same again", self.again_edit, required=True),
            label(_KIT, wrap=True),
            self.kit_check,
        )

    def _show(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.title_label.setText(f"Set up your practice: step {step + 1} of 3")
        self.back_button.setEnabled(step > 0)
        self.next_button.setText("Create practice" if step == 2 else "Next")
        first = (self.name_edit, self.user_edit, self.passphrase_edit)[step]
        first.setFocus()

    def _on_back(self) -> None:
        self.message.say("")
        self._show(self.steps.currentIndex() - 1)

    def _on_next(self) -> None:
        if not self.next_button.isEnabled():
            return
        step = self.steps.currentIndex()
        fault, where = (self._practice_fault, self._people_fault, self._passphrase_fault)[step]()
        self.message.say(fault)
        if fault:
            where.setFocus()
            self._area.ensureWidgetVisible(where)
            return
        if step < 2:
            self._show(step + 1)
            return
        self.next_button.setEnabled(False)
        self.next_button.setText("Creating…")
        self.create_asked.emit(self._answers())

    def _practice_fault(self) -> tuple[str, QWidget]:
        if not self.name_edit.text().strip():
            return "The practice has no name. It stands on every report.", self.name_edit
        known = self.zone_box.currentText() in self._zones
        return "" if known else "The time zone is not known. Choose one from the list.", self.zone_box

    def _people_fault(self) -> tuple[str, QWidget]:
        if not self.user_edit.text().strip():
            return "Your name is missing.", self.user_edit
        named = self.bills_check.isChecked() or bool(self.biller_edit.text().strip())
        words = "Care management is billed by a practitioner. Name who bills, or tick the box if it is you."
        return "" if named else words, self.biller_edit

    def _on_role(self) -> None:
        """A practitioner bills in the own name unless another is named."""
        self.bills_check.setChecked(self.role_box.currentData() == "practitioner")

    def _passphrase_fault(self) -> tuple[str, QWidget]:
        if len(self.passphrase_edit.text()) < 15:
            words = "The passphrase has fewer than 15 characters. Use a sentence or five unrelated words."
            return words, self.passphrase_edit
        if self.passphrase_edit.text() != self.again_edit.text():
            return "The two passphrases differ. Type the same one twice.", self.again_edit
        sealed = self.kit_check.isChecked()
        return "" if sealed else "Write the passphrase down first, then tick the box.", self.kit_check

    def _answers(self) -> NewPractice:
        role = str(self.role_box.currentData())
        lane = "practitioner" if self.bills_check.isChecked() or role == "practitioner" else "clinical_staff"
        biller_name = self.biller_edit.text().strip()
        biller = PersonProfile(
            biller_name,
            self.biller_credential_edit.text().strip(),
            "practitioner",
            "practitioner",
            self.npi_edit.text().strip(),
        )
        npi = "" if biller_name else self.npi_edit.text().strip()
        return NewPractice(
            PracticeProfile(
                self.name_edit.text().strip(),
                self.zone_box.currentText(),
                self.address_edit.text().strip(),
                self.phone_edit.text().strip(),
                self.after_hours_edit.text().strip(),
            ),
            PersonProfile(self.user_edit.text().strip(), self.credential_edit.text().strip(), role, lane, npi),
            biller if biller_name else None,
            self.passphrase_edit.text(),
        )


def _step(*parts: QWidget) -> QWidget:
    page = QWidget()
    page.setObjectName("step")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return page
