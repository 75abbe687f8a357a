"""The list from which calls are made, one patient after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class CallQueue:
    """Patients in the order of the list that call mode was entered from."""

    title: str
    patients: tuple[str, ...]
    place: int = 0

    @property
    def words(self) -> str:
        """`3 of 11 in Stuck 17–19`."""
        return f"{self.place + 1} of {len(self.patients)} in {self.title}"

    @property
    def patient(self) -> str:
        """Whose turn it is."""
        return self.patients[self.place]

    def step(self, by: int) -> CallQueue | None:
        """The queue at the next or an earlier patient; None past its ends."""
        place = self.place + by
        return replace(self, place=place) if 0 <= place < len(self.patients) else None


def queue_at(title: str, patients: tuple[str, ...], patient: str) -> CallQueue | None:
    """The queue standing at that patient, each patient once; None for a list of one, or without the patient."""
    once = tuple(dict.fromkeys(one for one in patients if one))
    if patient not in once or len(once) < 2:
        return None
    return CallQueue(title, once, once.index(patient))
