"""Fee tables that the practice imported, and which of them it goes by."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("practice.fee_table", register="fee_table")
@dataclass(frozen=True, slots=True)
class FeeTable:
    """What each code pays. Every version stays in the ledger: a closed month keeps the one it was judged by."""

    name: str
    year: int
    source: str
    """Name of the relative value file."""
    source_sha256: str
    conversion_factor: str
    """Dollars per relative value unit, as published."""
    effective_from: str
    """First month, `2026-01`."""
    effective_to: str
    """Last month."""
    amounts: dict[str, str]
    """Dollars of one unit by code, non-facility."""
    facility_amounts: dict[str, str]
    """The same where the practice belongs to a hospital."""
    locality: str = ""
    """Contractor and number, `09102-04`; empty for the national rate."""
    locality_name: str = ""
    locality_source: str = ""
    locality_sha256: str = ""


@payload("practice.fee_choice", register="fee_choice")
@dataclass(frozen=True, slots=True)
class FeeChoice:
    """Ids of the tables in use, which never cover one month twice; other months go by the shipped figures."""

    tables: tuple[str, ...] = ()
