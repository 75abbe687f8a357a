"""What an electronic signature says, and the bytes it stands over (21 CFR 11.50, 11.70; security.md 3.12)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's signature under one content.

    It names its signer, moment, meaning and content, and is computed over all of them together:
    none can be changed, and it cannot be moved to another content.
    """

    person: str
    """Person id."""
    name: str
    """As printed, at the time of signing."""
    credential: str
    role: str
    signed_at: int
    """Epoch seconds."""
    zone: str
    """IANA name of the time zone the moment is shown in: the practice's."""
    meaning: str
    """What the signer declared, in the words that were shown."""
    statement_version: str
    content_sha256: str
    """Of the signed content, 64 hexadecimal digits."""
    public_key: str
    """Ed25519, 64 hexadecimal digits; on record in the ledger under the person."""
    signature: str = ""
    """128 hexadecimal digits; empty only while it is being made."""

    def signed_bytes(self) -> bytes:
        """Everything but the signature itself, in one fixed form."""
        said = {name: value for name, value in asdict(self).items() if name != "signature"}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return b"ccm/signature/v1\n" + text.encode("ascii")

    @property
    def signer(self) -> str:
        """`Elena Reyes, MD`."""
        return f"{self.name}, {self.credential}" if self.credential else self.name


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of plain values, the same for equal content on every device."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
