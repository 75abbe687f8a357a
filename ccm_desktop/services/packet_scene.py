"""What a packet is gathered from: one view of the file, the month, and who is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month, from_epoch
from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads.month_close import ClosedLine
from ccm_desktop.models.queries import month_end, packet
from ccm_desktop.models.store import Reader
from ccm_desktop.reports.packet_values import Moment, Recorded, Who
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_exceptions import exception_lines
from ccm_desktop.services.month_facts import Assessed, assessed
from ccm_desktop.services.month_moment import End, said
from ccm_desktop.services.month_signatures import SignBook, sign_book
from ccm_desktop.services.month_snapshot import Snapshot, snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.month_views import ExceptionLine, MonthStanding
from ccm_desktop.services.people import Person, people_of

P = TypeVar("P")


@dataclass
class Scene:
    """One view of the file, one month."""

    context: Context
    reader: Reader
    month: Month
    zone: ZoneInfo
    span: tuple[int, int]
    people: Mapping[str, Person]
    standing: MonthStanding
    closed: Snapshot | None
    """In force, of a month that is closed now."""
    kept: Snapshot | None
    """The last closing of a month that is reopened for chosen patients: everybody else keeps its figures."""
    patient: str
    """Whose it is; empty for everybody's, from which a sample is drawn."""
    found: Mapping[str, Assessed]
    holds: Mapping[str, str]
    resting_on: list[Op] = field(default_factory=list)
    """Operations that the packet being gathered rests on."""
    until_ms: int | None = None
    """What was written later than this instant is no part of the packet's state; None for no end."""

    def begin(self, patient: str) -> None:
        """Gather the next packet."""
        self.resting_on.clear()
        frozen = self.frozen(patient)
        self.until_ms = frozen[0].until_ms if frozen else None

    def frozen(self, patient: str) -> tuple[Snapshot, ClosedLine] | None:
        """The closing that holds the patient's figures, and the line; None while they may change."""
        chosen = self.kept is not None and patient in self.standing.scope
        snapshot_of = self.closed or (None if chosen else self.kept)
        line = snapshot_of.line(patient) if snapshot_of else None
        return (snapshot_of, line) if snapshot_of and line else None

    def knows(self, op: Op) -> bool:
        """Whether the closing knew it; of figures that may change everything is known."""
        return self.until_ms is None or op.header.ut <= self.until_ms

    def held(self, cls: type[P], entity: str) -> tuple[Op, P] | None:
        """A register as it was when the month was closed, or as it is now, with its operation."""
        versions = {op.id: (op, value) for op, value in self.versions(cls, entity) if self.knows(op)}
        replaced = {before for op, _ in versions.values() for before in op.header.prev}
        heads = [op for op, _ in versions.values() if op.id not in replaced]
        return versions[fold.shown(heads).id] if heads else None

    @cached_property
    def book(self) -> SignBook:
        """The signatures of the month."""
        return sign_book(self.context, self.reader, self.month, self.patient)

    @cached_property
    def exceptions(self) -> Mapping[str, list[ExceptionLine]]:
        """By patient."""
        found: dict[str, list[ExceptionLine]] = defaultdict(list)
        everybody = tuple(self.found.values())
        for line in exception_lines(self.context, self.reader, self.month, everybody, self.book, self.patient):
            found[line.patient_id].append(line)
        return found

    @cached_property
    def by_hand(self) -> frozenset[str]:
        """Patients with time that was entered by hand or recovered."""
        rows = month_end.remarkable(self.reader.connection, *self.span, self.patient)
        return frozenset(row.patient for row in rows if row.source in ("manual", "recovered"))

    @property
    def end(self) -> End:
        """The end of the month, by which it is judged."""
        return End.of(self.month, self.zone, self.until_ms)

    def judged(self, cls: type[P], entity: str) -> tuple[Op, P] | None:
        """The version of a register that the month is judged by, with its operation."""
        op, _ = said(self.reader.history(entity), cls, self.end)
        value = fold.understood(op) if op else None
        return (op, value) if op and isinstance(value, cls) else None

    def moment(self, at: int) -> Moment:
        """An instant; its words tell the second."""
        clock, local = local_words.clock(at, self.zone, with_seconds=True), from_epoch(at).astimezone(self.zone)
        return Moment(at, local_words.day(local.date()), f"{clock} {local:%Z}")

    def name(self, person: str) -> str:
        """`Maria Ortiz, RN`; what is no person's id is said as it stands."""
        found = self.people.get(person)
        return found.title if found else person

    def who(self, person: str) -> Who:
        """The person with credential and role."""
        found = self.people.get(person)
        return Who(found.name, found.credential, ROLES.get(found.role, found.role)) if found else Who(person)

    def recorded(self, op: Op, text: str) -> Recorded:
        """One operation in words."""
        header = op.header
        return Recorded(text, self.name(header.act), self.moment(header.ut // 1000), op.id)

    def facts(self, cls: type[P], patient: str) -> Iterator[tuple[Op, P]]:
        """Every fact of that kind about the patient, with its operation."""
        for op in packet.facts_of(self.reader.connection, cls, patient):
            value = fold.understood(op)
            if isinstance(value, cls):
                yield op, value

    def versions(self, cls: type[P], entity: str) -> Iterator[tuple[Op, P]]:
        """Every version of a register, oldest first, with its operation."""
        kind = kind_of(cls).name
        for op in self.reader.history(entity):
            if op.header.k == kind:
                value = fold.understood(op)
                if isinstance(value, cls):
                    yield op, value


def scene(
    context: Context, reader: Reader, month: Month, patient: str = "", proved: Snapshot | None = None
) -> Scene:  # fmt: skip
    """Everything about the month; with `patient`, what that one's packet needs of it.

    `proved`: a closing that was read and proved already, for packets made one after the other.
    """
    context.rules.require(month)
    zone = context.zone_of(reader)
    standing = month_standing(context, reader, month)
    return Scene(
        context=context,
        reader=reader,
        month=month,
        zone=zone,
        span=month.bounds(zone),
        people={person.id: person for person in people_of(reader)},
        standing=standing,
        closed=snapshot(reader, month, proved=proved) if standing.state == "closed" else None,
        kept=snapshot(reader, month, proved=proved) if standing.state == "reopened" and standing.scope else None,
        patient=patient,
        found={one.patient.id: one for one in assessed(context, reader, month, patient)},
        holds=month_end.holds(reader.connection, str(month)),
    )
