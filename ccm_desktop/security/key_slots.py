"""`keyslots.json`: the practice's key, sealed to each user by a passphrase; readable by nobody else.

Each user has two key pairs whose private halves are wrapped by the passphrase (Argon2id): one opens
the practice, whose 32 random bytes are sealed to its public half (X25519, HKDF, AES-256-GCM); the
other signs (Ed25519). The context `vault|epoch|user` is bound everywhere, so slots can be neither
swapped nor rolled back.
"""

from __future__ import annotations

import contextlib
import copy
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ccm_desktop.domain.errors import BadInput, FileProblem, Problem
from ccm_desktop.security import key_file
from ccm_desktop.security.key_file import NAMES, damaged
from ccm_desktop.security.passphrase import (
    STANDARD,
    Kdf,
    normalized,
    normalized_code,
    require_strong,
    stretched,
)
from ccm_desktop.security.sealing import (
    RAW_PRIVATE,
    RAW_PUBLIC,
    VaultKey,
    as_bytes,
    as_text,
    derived,
    seal,
    unseal,
    unwrap,
    wrap,
)
from ccm_desktop.security.signing_key import SigningKey

_KIT = "recovery kit"
"""Stands in the context where a user's id stands otherwise."""


@dataclass(frozen=True, slots=True)
class SlotUser:
    """Somebody who can open this practice."""

    id: str
    name: str
    must_change: bool = False
    """The passphrase was given by somebody else, to be used once."""


