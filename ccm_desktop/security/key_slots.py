"""`keyslots.json`: the practice's key, sealed to each user by a passphrase; readable by nobody else.

Each user has a key pair whose private half is wrapped by the passphrase (Argon2id); the practice's
32 random bytes are sealed to the public half (X25519, HKDF, AES-256-GCM). The context
`vault|epoch|user` is bound everywhere, so slots can be neither swapped nor rolled back.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ccm_desktop.domain.errors import BadInput, FileProblem, Problem
from ccm_desktop.security.passphrase import STANDARD, Kdf, require_strong, stretched

NAMES = ("keyslots.json", "keyslots.json.b")
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
_RAW_PRIVATE = (
    serialization.Encoding.Raw,
    serialization.PrivateFormat.Raw,
    serialization.NoEncryption(),
)


class VaultKey:
    """The practice's key. It never prints itself."""

    __slots__ = ("_bytes",)

    def __init__(self, key: bytes) -> None:
        self._bytes = bytes(key)

    @property
    def database(self) -> bytes:
        """Raw key of the SQLCipher file."""
        return self._bytes

    def derive(self, purpose: str) -> bytes:
        """An independent 32-byte key for another use, such as `journal/v1`."""
        return _hkdf(self._bytes, purpose.encode())

    def __repr__(self) -> str:
        return "VaultKey(…)"


@dataclass(frozen=True, slots=True)
class SlotUser:
    """Somebody who can open this practice."""

    id: str
    name: str


class KeySlots:
    """The key file of one practice folder, kept twice."""

    def __init__(self, folder: Path, data: dict[str, Any], spare: dict[str, Any] | None = None) -> None:
        self._folder = folder
        self._data = data
        self._spare = spare
        """The second copy where it differs: one of the two was damaged, or a change was cut short."""

    @classmethod
    def create(
        cls, folder: Path, user_id: str, user_name: str, passphrase: str, kdf: Kdf = STANDARD
    ) -> tuple[KeySlots, VaultKey]:
        """A new practice key with its first user; writes both copies."""
        if any((folder / name).exists() for name in NAMES):
            raise FileProblem("practice_exists", "There is a practice in this folder already.",
                              "Choose an empty folder.")  # fmt: skip
        require_strong(passphrase)
        key = VaultKey(os.urandom(32))
        slots = cls(folder, {"v": 1, "vault": _text(os.urandom(16)), "epoch": 1, "users": {}})
        slots._add(user_id, user_name, passphrase, key, kdf)
        slots._save(key)
        return slots, key

    @classmethod
    def load(cls, folder: Path) -> KeySlots:
        """Read the key file; a damaged copy falls back to the other."""
        found = False
        sound: list[dict[str, Any]] = []
        for name in NAMES:
            try:
                data = json.loads((folder / name).read_bytes())
                if _is_sound(data) and data not in sound:
                    sound.append(data)
            except FileNotFoundError:
                continue
            except (ValueError, KeyError, TypeError, RecursionError):
                found = True
            except OSError as error:
                raise FileProblem("keyslots_unreadable", "The key file of this practice cannot be read.",
                                  "Check that you may read the folder.") from error  # fmt: skip
            found = True
        if sound:
            return cls(folder, *sound)
        if found:
            raise _damaged()
        raise FileProblem("practice_missing", "There is no practice in this folder.",
                          "Choose the folder that holds vault.db and keyslots.json, or create a practice.")  # fmt: skip

    def users(self) -> list[SlotUser]:
        """Who can open it, by name."""
        try:
            found = [SlotUser(i, str(u["name"])) for i, u in self._data["users"].items()]
        except (TypeError, KeyError, AttributeError) as error:
            raise _damaged() from error
        return sorted(found, key=lambda user: user.name)

    def unlock(self, user_id: str, passphrase: str) -> VaultKey:
        """The practice's key; a wrong passphrase and a damaged file are told apart."""
        try:
            return self._unlock(user_id, passphrase)
        except Problem:
            if self._spare is None:
                raise
            other = KeySlots(self._folder, self._spare)
            with contextlib.suppress(Problem):
                key = other._unlock(user_id, passphrase)
                self._data, self._spare = self._spare, None
                return key
            raise

    def _unlock(self, user_id: str, passphrase: str) -> VaultKey:
        user = self._data["users"].get(user_id)
        if user is None:
            raise BadInput("user_unknown", "This user is not in the practice.", "Choose a name from the list.")
        try:
            kdf = Kdf(*(int(user["kdf"][n]) for n in ("memory_kib", "passes", "lanes")))
            salt, wrapped, sealed = _bytes(user["salt"]), _bytes(user["private"]), user["key"]
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged() from error
        try:
            kek = _hkdf(stretched(passphrase, salt, kdf), b"ccm/kek/v1|" + self._context(user_id))
            private = _open(kek, wrapped, self._context(user_id) + salt)
        except InvalidTag as error:
            raise BadInput("passphrase_wrong", "The passphrase is not right.",
                           "Type it again; capital letters count.") from error  # fmt: skip
        try:
            key = VaultKey(_unseal(X25519PrivateKey.from_private_bytes(private[:32]), sealed, self._context(user_id)))
        except (InvalidTag, ValueError, TypeError, AttributeError) as error:
            raise _damaged() from error
        if not hmac.compare_digest(str(self._data.get("mac", "")), self._mac(key)):
            raise _damaged()
        return key

    def change_passphrase(self, user_id: str, old: str, new: str, kdf: Kdf = STANDARD) -> None:
        """Wrap anew; the practice's key stays what it is."""
        key = self.unlock(user_id, old)
        require_strong(new)
        self._add(user_id, self._data["users"][user_id]["name"], new, key, kdf)
        self._save(key)

    def _add(self, user_id: str, name: str, passphrase: str, key: VaultKey, kdf: Kdf) -> None:
        box, sign, salt = X25519PrivateKey.generate(), Ed25519PrivateKey.generate(), os.urandom(16)
        context = self._context(user_id)
        kek = _hkdf(stretched(passphrase, salt, kdf), b"ccm/kek/v1|" + context)
        private = box.private_bytes(*_RAW_PRIVATE) + sign.private_bytes(*_RAW_PRIVATE)
        self._data["users"][user_id] = {
            "name": name,
            "salt": _text(salt),
            "kdf": kdf.as_dict(),
            "box": _text(box.public_key().public_bytes(*_RAW)),
            "sign": _text(sign.public_key().public_bytes(*_RAW)),
            "private": _text(_close(kek, private, context + salt)),
            "key": _seal(box.public_key(), key.database, context),
        }

    def _context(self, user_id: str) -> bytes:
        return f"{self._data['vault']}|{self._data['epoch']}|{user_id}".encode()

    def _mac(self, key: VaultKey) -> str:
        body = {name: value for name, value in self._data.items() if name != "mac"}
        text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        return hmac.new(key.derive("slots/v1"), text, sha256).hexdigest()

    def _save(self, key: VaultKey) -> None:
        self._data["mac"] = self._mac(key)
        content = json.dumps(self._data, indent=1).encode()
        for name in NAMES:
            write_durably(self._folder / name, content)


