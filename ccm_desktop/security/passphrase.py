"""Passphrases: what is accepted, and how one becomes a key."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ccm_desktop.domain.errors import BadInput, FileProblem

SHORTEST = 15
"""Characters; no composition rules and no forced change (security.md 3.3)."""


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id parameters (RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4

    def require_sane(self) -> None:
        """Refuse parameters of a tampered file before they cost memory or strength."""
        if not (8 * self.lanes <= self.memory_kib <= 2_097_152 and 1 <= self.passes <= 16 and 1 <= self.lanes <= 16):
            raise FileProblem(
                "keyslots_damaged", "The key file of this practice is damaged.",
                "Restore keyslots.json from a backup.",
            )  # fmt: skip

    def as_dict(self) -> dict[str, int | str]:
        """For the key file."""
        return {"alg": "argon2id", **asdict(self)}


STANDARD = Kdf()
"""RFC 9106, second recommended option: the floor of security.md 3.3."""
QUICK_FOR_TESTS = Kdf(memory_kib=64, passes=1, lanes=1)


def require_strong(passphrase: str) -> None:
    """Refuse a passphrase that is too short."""
    if len(normalized(passphrase)) < SHORTEST:
        raise BadInput(
            "passphrase_short", f"The passphrase has fewer than {SHORTEST} characters.",
            "Use a sentence or five unrelated words.",
        )  # fmt: skip


def normalized(passphrase: str) -> str:
    """The same passphrase typed on another keyboard is the same."""
    return unicodedata.normalize("NFKC", passphrase)


def stretched(passphrase: str, salt: bytes, kdf: Kdf) -> bytes:
    """32 bytes from a passphrase; takes a moment on purpose."""
    kdf.require_sane()
    derive = Argon2id(salt=salt, length=32, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory_kib)
    return derive.derive(normalized(passphrase).encode())


def suggested() -> str:
    """One to give to somebody, good for one use: about 79 random bits in four groups, easy to read out."""
    return _groups(4)


def kit_code() -> str:
    """What a recovery kit holds: about 158 random bits in eight groups."""
    return _groups(8)


def normalized_code(code: str) -> str:
    """A recovery code as typed from paper: capitals, blanks and dashes do not matter."""
    return "".join(letter for letter in normalized(code).lower() if letter.isalnum())


def _groups(count: int) -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(count))
