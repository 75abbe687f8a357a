"""Month-end: every enrolled patient with minutes, codes, blockers and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import starmap

from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_close import closed_title
from ccm_desktop.ledger.payloads.month_close import ClosedLine
from ccm_desktop.models.queries import month_end
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.fee_prices import Prices, prices_of
from ccm_desktop.services.month_board import MonthEnd
from ccm_desktop.services.month_facts import Assessed, assessed
from ccm_desktop.services.month_lines import closed_line_of, line_of, totals
from ccm_desktop.services.month_snapshot import Snapshot, kept_fees, snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.services.people import people_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A month with what it was made from: one assessment of every patient, shared by all who need it."""

    board: MonthEnd
    standing: MonthStanding
    found: tuple[Assessed, ...]
    """Whose month may still change."""
    kept: Mapping[str, ClosedLine]
    """Lines of the last closing that a reopening of chosen patients leaves as they are, by patient."""
    prices: Prices
    kept_fees: tuple[tuple[str, str], ...]
    """Fee tables of the kept lines, where other than `prices`: name and version."""


class MonthEndService:
    """Judges a month for the whole practice."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def months(self, count: int = 12) -> tuple[Month, ...]:
        """This month and those before it, newest first, as far as rule tables reach."""
        found = [self._context.month()]
        while len(found) < count and self._context.rules.covers(found[-1].previous):
            found.append(found[-1].previous)
        return tuple(found)

    def board(self, month: Month, revision: int = 0) -> MonthEnd:
        """The list with its totals: of a closed month as it was closed, otherwise as it is now.

        `revision` asks for an earlier closing.
        """
        with self._context.reading() as reader:
            return self.board_of(reader, month, revision)

    def board_of(self, reader: Reader, month: Month, revision: int = 0) -> MonthEnd:
        """The same, within a view that the caller holds."""
        standing = month_standing(self._context, reader, month)
        if revision or standing.state == "closed":
            closed = snapshot(reader, month, revision)
            if closed is not None:
                return closed_board(standing, closed)
        return judged(self._context, reader, month, standing).board


def judged(context: Context, reader: Reader, month: Month, standing: MonthStanding, patient: str = "") -> Judged:
    """Every enrolled patient, or one, as the facts are now, closed or not."""
    context.rules.require(month)
    names = {person.id: person.title for person in people_of(reader)}
    holds = month_end.holds(reader.connection, str(month))
    found = tuple(assessed(context, reader, month, patient))
    partly = standing.state == "reopened" and standing.scope
    closed = snapshot(reader, month, patient=patient) if partly else None
    kept = {who: line for who, line in closed.lines if who not in standing.scope} if closed else {}
    if closed is not None:
        found = tuple(one for one in found if one.patient.id in standing.scope)
    lines = tuple(line_of(one, names, holds.get(one.patient.id, "")) for one in found)
    if kept:
        lines = tuple(sorted((*lines, *starmap(closed_line_of, kept.items())), key=lambda line: line.name))
    prices = prices_of(reader, context.practice_of(reader), context.rules.for_month(month), month)
    others = kept_fees(closed, kept, (prices.schedule, prices.version))
    board = MonthEnd(
        month=month,
        lines=lines,
        totals=totals(lines),
        rules_version=context.rules.for_month(month).version,
        over=context.now() >= month.bounds(context.zone_of(reader))[1],
        fee_schedules=tuple(dict.fromkeys((prices.schedule, *(name for name, _ in others)))),
        title=standing.title,
    )
    return Judged(board, standing, found, kept, prices, others)


def pieces_of(live: Judged) -> tuple[tuple[Piece, ...], ...]:
    """The decided seconds of every patient on the board."""
    kept = (tuple(Piece(*piece) for piece in line.pieces) for line in live.kept.values())
    return (*(one.decision.pieces for one in live.found), *kept)


def closed_board(standing: MonthStanding, closed: Snapshot) -> MonthEnd:
    """The board of a closing."""
    lines = closed.board
    return MonthEnd(
        month=standing.month,
        lines=lines,
        totals=totals(lines),
        rules_version=closed.head.rules,
        over=True,
        fee_schedules=tuple(dict.fromkeys((closed.head.fee_table, *(name for name, _ in closed.head.kept_fees)))),
        title=revision_title(standing, closed),
        closed=True,
    )


def state_words(standing: MonthStanding, closed: Snapshot | None) -> str:
    """What documents say of the month; without a closing its figures may still change."""
    return revision_title(standing, closed) if closed else f"{standing.title} — figures may still change"


def revision_title(standing: MonthStanding, closed: Snapshot) -> str:
    """`CLOSED rev 1 · hash …`; whether it was overtaken stands before the hash, where no footer cuts it off."""
    revision, sha256 = closed.head.revision, closed.head.sha256
    if revision < standing.revision:
        return closed_title(revision, sha256, f", superseded by rev {standing.revision}")
    return closed_title(revision, sha256, ", REOPENED since" if standing.state == "reopened" else "")
