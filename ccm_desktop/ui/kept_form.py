"""A form in the side panel of a chart: what is typed for one patient waits for them, and reaches no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from ccm_desktop.services.changes import Outcome
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.widgets.parts import Message

Typed = QComboBox | QLineEdit | QPlainTextEdit
Values = tuple[str | int, ...]
_STILL_HERE = "This is still here from before. Record it, or cancel it first."


class SideForm(Protocol):
    """What is asked of the form."""

    closed: SignalInstance
    message: Message
    fields: tuple[Typed, ...]
    """What a person types into, in the order in which it is filled."""


@dataclass(frozen=True, slots=True)
class _Left:
    """As it was when another chart was opened."""

    whom: Whom
    fill: Callable[[], None]
    typed: Values


class KeptForm(QObject):
    """Opens, leaves and sends the form; `what` is its name within a sentence, `again` what opens it.

    Signals:
        side_asked: the form for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, commands: ChartCommands, page: Chart, form: Any, what: str, again: str) -> None:
        super().__init__(commands)
        self._commands, self._page, self._widget = commands, page, form
        self._form: SideForm = form
        self._what, self._again = what, again
        self._whom = Whom("")
        self.fill: Callable[[], None] = _nothing
        """What shows the form as it stands, with nothing typed."""
        self._empty: Values = ()
        self._left: dict[str, _Left] = {}
        self._under_way: set[str] = set()
        form.closed.connect(self.close)

    def open(self, fill: Callable[[], None]) -> None:
        """Take the side panel; `fill` shows it with nothing typed."""
        if not self.reopen():
            self.side_asked.emit(self._widget)
            self._begin(on_show(self._page), fill)

    def reopen(self) -> bool:
        """Whether something typed for the patient on show is not recorded: then it comes before anything new."""
        patient = self._page.patient
        left = self._left.pop(patient, None)
        if left is None and not (patient == self._whom.patient and self._is_typed()):
            return False
        self.side_asked.emit(self._widget)
        if left is not None:
            self._begin(left.whom, left.fill)
            _write(self._form.fields, left.typed)
        self._form.message.say(_STILL_HERE, "info")
        self._form.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def close(self) -> None:
        """Esc, Cancel, or recorded: nothing of it is kept."""
        self._forget()
        self.side_asked.emit(None)

    def leave(self) -> None:
        """Another patient comes."""
        whom, self._whom = self._whom, Whom("")
        if whom.patient and self._is_typed():
            self._left[whom.patient] = _Left(whom, self.fill, _read(self._form.fields))
            if whom.patient not in self._under_way:
                self._page.say(whom.told(f"The {self._what} is not recorded. It waits in their chart."))
        if self._widget.isVisible():
            self.side_asked.emit(None)
        begun = self._left.get(self._page.patient)
        if begun is not None:
            self._page.say(begun.whom.told(f"The {self._what} begun before is not recorded. {self._again} opens it."))

    def send(self, command: Callable[[], Outcome[Any]], *, closes: bool = True) -> Task:
        """For whom the form was opened, whoever is on show when the answer comes."""
        whom = self._whom
        self._under_way.add(whom.patient)
        task = self._commands.send(whom, command, self._form.message.show_problem)
        task.finished.connect(partial(self._on_finished, whom))
        task.succeeded.connect(partial(self._on_recorded, whom, closes))
        return task

    @property
    def whom(self) -> Whom:
        """For whom the form is open."""
        return self._whom

    def _begin(self, whom: Whom, fill: Callable[[], None]) -> None:
        self._whom, self.fill = whom, fill
        fill()
        self._empty = _read(self._form.fields)

    def _on_finished(self, whom: Whom, _task: object) -> None:
        self._under_way.discard(whom.patient)

    def _on_recorded(self, whom: Whom, closes: bool, _outcome: object) -> None:
        self._left.pop(whom.patient, None)
        if whom.patient != self._whom.patient:
            return
        if closes and self._widget.isVisible():
            self.close()
        else:
            self._forget()

    def _forget(self) -> None:
        """What is typed from here on is new."""
        _write(self._form.fields, self._empty)
        self._form.message.say("")

    def _is_typed(self) -> bool:
        return _read(self._form.fields) != self._empty


def _read(fields: tuple[Typed, ...]) -> Values:
    return tuple(_value(one) for one in fields)


def _value(one: Typed) -> str | int:
    if isinstance(one, QComboBox):
        return one.currentText() if one.isEditable() else one.currentIndex()
    return one.text() if isinstance(one, QLineEdit) else one.toPlainText()


def _write(fields: tuple[Typed, ...], values: Values) -> None:
    for one, value in zip(fields, values, strict=False):  # nothing is known of a form that was never filled
        if isinstance(one, QComboBox):
            one.setCurrentIndex(value) if isinstance(value, int) else one.setEditText(value)
        elif isinstance(one, QLineEdit):
            one.setText(str(value))
        else:
            one.setPlainText(str(value))


def _nothing() -> None:
    """Before anything was opened."""
