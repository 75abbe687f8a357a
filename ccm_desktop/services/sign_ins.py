"""The key file of the open practice, for the services that change or use it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.security.key_slots import KeySlots, SlotUser
from ccm_desktop.security.passphrase import STANDARD, Kdf
from ccm_desktop.security.sealing import VaultKey
from ccm_desktop.security.signing_key import SigningKey


@dataclass(frozen=True, slots=True)
class SignIns:
    """Who can open the practice. The key file is read anew each time; the open practice holds its lock."""

    folder: Path
    key: VaultKey
    kdf: Kdf = STANDARD

    def users(self) -> dict[str, SlotUser]:
        """By person id."""
        return {user.id: user for user in KeySlots.load(self.folder).users()}

    def signing_key(self, person: str, passphrase: str) -> SigningKey:
        """The private half with which a person signs; a wrong passphrase is refused."""
        return KeySlots.load(self.folder).signing_key(person, passphrase)

    def give(self, person: str, name: str, passphrase: str, *, once: bool) -> None:
        """A sign-in, in place of one that was there."""
        KeySlots.load(self.folder).give(self.key, person, name, passphrase, self.kdf, once=once)

    def change(self, person: str, old: str, new: str) -> None:
        """A person's own new passphrase."""
        KeySlots.load(self.folder).change_passphrase(person, old, new, self.kdf)

    def rename(self, person: str, name: str) -> None:
        """The name on the lock screen."""
        KeySlots.load(self.folder).rename(self.key, person, name)

    def take_away(self, person: str) -> None:
        """The person's passphrase opens nothing any more."""
        KeySlots.load(self.folder).take_away(self.key, person)

    def keep_kit(self, code: str) -> None:
        """From now on this recovery code opens the practice, and an earlier one does not."""
        KeySlots.load(self.folder).keep_kit(self.key, code, self.kdf)

    def has_kit(self) -> bool:
        """Whether a recovery code opens this practice."""
        return KeySlots.load(self.folder).has_kit()

    def use_up_kit(self, person: str, name: str, passphrase: str) -> None:
        """A sign-in by virtue of the recovery code."""
        KeySlots.load(self.folder).use_up_kit(self.key, person, name, passphrase, self.kdf)
