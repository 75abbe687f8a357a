"""What the driver says, in words a person can act on."""

from __future__ import annotations

from ccm_desktop.domain.errors import FileProblem


def as_file_problem(error: BaseException) -> FileProblem | None:
    """The known problem behind a driver's error; None for a bug."""
    return None
