"""Ed25519 (RFC 8032): the private half that signs, and the proof that it did."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ccm_desktop.security.sealing import RAW_PUBLIC


class SigningKey:
    """A person's private half, in memory only between the passphrase and the last signature of a sitting.

    It never prints itself.
    """

    __slots__ = ("_key",)

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)

    @property
    def public(self) -> str:
        """The public half, 64 hexadecimal digits."""
        return self._key.public_key().public_bytes(*RAW_PUBLIC).hex()

    def sign(self, message: bytes) -> str:
        """The signature, 128 hexadecimal digits."""
        return self._key.sign(message).hex()

    def __repr__(self) -> str:
        return "SigningKey(…)"


def is_genuine(public: str, message: bytes, signature: str) -> bool:
    """Whether the holder of that key's private half signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
