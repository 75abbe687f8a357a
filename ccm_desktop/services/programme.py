"""Programme figures: the month's decisions counted, each figure with the patients behind it."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import overall
from ccm_desktop.models.store import Reader
from ccm_desktop.services import escalations
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import EscalationLine
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.programme_count import count_month, is_over
from ccm_desktop.services.programme_selection import EVERYBODY, Choices, Selection
from ccm_desktop.services.programme_tiles import Teller
from ccm_desktop.services.programme_views import Band, MonthPoint, ProgrammeMonth
from ccm_desktop.services.trend import KnownPoints


class ProgrammeService:
    """Counts a month."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._month_end = MonthEndService(context)
        self._known = KnownPoints()

    def months(self) -> tuple[Month, ...]:
        """The last twelve months that the rule tables reach, newest first."""
        return self._month_end.months()

    def month(self, month: Month, selection: Selection = EVERYBODY) -> ProgrammeMonth:
        """All figures of a month, from one consistent view of the file; of the selected patients only."""
        with self._context.reading() as reader:
            found = self.month_of(reader, month, selection)
            self._known.keep(reader, self._context.zone_of(reader), selection, found.point)
            return found

    def point(self, month: Month, selection: Selection = EVERYBODY) -> MonthPoint:
        """A month of the trend; months are asked for one by one, so that other work goes on between."""
        with self._context.reading() as reader:
            zone = self._context.zone_of(reader)
            known = self._known.get(reader, zone, month, selection)
            if known is None:
                known = count_month(self._context, reader, month, selection).point
                self._known.keep(reader, zone, selection, known)
            return replace(known, over=is_over(self._context, month, zone))

    def choices(self, month: Month) -> Choices:
        """Payers and coordinators of the month's patients."""
        return self.month(month).choices

    def month_of(self, reader: Reader, month: Month, selection: Selection = EVERYBODY) -> ProgrammeMonth:
        """The same, within a view that the caller holds."""
        now = count_month(self._context, reader, month, selection)
        raised = tuple(one for one in self._raised(reader, month) if now.roster.keeps(selection, one.patient_id))
        teller, board = Teller(reader, now.found, now.figures), now.claim.board
        return ProgrammeMonth(
            month=month,
            figures=now.figures,
            tiles=teller.tiles(overall(now.point.lines), now.rows, raised),
            bands=tuple(Band(label, teller.listed(patients)) for label, patients in now.figures.minutes.bands),
            claims=now.rows,
            point=now.point,
            failing={key: teller.listed(ids) for key, ids in now.failing.items()},
            rules_version=board.rules_version,
            state=now.claim.state,
            selection=selection,
            choices=now.roster.choices({**dict.fromkeys(one.patient_id for one in board.lines), **now.eligible}),
        )

    def _raised(self, reader: Reader, month: Month) -> tuple[EscalationLine, ...]:
        span = month.bounds(self._context.zone_of(reader))
        return escalations.lines_of(self._context, reader, open_only=False, span=span)
