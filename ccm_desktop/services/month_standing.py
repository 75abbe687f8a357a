"""Where a month stands: open, in review, closed or reopened, with every revision that was ever closed."""

from __future__ import annotations

from decimal import Decimal

from ccm_desktop.domain import month_close
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_close import Standing
from ccm_desktop.ledger.payloads.month_close import MonthState, closing_entity
from ccm_desktop.models.queries import month_end
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_views import MonthStanding, RevisionLine
from ccm_desktop.services.people import people_of


def held_state(reader: Reader, month: Month) -> Held[MonthState] | None:
    """The register of the month's state; None for a month that was never closed."""
    return reader.held(MonthState, closing_entity(str(month)))


def standing_of(reader: Reader, month: Month) -> Standing:
    """Where it stands, as the rules need it."""
    held = held_state(reader, month)
    if held is None:
        return Standing()
    return Standing(held.value.state, held.value.revision, held.value.scope, held.value.until)


def month_standing(context: Context, reader: Reader, month: Month) -> MonthStanding:
    """Where it stands, as the screen shows it."""
    held = held_state(reader, month)
    now = context.now()
    over = now >= month.bounds(context.zone_of(reader))[1]
    if held is None:
        state = "in_review" if over else "open"
        words = month_close.title(Standing(), in_review=over, sha256="")
        return MonthStanding(month, state, words, 0, "", (), "", (), None, False, 0, (), False)
    value = held.value
    standing = Standing(value.state, value.revision, value.scope, value.until)
    revisions = _revisions(reader, month, value.closing)
    sha256 = next((r.sha256 for r in revisions if r.closing == value.closing), "")
    added = month_end.addenda(reader.connection, str(month))
    return MonthStanding(
        month=month,
        state=value.state,
        title=month_close.title(standing, in_review=over, sha256=sha256),
        revision=value.revision,
        sha256=sha256,
        revisions=revisions,
        reason=value.reason,
        scope=value.scope,
        until=value.until,
        lapsed=standing.is_lapsed(now),
        addenda=len({row.entry for row in added if row.revision == value.revision}),
        heads=held.heads,
        in_conflict=bool(held.others),
    )


def _revisions(reader: Reader, month: Month, current: str) -> tuple[RevisionLine, ...]:
    names = {person.id: person.title for person in people_of(reader)}
    return tuple(
        RevisionLine(row.revision, row.id, row.at // 1000, names.get(row.by, row.by), row.sha256, row.billable,
                     row.counted_seconds, Decimal(row.fee), row.id != current)
        for row in month_end.closings(reader.connection, str(month))
    )  # fmt: skip
