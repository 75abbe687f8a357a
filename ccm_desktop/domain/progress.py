"""How long work tells how far it is, and how it learns that nobody wants it any more."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol, TypeAlias, TypeVar

T = TypeVar("T")

Portions: TypeAlias = Generator[None, None, T]
"""Long work that pauses after each portion, so that what others ask for is done in between; then its result."""


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


def undivided(work: Callable[[Progress], T], progress: Progress) -> Portions[T]:
    """Work that is one look at everything: one portion, after a moment in which it can be cancelled."""
    progress.report(0, 1)
    yield
    return work(progress)


def at_once(portions: Portions[T]) -> T:
    """The result, where nobody waits in between."""
    while True:
        try:
            next(portions)
        except StopIteration as end:
            found: T = end.value
            return found
