"""The practice's key, and the three ways in which keys are kept: derived, wrapped, sealed."""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

RAW_PUBLIC = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
RAW_PRIVATE = (
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
        return derived(self._bytes, purpose.encode())

    def __repr__(self) -> str:
        return "VaultKey(…)"


def derived(key: bytes, info: bytes) -> bytes:
    """32 bytes that say nothing about the key they come from (HKDF-SHA256)."""
    return HKDF(hashes.SHA256(), 32, None, info).derive(key)


def wrap(key: bytes, plain: bytes, context: bytes) -> bytes:
    """AES-256-GCM; opens only with the same context."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unwrap(key: bytes, wrapped: bytes, context: bytes) -> bytes:
    """What was wrapped; raises InvalidTag for another key, another context or a changed byte."""
    if len(wrapped) < 28:
        raise InvalidTag
    return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], context)


def seal(public: X25519PublicKey, plain: bytes, context: bytes) -> str:
    """For the holder of the private half only; whoever seals cannot open."""
    fresh = X25519PrivateKey.generate()
    sender, receiver = fresh.public_key().public_bytes(*RAW_PUBLIC), public.public_bytes(*RAW_PUBLIC)
    key = derived(fresh.exchange(public), b"ccm/seal/v1|" + sender + receiver + context)
    return f"{as_text(sender)}.{as_text(wrap(key, plain, context))}"


def unseal(private: X25519PrivateKey, sealed: str, context: bytes) -> bytes:
    """What was sealed; raises InvalidTag or ValueError for anything else."""
    first, _, second = sealed.partition(".")
    sender, receiver = as_bytes(first), private.public_key().public_bytes(*RAW_PUBLIC)
    shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
    return unwrap(derived(shared, b"ccm/seal/v1|" + sender + receiver + context), as_bytes(second), context)


def as_text(raw: bytes) -> str:
    """Base64, for the key file."""
    return base64.b64encode(raw).decode()


def as_bytes(text: str) -> bytes:
    """The bytes of base64; raises ValueError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as error:
        raise ValueError("not base64") from error