def write_durably(path: Path, content: bytes) -> None:
    """Old or new, never half: temporary file, flush, rename, flush of the folder; owner only."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.unlink(missing_ok=True)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileProblem("folder_not_writable", "The practice folder cannot be written.",
                          "Check the folder's permissions and the free space, then try again.") from error  # fmt: skip


def flush_folder(folder: Path) -> None:
    """See to it that a rename in the folder survives a power cut, where the system can promise that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_sound(data: Any) -> bool:
    """Whether a key file has the form of one; what it holds is proved by unlocking."""
    users = data["users"]
    return (
        data["v"] == 1
        and isinstance(data["vault"], str)
        and isinstance(data["epoch"], int)
        and isinstance(users, dict)
        and bool(users)
        and all(isinstance(user, dict) and "name" in user for user in users.values())
    )


def _damaged() -> FileProblem:
    return FileProblem("keyslots_damaged", "The key file of this practice is damaged.",
                       "Restore keyslots.json from a backup.")  # fmt: skip


def _hkdf(key: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, info).derive(key)


def _close(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _open(key: bytes, sealed: bytes, context: bytes) -> bytes:
    if len(sealed) < 28:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], context)


def _seal(public: X25519PublicKey, plain: bytes, context: bytes) -> str:
    fresh = X25519PrivateKey.generate()
    sender, receiver = fresh.public_key().public_bytes(*_RAW), public.public_bytes(*_RAW)
    key = _hkdf(fresh.exchange(public), b"ccm/seal/v1|" + sender + receiver + context)
    return f"{_text(sender)}.{_text(_close(key, plain, context))}"


def _unseal(private: X25519PrivateKey, sealed: str, context: bytes) -> bytes:
    first, _, second = sealed.partition(".")
    sender, receiver = _bytes(first), private.public_key().public_bytes(*_RAW)
    shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
    return _open(_hkdf(shared, b"ccm/seal/v1|" + sender + receiver + context), _bytes(second), context)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as error:
        raise ValueError("not base64") from error