class KeySlots:
    """The key file of one practice folder, kept twice."""

    def __init__(self, folder: Path, data: dict[str, Any], spare: dict[str, Any] | None = None) -> None:
        self._folder = folder
        self._data = data
        self._spare = spare
        """The other copy where it differs although nothing was changed in between: one of them is damaged."""

    @classmethod
    def create(
        cls, folder: Path, user_id: str, user_name: str, passphrase: str, kdf: Kdf = STANDARD
    ) -> tuple[KeySlots, VaultKey]:
        """A new practice key with its first user; writes both copies."""
        if any((folder / name).exists() for name in NAMES):
            raise FileProblem("practice_exists", "There is a practice in this folder already.",
                              "Choose an empty folder.")  # fmt: skip
        key = VaultKey(os.urandom(32))
        slots = cls(folder, {"v": 1, "vault": as_text(os.urandom(16)), "epoch": 1, "users": {}})
        slots.give(key, user_id, user_name, passphrase, kdf)
        return slots, key

    @classmethod
    def load(cls, folder: Path) -> KeySlots:
        """Read the key file; a damaged copy falls back to the other."""
        first, *others = key_file.read(folder)
        # An older copy is what a change left behind: it must not bring back who was taken away.
        return cls(folder, first, *(o for o in others if key_file.revision(o) == key_file.revision(first)))

    def users(self) -> list[SlotUser]:
        """Who can open it, by name."""
        try:
            found = [SlotUser(i, str(u["name"]), bool(u.get("once"))) for i, u in self._data["users"].items()]
        except (TypeError, KeyError, AttributeError) as error:
            raise damaged() from error
        return sorted(found, key=lambda user: user.name)

    def unlock(self, user_id: str, passphrase: str) -> VaultKey:
        """The practice's key; a wrong passphrase and a damaged file are told apart."""
        try:
            return self._key(user_id, self._private(user_id, passphrase))
        except Problem:
            if self._spare is None:
                raise
            other = KeySlots(self._folder, self._spare)
            with contextlib.suppress(Problem):
                key = other.unlock(user_id, passphrase)
                self._data, self._spare = self._spare, None
                return key
            raise

    def signing_key(self, user_id: str, passphrase: str) -> SigningKey:
        """The private half with which this user signs."""
        private = self._private(user_id, passphrase)
        self._key(user_id, private)  # proves the whole file: nothing is signed out of an altered one
        return SigningKey(private[32:])

    def public_signing_key(self, user_id: str) -> str:
        """The public half of it, 64 hexadecimal digits."""
        try:
            return as_bytes(self._slot(user_id)["sign"]).hex()
        except (KeyError, TypeError, ValueError) as error:
            raise damaged() from error

    def must_change(self, user_id: str) -> bool:
        """Whether the passphrase was given by somebody else, to be used once."""
        return bool(self._slot(user_id).get("once"))

    def change_passphrase(self, user_id: str, old: str, new: str, kdf: Kdf = STANDARD) -> None:
        """Wrap anew; the practice's key stays what it is, and so do the user's own keys.

        A passphrase given for once is followed by fresh keys: whoever gave it never held these.
        """
        private = self._private(user_id, old)
        key, slot = self._key(user_id, private), self._slot(user_id)
        if normalized(new) == normalized(old):
            raise BadInput("passphrase_same", "The new passphrase is the old one.", "Choose another.")
        if slot.get("once"):
            self.give(key, user_id, slot["name"], new, kdf)
            return
        require_strong(new)
        rewrapped = slot | self._wrapped(user_id, private, new, kdf)
        self._change(key, lambda users, _data: users.update({user_id: rewrapped}))

    def give(
        self, key: VaultKey, user_id: str, name: str, passphrase: str, kdf: Kdf = STANDARD, *, once: bool = False
    ) -> None:
        """A sign-in with fresh keys; one that was there before opens nothing any more."""
        slot = self._new_slot(key, user_id, name, passphrase, kdf) | ({"once": True} if once else {})
        self._change(key, lambda users, _data: users.update({user_id: slot}))

    def take_away(self, key: VaultKey, user_id: str) -> None:
        """The user's passphrase opens nothing any more."""
        self._slot(user_id)
        self._change(key, lambda users, _data: users.pop(user_id))

    def rename(self, key: VaultKey, user_id: str, name: str) -> None:
        """The name on the lock screen."""
        slot = self._slot(user_id) | {"name": name}
        self._change(key, lambda users, _data: users.update({user_id: slot}))

    def keep_kit(self, key: VaultKey, code: str, kdf: Kdf = STANDARD) -> None:
        """From now on this recovery code opens the practice, and an earlier one does not; it is kept nowhere."""
        salt, context = os.urandom(16), self._context(_KIT)
        kek = derived(stretched(normalized_code(code), salt, kdf), b"ccm/kit/v1|" + context)
        kit = {"salt": as_text(salt), "kdf": kdf.as_dict(), "key": as_text(wrap(kek, key.database, context + salt))}
        self._change(key, lambda _users, data: data.update(kit=kit))

    def has_kit(self) -> bool:
        """Whether a recovery code opens this practice."""
        return "kit" in self._data

    def open_kit(self, code: str) -> VaultKey:
        """The practice's key, by the recovery code."""
        if not self.has_kit():
            raise BadInput("kit_missing", "There is no recovery kit for this practice.", "Ask a practice lead.")
        salt, wrapped, kdf = _wrapping(self._data["kit"], "key")
        context = self._context(_KIT)
        kek = derived(stretched(normalized_code(code), salt, kdf), b"ccm/kit/v1|" + context)
        try:
            key = VaultKey(unwrap(kek, wrapped, context + salt))
        except InvalidTag as error:
            raise BadInput("kit_wrong", "The recovery code is not right.",
                           "Use the newest kit, and compare the letters group by group.") from error  # fmt: skip
        self._prove(key)
        return key

    def use_up_kit(self, key: VaultKey, user_id: str, name: str, passphrase: str, kdf: Kdf = STANDARD) -> None:
        """A sign-in by virtue of the recovery code, which opens nothing afterwards; both or neither."""
        slot = self._new_slot(key, user_id, name, passphrase, kdf)
        self._change(key, lambda users, data: (users.update({user_id: slot}), data.pop("kit")))

    def mend(self) -> None:
        """Make the second copy say what the first says, after a crash between the two."""
        key_file.mend(self._folder, self._data)

    def _new_slot(self, key: VaultKey, user_id: str, name: str, passphrase: str, kdf: Kdf) -> dict[str, Any]:
        require_strong(passphrase)
        box, sign = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        private = box.private_bytes(*RAW_PRIVATE) + sign.private_bytes(*RAW_PRIVATE)
        return {
            "name": name,
            "box": as_text(box.public_key().public_bytes(*RAW_PUBLIC)),
            "sign": as_text(sign.public_key().public_bytes(*RAW_PUBLIC)),
            "key": seal(box.public_key(), key.database, self._context(user_id)),
            **self._wrapped(user_id, private, passphrase, kdf),
        }

    def _wrapped(self, user_id: str, private: bytes, passphrase: str, kdf: Kdf) -> dict[str, Any]:
        salt, context = os.urandom(16), self._context(user_id)
        kek = derived(stretched(passphrase, salt, kdf), b"ccm/kek/v1|" + context)
        return {"salt": as_text(salt), "kdf": kdf.as_dict(), "private": as_text(wrap(kek, private, context + salt))}

    def _slot(self, user_id: str) -> dict[str, Any]:
        slot: dict[str, Any] | None = self._data["users"].get(user_id)
        if slot is None:
            raise BadInput("user_unknown", "This user is not in the practice.", "Choose a name from the list.")
        return slot

    def _private(self, user_id: str, passphrase: str) -> bytes:
        """Both private halves, 64 bytes."""
        slot = self._slot(user_id)
        salt, wrapped, kdf = _wrapping(slot, "private")
        context = self._context(user_id)
        try:
            return unwrap(derived(stretched(passphrase, salt, kdf), b"ccm/kek/v1|" + context), wrapped, context + salt)
        except InvalidTag as error:
            raise BadInput("passphrase_wrong", "The passphrase is not right.",
                           "Type it again; capital letters count.") from error  # fmt: skip

    def _key(self, user_id: str, private: bytes) -> VaultKey:
        try:
            box, sealed = X25519PrivateKey.from_private_bytes(private[:32]), self._slot(user_id)["key"]
            key = VaultKey(unseal(box, sealed, self._context(user_id)))
        except (InvalidTag, ValueError, TypeError, AttributeError, KeyError) as error:
            raise damaged() from error
        self._prove(key)
        return key

    def _prove(self, key: VaultKey) -> None:
        """The whole file is as the practice's key left it."""
        if not hmac.compare_digest(str(self._data.get("mac", "")), _mac(self._data, key)):
            raise damaged()

    def _context(self, user_id: str) -> bytes:
        return f"{self._data['vault']}|{self._data['epoch']}|{user_id}".encode()

    def _change(self, key: VaultKey, edit: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
        """Write the edited file; what is held here changes only once it is on the disk."""
        data = copy.deepcopy(self._data)
        edit(data["users"], data)
        data["n"] = key_file.revision(data) + 1
        data["mac"] = _mac(data, key)
        key_file.write(self._folder, data)
        self._data = data


def _wrapping(slot: dict[str, Any], name: str) -> tuple[bytes, bytes, Kdf]:
    """Salt, wrapped bytes and parameters, as a slot holds them."""
    try:
        kdf = Kdf(*(int(slot["kdf"][n]) for n in ("memory_kib", "passes", "lanes")))
        return as_bytes(slot["salt"]), as_bytes(slot[name]), kdf
    except (KeyError, TypeError, ValueError) as error:
        raise damaged() from error


def _mac(data: dict[str, Any], key: VaultKey) -> str:
    body = {name: value for name, value in data.items() if name != "mac"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key.derive("slots/v1"), text, sha256).hexdigest()
