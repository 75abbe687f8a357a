"""Whether what another computer hands over goes on from what is here, device by device."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ccm_desktop.domain.errors import FileProblem, Refusal
from ccm_desktop.ledger.chain import Link
from ccm_desktop.ledger.op import Op
from ccm_desktop.sync.package import too_new, unsound

_ENVELOPE = 1


class Arrivals:
    """Follows every device's log from where it ends here; refuses gaps, forgeries and second histories."""

    def __init__(self, own: str, ends: Mapping[str, Link], is_here: Callable[[str], bool]) -> None:
        self._own, self._is_here = own, is_here
        self._ends = dict(ends)

    def is_new(self, op: Op) -> bool:
        """Whether the operation is to be taken in; it must follow what came before."""
        header = op.header
        if header.v > _ENVELOPE:
            raise too_new()
        end = self._ends.get(header.dev, Link(header.dev))
        if header.n <= end.n:
            if not self._is_here(op.id):
                raise _forked()
            return False
        if header.dev == self._own:
            raise _restored()
        if header.n > end.n + 1:
            raise Refusal("changes_missing", "Changes that came before these are not here. Nothing was brought in.",
                          "Export from an earlier day, or everything.")  # fmt: skip
        if header.ph != end.digest:
            raise unsound() if end.n == 0 else _forked()
        self._ends[header.dev] = Link(header.dev, header.n, op.digest.hex())
        return True


def _forked() -> FileProblem:
    return FileProblem(
        "two_histories", "This package tells another history of a computer than is known here. Nothing was brought in.",
        "A copy or a restored backup must be set up as another computer before it is first opened.",
    )  # fmt: skip


def _restored() -> FileProblem:
    return FileProblem(
        "own_changes_missing", "This package holds changes of this computer that are not here: the practice file was "
        "restored from a backup. Nothing was brought in.",
        "Restore the backup once more and set it up as another computer before opening it.",
    )  # fmt: skip
