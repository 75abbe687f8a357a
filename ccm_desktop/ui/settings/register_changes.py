"""What rows of a group change in one register: a change at a time, since each names the version the last one left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form
from ccm_desktop.ui.gateway import Gateway

Value = TypeVar("Value")
Save = Callable[[Form[Value]], Outcome[Form[Value]]]
"""Runs on the database thread; hands back what holds then."""


class RegisterChanges(QObject, Generic[Value]):
    """Chosen, and not yet saved.

    Signals:
        held: the `Form` that holds now.
        refused: key of the row, and the problem.
    """

    held = Signal(object)
    refused = Signal(str, object)

    def __init__(self, gateway: Gateway, save: Save[Value], parent: QObject) -> None:
        super().__init__(parent)
        self._gateway, self._save = gateway, save
        self._form: Form[Value] | None = None
        self._waiting: dict[str, Callable[[Value], Value]] = {}
        self._under_way = False

    def hold(self, form: Form[Value]) -> None:
        """As it was read."""
        self._form = form
        self.held.emit(form)

    def is_waiting(self, key: str) -> bool:
        """Whether that row shows what nobody saved yet."""
        return key in self._waiting

    def want(self, key: str, change: Callable[[Value], Value]) -> None:
        """The last choice of a row counts."""
        self._waiting[key] = change
        if not self._under_way:
            self._send()

    def _send(self) -> None:
        if self._form is None or not self._waiting:
            return
        key, change = self._waiting.popitem()
        self._under_way = True
        task = self._gateway.send(partial(self._save, replace(self._form, value=change(self._form.value))))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(partial(self._on_refused, key))

    def _on_saved(self, outcome: Outcome[Form[Value]]) -> None:
        self._under_way = False
        self.hold(outcome.value)
        self._send()

    def _on_refused(self, key: str, problem: object) -> None:
        self._under_way = False
        self.refused.emit(key, problem)
        self._send()


def assigned(field: str, value: Any) -> Callable[[Any], Any]:
    """The change that writes one field of the register."""
    return partial(_with, field, value)


def _with(field: str, value: Any, held: Any) -> Any:
    return replace(held, **{field: value})
