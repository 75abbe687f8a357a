"""Which patients the programme's figures are about: everybody, or those of one payer or coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.models.queries import months, patients
from ccm_desktop.models.store import Reader
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.people import people_of

NOBODY = {"payer": "no payer on file", "coordinator": "no coordinator"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Selection:
    """None means all; the empty text those of whom nothing is on file."""

    payer: str | None = None
    coordinator: str | None = None

    @property
    def words(self) -> str:
        """`Payer Medicare (as on file today) · coordinator Maria Ortiz, RN`; empty for everybody."""
        parts = []
        if self.payer is not None:
            parts.append(f"payer {self.payer} (as on file today)" if self.payer else NOBODY["payer"])
        if self.coordinator is not None:
            parts.append(f"coordinator {self.coordinator}" if self.coordinator else NOBODY["coordinator"])
        said = " · ".join(parts)
        return said[:1].upper() + said[1:]


EVERYBODY = Selection()


@dataclass(frozen=True, slots=True)
class Roster:
    """Payer and coordinator of every patient."""

    payers: Mapping[str, str]
    coordinators: Mapping[str, str]

    @classmethod
    def of(cls, reader: Reader, lines: Iterable[MonthLine]) -> Roster:
        """Payers are those on file today; coordinators those of the month's lines, so a closed month's stay."""
        titles = {person.id: person.title for person in people_of(reader)}
        spelled: dict[str, str] = {}
        payers = {
            patient: spelled.setdefault(payer.casefold(), payer)
            for patient, payer in sorted(patients.payers(reader.connection).items(), key=lambda one: one[1])
        }
        now = {who: titles.get(one, "") for who, one in months.coordinators(reader.connection).items()}
        return cls(payers, now | {line.patient_id: line.coordinator for line in lines})

    def keeps(self, selection: Selection, patient: str) -> bool:
        """Whether the figures are about that patient."""
        return selection.payer in (None, self.payers.get(patient, "")) and selection.coordinator in (
            None, self.coordinators.get(patient, ""),
        )  # fmt: skip

    def choices(self, among: Iterable[str]) -> Choices:
        """What can be chosen, of these patients."""
        known = tuple(among)
        return Choices(
            _sorted(self.payers.get(patient, "") for patient in known),
            _sorted(self.coordinators.get(patient, "") for patient in known),
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """Payers and coordinators of the month's patients; the empty text where nothing is on file."""

    payers: tuple[str, ...]
    coordinators: tuple[str, ...]

    def selection(self, payer: str | None, coordinator: str | None) -> Selection:
        """Of words as they are typed: a name, or a part of it that fits one only; `-` is nobody."""
        return Selection(_named("payer", payer, self.payers), _named("coordinator", coordinator, self.coordinators))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (not name, name.casefold())))


def _named(what: str, typed: str | None, known: tuple[str, ...]) -> str | None:
    if typed is None:
        return None
    if typed.strip() == "-":
        return ""
    wanted = typed.strip().casefold()
    exact = [name for name in known if name and name.casefold() == wanted]
    found = exact or [name for name in known if wanted and wanted in name.casefold()]
    if len(found) != 1:
        listed = ", ".join(filter(None, known)) or "none"
        raise BadInput(f"{what}_unclear", f"It is not clear which {what} is meant.",
                       f"Say one of: {listed}; or - for {NOBODY[what]}.")  # fmt: skip
    return found[0]
