"""One press, one record: a second press while the answer to the first is still to come does nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from ccm_desktop.ui.gateway import Task


class Once:
    """Remembers what is under way, each by what it is about: the same form may go on with somebody else."""

    def __init__(self) -> None:
        self._under_way: set[Hashable] = set()

    def send(self, about: Hashable, send: Callable[[], Task]) -> Task | None:
        """The task, or None while one about the same has no answer yet."""
        if about in self._under_way:
            return None
        self._under_way.add(about)
        task = send()
        task.finished.connect(partial(self._on_finished, about))
        return task

    def _on_finished(self, about: Hashable, _task: object) -> None:
        self._under_way.discard(about)
