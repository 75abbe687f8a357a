"""Opens a practice; all of this runs on the database thread.

`app.entry` imports it there too: what it stands on takes longer to read from the disk than the lock takes to paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.security.passphrase import Kdf
from ccm_desktop.services import vault
from ccm_desktop.services.clock import Clock
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import OpenPractice


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is read once when a practice opens."""

    zone: str
    practice: str
    user: str
    user_name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the practice lies, by which clock it runs and how its passphrases become keys."""

    folder: Path
    clock: Clock
    kdf: Kdf

    def unlock(self, user: str, passphrase: str, new_passphrase: str) -> tuple[OpenPractice, Greeting]:
        """By a passphrase; with a new one in its place where the old one was given for once."""
        opened = vault.unlock(
            self.folder, user, passphrase, self.clock, new_passphrase=new_passphrase, kdf=self.kdf
        )  # fmt: skip
        return opened, greet(opened.office)

    def recover(self, user: str, code: str, new_passphrase: str) -> tuple[OpenPractice, Greeting]:
        """By the recovery kit."""
        vault.recover(self.folder, user, code, new_passphrase, self.clock, self.kdf)
        return self.unlock(user, new_passphrase, "")

    def create(self, new: NewPractice) -> tuple[OpenPractice, Greeting]:
        """By making it."""
        opened = vault.create_practice(self.folder, new, self.clock, self.kdf)
        return opened, greet(opened.office)


def greet(office: Office) -> Greeting:
    """What the window says first."""
    profile, me = office.context.practice(), office.people.me()
    return Greeting(profile.time_zone, profile.name, me.id, me.title, office.people.my_roles())
