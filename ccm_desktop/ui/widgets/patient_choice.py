"""A patient, typed: a few letters, Enter, and the keyboard goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import label

_SHOWN = 6
_PATIENT = Qt.ItemDataRole.UserRole
_DOWN, _UP = Qt.Key.Key_Down, Qt.Key.Key_Up
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PatientChoice(QWidget):
    """A search field whose answer is one patient.

    Signals:
        chosen: the patient's id; empty while the text names nobody.
        accepted: Enter took the patient on show.
    """

    chosen = Signal(str)
    accepted = Signal()

    def __init__(self, name: str = "Patient") -> None:
        super().__init__()
        self.patient = ""
        self._lines: tuple[PanelLine, ...] = ()
        self._confirming = ""
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Name, date of birth, MRN or phone")
        self.edit.setAccessibleName(name)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(f"{name}s found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said_label = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.edit, self.list, self.said_label):
            column.addWidget(part)
        self.setFocusProxy(self.edit)
        self.list.hide()
        self.said_label.hide()
        self.edit.textEdited.connect(self._on_typed)
        self.list.itemClicked.connect(self._on_clicked)

    def set_patients(self, lines: Sequence[PanelLine]) -> None:
        """Who can be chosen: those in the programme, or who were."""
        self._lines = tuple(line for line in lines if line.program_status in ("enrolled", "ended"))

    def set_patient(self, patient: str, name: str = "") -> None:
        """Show somebody as chosen; nobody when empty."""
        line = next((line for line in self._lines if line.patient_id == patient), None)
        self._choose(patient, line.name if line else name, line)

    @property
    def typed_changed(self) -> SignalInstance:
        """Somebody else is chosen, or nobody."""
        return self.chosen

    def typed(self) -> str:
        """Who is chosen; nobody when empty."""
        return self.patient

    def put_back(self, typed: str) -> None:
        """Somebody who cannot be named is not chosen unseen."""
        if typed != self.patient:
            known = any(line.patient_id == typed for line in self._lines)
            self.set_patient(typed if known else "")

    def in_words(self) -> str:
        """Nothing: a draft stands in the chart of its patient."""
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (_DOWN, _UP) and self.list.isVisibleTo(self):
                step = 1 if event.key() == _DOWN else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in _ENTER and not event.modifiers():
                self._on_enter()
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        self._confirming = ""
        self.patient = ""
        wanted = tokens(text)
        found = [line for line in self._lines if wanted and matches(line.haystack, wanted)][:_SHOWN]
        self.list.clear()
        for line in found:
            item = QListWidgetItem(f"{line.name}   {_identity(line)}")
            item.setData(_PATIENT, line)
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * len(found) + 2 * self.list.frameWidth() + 12)
        self.list.setVisible(bool(found))
        self._say("" if found or not wanted else "Nobody in the program matches.")
        self.chosen.emit("")

    def _on_enter(self) -> None:
        item = self.list.currentItem() if self.list.isVisibleTo(self) else None
        if item is not None:
            self._take(item)
        elif self.patient:
            self.accepted.emit()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        line: PanelLine = item.data(_PATIENT)
        if line.same_name and self._confirming != line.patient_id:
            # Two patients of one name: a quick Enter must not take the wrong one.
            self._confirming = line.patient_id
            self._say(f"Another patient has the same name. Enter again for the one born {figures.day(line.birth_on)}.")
            return
        self._choose(line.patient_id, line.name, line)
        self.accepted.emit()

    def _choose(self, patient: str, name: str, line: PanelLine | None) -> None:
        self.patient, self._confirming = patient, ""
        self.edit.setText(name)
        self.list.hide()
        self._say(_identity(line) if line else "")
        self.chosen.emit(patient)

    def _say(self, text: str) -> None:
        self.said_label.setText(text)
        self.said_label.setVisible(bool(text))
        self.edit.setAccessibleDescription(text)


def _identity(line: PanelLine) -> str:
    mrn = f" · MRN {figures.mrn(line.mrn)}" if line.mrn else ""
    return f"DOB {figures.day(line.birth_on)}{mrn}"
