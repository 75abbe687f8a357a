"""A new time zone moves the edges of months: what is closed must not be counted in the month beside it as well."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.payloads.month_close import MonthState, closing_entity
from ccm_desktop.models.queries import month_end
from ccm_desktop.models.store import Reader


def check_zone(reader: Reader, old: ZoneInfo, new: ZoneInfo) -> None:
    """Refuse a zone by which work of a closed month, or beside it, would lie in another month.

    The closed month keeps its seconds; the month beside it would count them a second time (sync.md 3.9).
    """
    if old.key == new.key:
        return
    for name in month_end.settled_months(reader.connection):
        month = Month.parse(name)
        if not _is_frozen(reader, month):
            continue
        for before, after in zip(month.bounds(old), month.bounds(new), strict=True):
            if before != after and month_end.has_entries(
                reader.connection, min(before, after), max(before, after)
            ):  # fmt: skip
                raise Refusal(
                    "zone_moves_closed_time",
                    f"{month.title} is closed, and in that time zone work at its edge would lie in another month.",
                    f"Keep the time zone, or let the practice lead reopen {month.title} first.",
                )


def _is_frozen(reader: Reader, month: Month) -> bool:
    """Whether it was closed, and is not reopened for everybody: then its next closing goes by the new zone."""
    held = reader.held(MonthState, closing_entity(str(month)))
    return held is not None and (held.value.state == "closed" or bool(held.value.scope))
