"""The audit packet as JSON: the very values that the PDF prints, each section with its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from ccm_desktop.reports.packet_document import SECTIONS, AuditPacket
from ccm_desktop.reports.packet_values import Moment

SCHEMA = "ccm-desktop/audit-packet"
VERSION = 5
"""Of the schema; docs/audit-packet.md describes it."""


def render_packet_json(packet: AuditPacket) -> bytes:
    """UTF-8 with a line end at the end; the same packet always gives the same bytes."""
    contents = sections(packet)
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "month": packet.month,
        "patient": plain(packet.patient),
        "document": plain(packet.imprint),
        "sample": plain(packet.sample),
        "sections": {key: {"sha256": section_hash(content), "content": content} for key, content in contents.items()},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def sections(packet: AuditPacket) -> Mapping[str, Any]:
    """Each section as plain values, by key."""
    return {key: plain(getattr(packet, key)) for key in SECTIONS}


def section_hash(content: object) -> str:
    """SHA-256 of a section: JSON in UTF-8, keys sorted, no white space."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def plain(value: object) -> Any:
    """Only what JSON knows; instants in UTC and in local words, days as ISO dates, money as text."""
    if isinstance(value, Moment):
        return {"utc": f"{datetime.fromtimestamp(value.at, UTC):%Y-%m-%dT%H:%M:%SZ}", "local": value.local}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
