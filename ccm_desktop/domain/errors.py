"""What can go wrong in words a person can act on."""

from __future__ import annotations


class Problem(Exception):
    """Something a person can mend: what happened and what to do next.

    `code` is stable and for programs. `what` and `next_step` are plain sentences that never
    contain a patient's data, because they may reach a log, a terminal or a screen share.
    The command line ends with exit code 2 for every `Problem`.
    """

    def __init__(self, code: str, what: str, next_step: str = "") -> None:
        super().__init__(code, what, next_step)
        self.code = code
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class Refusal(Problem):
    """A rule of the practice or of Medicare says no; nothing was recorded."""


class BadInput(Problem):
    """A file, form or argument cannot be understood; `what` names the place."""


class FileProblem(Problem):
    """The practice file, its keys or the disk cannot be used as asked; nothing was lost."""
