"""Instants and days as people write them, in the practice's time zone."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch


def instant(seconds: int, zone: ZoneInfo) -> str:
    """`Nov 3, 2026 9:12 AM EST`."""
    local = from_epoch(seconds).astimezone(zone)
    return f"{local:%b} {local.day}, {local.year} {clock(seconds, zone)} {local:%Z}"


def clock(seconds: int, zone: ZoneInfo, *, with_seconds: bool = False) -> str:
    """`9:12 AM`, or `9:12:05 AM`."""
    local = from_epoch(seconds).astimezone(zone)
    hour = local.hour % 12 or 12
    rest = f":{local:%M}:{local:%S}" if with_seconds else f":{local:%M}"
    return f"{hour}{rest} {'AM' if local.hour < 12 else 'PM'}"


def short_day(seconds: int, zone: ZoneInfo) -> str:
    """`Nov 3`."""
    local = from_epoch(seconds).astimezone(zone)
    return f"{local:%b} {local.day}"


def day(value: date) -> str:
    """`Nov 3, 2026`."""
    return f"{value:%b} {value.day}, {value.year}"


def iso_day(seconds: int, zone: ZoneInfo) -> str:
    """`2026-11-03`, the practice's calendar day."""
    return from_epoch(seconds).astimezone(zone).date().isoformat()


def near_day(iso: str) -> str:
    """`Nov 3`, of an ISO day."""
    value = date.fromisoformat(iso)
    return f"{value:%b} {value.day}"
