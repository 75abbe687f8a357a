"""A service of the office that is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

S = TypeVar("S")


class AtFirstUse(Generic[S]):
    """A service made once, by whichever thread asks first: some of them remember what was shown."""

    def __init__(self, make: Callable[[Any], S]) -> None:
        self._make, self._name = make, make.__name__

    def __get__(self, office: Any, _owner: object) -> S:
        with office.making:
            made: S | None = office.__dict__.get(self._name)
            if made is None:
                made = self._make(office)
                office.__dict__[self._name] = made  # found before this descriptor from now on
            return made
