"""How long work tells how far it is, and how it learns that nobody wants it any more."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """The person cancelled; the work leaves nothing half-done."""


class Progress(Protocol):
    """Receives the state of long work."""

    def report(self, done: int, total: int) -> None:
        """Tell that `done` of `total` units are done; raises `Cancelled` to stop the work."""


class Unobserved:
    """Progress that nobody watches."""

    def report(self, done: int, total: int) -> None:
        """Do nothing."""
