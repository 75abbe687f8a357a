"""The practice's fee tables: imported from the files of CMS after a look at them, listed, put in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from ccm_desktop.domain.billing.fees import FACILITY_SETTINGS, SHIPPED, Locality
from ccm_desktop.domain.billing.rule_book import RuleBook, no_rules
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.interop.fee_schedule import (
    LocalityFile,
    RelativeValueFile,
    read_localities,
    read_relative_values,
)
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.fees import FeeChoice, FeeTable
from ccm_desktop.models.queries import fees as queries
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.fee_prices import (
    Prices,
    amounts_of,
    applies,
    choice_of,
    overlap,
    prices_of,
)


@dataclass(frozen=True, slots=True)
class FeeSource:
    """What is to be imported. `gpci` and `locality` go together; without both it is the national rate."""

    values: Path
    gpci: Path | None = None
    locality: str = ""
    name: str = ""
    """Empty: made of release and locality."""
    effective_from: str = ""
    """First month; empty: January of the file's year."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One code of a table beside the shipped national figure."""

    code: str
    label: str
    amount: Decimal
    """What the practice is paid for a unit in its setting."""
    shipped: Decimal


@dataclass(frozen=True, slots=True)
class FeeTableLine:
    """One table as a list shows it."""

    id: str
    version: str
    table: FeeTable
    in_use: bool
    lines: tuple[FeeLine, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """The table that a month goes by."""

    name: str
    """Empty: no rules cover the month."""
    words: str


@dataclass(frozen=True, slots=True)
class FeePreview:
    """A table that was read and not yet kept."""

    table: FeeTable
    lines: tuple[FeeLine, ...]
    setting: str
    """facility | non-facility: which rate the lines show."""
    replaces: str
    """Id of the table of that name, whose new version this would be; empty for a new table."""
    heads: tuple[str, ...]
    is_known: bool
    """The same table is here already: keeping it changes nothing."""


class FeeTableService:
    """Reads, keeps and chooses fee tables; only the practice lead changes anything."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def prices(self, month: Month) -> Prices:
        """What holds in a month."""
        with self._context.reading() as reader:
            rules = self._context.rules.for_month(month)
            return prices_of(reader, self._context.practice_of(reader), rules, month)

    def in_force(self, month: Month) -> InForce:
        """What a month goes by, for a list of tables, which is there also in a year that no rules cover."""
        if not self._context.rules.covers(month):
            return InForce("", f"no fees yet. {no_rules(month)}.")
        prices = self.prices(month)
        return InForce(prices.schedule, prices.words)

    def tables(self) -> tuple[FeeTableLine, ...]:
        """All imported tables, the newest year first."""
        with self._context.reading() as reader:
            setting = self._context.practice_of(reader).setting
            in_use = choice_of(reader).value.tables
            found = ((table, reader.held(FeeTable, table)) for table in queries.tables(reader.connection))
            return tuple(
                FeeTableLine(table, held.heads[0], held.value, table in in_use, self._lines(held.value, setting))
                for table, held in found
                if held is not None
            )

    def localities(self, gpci: Path) -> LocalityFile:
        """The localities of a GPCI file, to choose from."""
        return read_localities(_bytes(gpci))

    def preview(self, source: FeeSource) -> FeePreview:
        """Read the files and show what they pay; nothing is kept."""
        table = self._read(source)
        with self._context.reading() as reader:
            practice = self._context.practice_of(reader)
            if not applies(table, practice):
                raise Refusal(
                    "locality_not_paid",
                    "A rural health clinic or health center is paid the national rate, whatever its locality.",
                    "Import the relative value file without a locality.",
                )
            same = self._named(reader, table.name)
            if same is not None and same[1].value.year != table.year:
                # As a new version it would take the other year's table away from that year's open months.
                raise BadInput("fee_table_name", f"A table of {same[1].value.year} has this name already.",
                               "Choose another name.")  # fmt: skip
            return FeePreview(
                table=table,
                lines=self._lines(table, practice.setting),
                setting="facility" if practice.setting in FACILITY_SETTINGS else "non-facility",
                replaces=same[0] if same else "",
                heads=same[1].heads if same else (),
                is_known=same is not None and same[1].value == table,
            )

    def keep(self, preview: FeePreview, *, use: bool = False) -> Outcome[str]:
        """Keep what was looked at, as a new version where a table of that name is here; returns its id."""
        table = preview.replaces or new_id()
        with self._context.together():
            require(self._context, Verb.MANAGE_PRACTICE)
            if not preview.is_known:
                with self._context.transaction() as tx:
                    tx.record(preview.table, entity=table, prev=preview.heads)
            if use:
                self.use(table)
        return Outcome(table, Changed.PRACTICE | Changed.TIME)

    def use(self, table: str) -> Outcome[None]:
        """Judge the table's months by it; another that covers one of them is no longer used.

        Closed months keep what they were judged by.
        """
        with self._context.transaction() as tx:
            require(self._context, Verb.MANAGE_PRACTICE)
            wanted = tx.held(FeeTable, table)
            if wanted is None:
                raise BadInput("fee_table_unknown", "There is no such fee table.", "Choose one of the list.")
            held = choice_of(tx)
            others = ((one, tx.held(FeeTable, one)) for one in held.value.tables if one != table)
            kept = tuple(one for one, other in others if other is None or not overlap(other.value, wanted.value))
            tx.record(FeeChoice((*kept, table)), entity=PRACTICE, prev=held.heads)
        return Outcome(None, Changed.PRACTICE | Changed.TIME)

    def use_shipped(self) -> Outcome[None]:
        """Go by the shipped national figures in every month that is not closed."""
        with self._context.transaction() as tx:
            require(self._context, Verb.MANAGE_PRACTICE)
            tx.record(FeeChoice(), entity=PRACTICE, prev=choice_of(tx).heads)
        return Outcome(None, Changed.PRACTICE | Changed.TIME)

    def find(self, name: str) -> str:
        """Id of the table of that name or id."""
        found = [line.id for line in self.tables() if name in (line.id, line.table.name)]
        if len(found) != 1:
            raise BadInput("fee_table_unknown", "There is no fee table of that name.", "See `ccm fees list`.")
        return found[0]

    def _read(self, source: FeeSource) -> FeeTable:
        if bool(source.gpci) != bool(source.locality):
            raise BadInput("locality_missing", "A locality file and a locality go together.",
                           "Give both, or neither for the national rate.")  # fmt: skip
        content = _bytes(source.values)
        values = read_relative_values(content, _codes(self._context.rules))
        span = _span(self._context.rules, values.year, source.effective_from)
        table = _table(values, None, span)
        if source.gpci is not None:
            places = _bytes(source.gpci)
            localities = read_localities(places)
            if localities.year != values.year:
                raise BadInput("fees_wrong_year",
                               f"The locality file is of {localities.year}, the relative value file of {values.year}.",
                               "Use two files of one year.")  # fmt: skip
            table = replace(
                _table(values, localities.find(source.locality), span),
                locality_source=source.gpci.name,
                locality_sha256=sha256(places).hexdigest(),
            )
        name = source.name.strip() or table.name
        if name.startswith(SHIPPED):
            raise BadInput("fee_table_name", f"Names that begin with {SHIPPED} are kept for the shipped figures.",
                           "Choose another name.")  # fmt: skip
        if not table.locality and "national" not in name.casefold():
            name += ", national"  # whatever it is called, it is not the practice's locality
        return replace(table, name=name, source=source.values.name, source_sha256=sha256(content).hexdigest())

    def _lines(self, table: FeeTable, setting: str) -> tuple[FeeLine, ...]:
        rules = self._context.rules.for_month(Month.parse(table.effective_from))
        shipped = rules.fees[rules.schedule(self._context.practice().fee_schedule)]
        return tuple(
            FeeLine(code, rules.labels.get(code, ""), amount, shipped[code])
            for code, amount in amounts_of(table, setting).items()
            if code in shipped
        )

    def _named(self, reader: Reader, name: str) -> tuple[str, Held[FeeTable]] | None:
        found = ((table, reader.held(FeeTable, table)) for table in queries.tables(reader.connection))
        return next(((table, held) for table, held in found if held is not None and held.value.name == name), None)


def _codes(book: RuleBook) -> Iterable[str]:
    """Every code of the three families; a table without one of them could not decide between families."""
    return dict.fromkeys(code for rules in book.sets for one in rules.families for code in (one.base, one.addon))


def _span(book: RuleBook, year: int, first: str) -> tuple[str, str]:
    """The months in which a file of that year holds: to December, from January or the month named."""
    start = Month.parse(first) if first else Month(year, 1)
    if start.year != year:
        raise BadInput("fees_wrong_year", f"The file is of {year}; it cannot hold from {start}.",
                       f"Name a month of {year}.")  # fmt: skip
    if not book.covers(start):
        years = ", ".join(str(rules.effective_from.year) for rules in book.sets)
        raise BadInput("fees_wrong_year", f"The file is of {year}; there are rules for {years}.",
                       "Use the file of such a year.")  # fmt: skip
    return str(start), str(Month(year, 12))


def _table(values: RelativeValueFile, locality: Locality | None, span: tuple[str, str]) -> FeeTable:
    def amounts(*, facility: bool) -> dict[str, str]:
        return {one.code: str(one.amount(values.factor, locality, facility=facility)) for one in values.values}

    where = locality.title if locality else "national"
    return FeeTable(
        name=f"{values.year} {values.release}".strip() + f", {where}",
        year=values.year,
        source="",
        source_sha256="",
        conversion_factor=str(values.factor),
        effective_from=span[0],
        effective_to=span[1],
        amounts=amounts(facility=False),
        facility_amounts=amounts(facility=True),
        locality=locality.key if locality else "",
        locality_name=locality.title if locality else "",
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput("fees_missing", "There is no file of that name.", "Check the path.") from error
    except OSError as error:
        raise BadInput("fees_unreadable", "The file cannot be read.", "Check that it is a file and yours.") from error
