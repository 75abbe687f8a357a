"""What is known before a practice is open: who may open it, who did last, and whether it is free.

Read from the disk without SQLAlchemy and the use cases, so that the lock is on the screen at once.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.models.folder_lock import FolderLock
from ccm_desktop.security.key_file import write_durably
from ccm_desktop.security.key_slots import KeySlots, SlotUser

if TYPE_CHECKING:
    from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile

LAST_USER = "last_user"


@dataclass(frozen=True, slots=True)
class NewPractice:
    """What is asked when a practice is created."""

    practice: PracticeProfile
    first_user: PersonProfile
    billing_practitioner: PersonProfile | None
    """None when the first user bills, being a practitioner; otherwise nobody does until somebody is named."""
    passphrase: str


def list_users(folder: Path) -> list[SlotUser]:
    """Who can open the practice in that folder, by name."""
    return KeySlots.load(folder).users()


def has_recovery_kit(folder: Path) -> bool:
    """Whether a printed recovery code opens the practice in that folder."""
    return KeySlots.load(folder).has_kit()


def last_user(folder: Path) -> str:
    """Id of who opened it last on this computer; empty when that is not known."""
    try:
        return (folder / LAST_USER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def remember_user(folder: Path, user: str) -> None:
    """A comfort for the lock screen: a disk that refuses it is no reason to stay closed."""
    with contextlib.suppress(FileProblem):
        write_durably(folder / LAST_USER, user.encode())


def require_free(folder: Path) -> None:
    """Refuse a practice that another window or command has open, before anybody types a passphrase for nothing."""
    lock = FolderLock(folder)
    lock.acquire()
    lock.release()


__all__ = ["NewPractice", "SlotUser", "has_recovery_kit", "last_user", "list_users", "remember_user", "require_free"]
