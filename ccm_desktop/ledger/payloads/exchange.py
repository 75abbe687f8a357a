"""What the computers of one practice tell each other about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("device.name", register="device_name")
@dataclass(frozen=True, slots=True)
class DeviceName:
    """What the people call a computer. Entity: the device, 16 hex digits."""

    name: str


@payload("changes.exported")
@dataclass(frozen=True, slots=True)
class ChangesExported:
    """Somebody wrote the practice's changes into a file for another computer: who and when are its author and time."""

    since_ms: int = 0
    """Changes from this instant on; 0 for all."""
