"""Electronic signatures: made under the signer's own passphrase, one by one; proved by anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Timer

import msgspec

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.signature import Signature
from ccm_desktop.ledger.payloads.practice import PersonProfile, PersonSigningKey
from ccm_desktop.models.queries import signatures
from ccm_desktop.models.store import Reader
from ccm_desktop.security.signing_key import SigningKey, is_genuine
from ccm_desktop.services.context import Context
from ccm_desktop.services.sign_ins import SignIns

SITTING_SECONDS = 15 * 60
SITTING_ITEMS = 50
"""After that the passphrase is asked for again (security.md 3.12, ux.md 8.4)."""

_is_sha256 = re.compile(r"[0-9a-f]{64}").fullmatch


@dataclass(frozen=True, slots=True)
class Sitting:
    """What may still be signed without typing the passphrase again."""

    items_left: int
    seconds_left: int


@dataclass(slots=True)
class _Open:
    """A sitting under way. It holds the private key, and never prints it."""

    key: SigningKey
    person: str
    began_monotonic: float
    began_wall: int
    signed: int = 0


class SigningService:
    """Signs for the person signed in; proves anybody's signature."""

    def __init__(self, context: Context, sign_ins: SignIns) -> None:
        self._context = context
        self._sign_ins = sign_ins
        self._open: _Open | None = None
        self._end: Timer | None = None

    def sign(self, passphrase: str, meaning: str, statement_version: str, content_hash: str | bytes) -> Signature:
        """The signature of the person signed in under one content, given by its SHA-256.

        A passphrase opens a sitting of 15 minutes and 50 items, in which it may be left empty.
        Nothing is recorded: whoever asks puts the signature into a payload of their own.
        Raises BadInput for a wrong passphrase and Refusal where there is no sitting; nothing is signed then.
        """
        content = _digest(content_hash)
        if not meaning.strip() or not statement_version.strip():
            raise BadInput("meaning_missing", "The signature does not say what it means.", "Name the statement.")
        sitting = self._begin(passphrase) if passphrase else self._current()
        if sitting is None:
            raise Refusal("passphrase_needed", "Your passphrase is needed to sign.", "Type it and sign again.")
        with self._context.reading() as reader:
            unsigned = self._statement(reader, sitting.key.public, meaning, statement_version, content)
        sitting.signed += 1
        return replace(unsigned, signature=sitting.key.sign(unsigned.signed_bytes()))

    def sitting(self) -> Sitting | None:
        """What is left of the sitting; None when the next signature needs the passphrase."""
        found = self._current()
        if found is None:
            return None
        return Sitting(SITTING_ITEMS - found.signed, max(1, int(SITTING_SECONDS - self._elapsed(found))))

    def end_sitting(self) -> None:
        """Drop the private key; the next signature needs the passphrase."""
        self._open = None
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def verify(self, signature: Signature, content_hash: str | bytes) -> bool:
        """Whether the person it names signed this very content with a key that is on record as theirs."""
        if signature.content_sha256 != _digest(content_hash):
            return False
        with self._context.reading() as reader:
            return _is_genuine(reader, signature)

    def findings(self, signed: Iterable[tuple[str, Signature, str]]) -> list[str]:
        """Faults among signatures, for `ccm verify`; empty when all are genuine.

        Each comes with words that name its place without any patient's data, and with the SHA-256 of
        the content as it is now.
        """
        return [f"{place}: the signature does not fit." for place, signature, content in signed
                if not self.verify(signature, content)]  # fmt: skip

    def findings_in_ledger(self) -> list[str]:
        """The same for every signature that any operation holds, each against the content it names itself."""
        found: list[str] = []
        with self._context.reading() as reader:
            for place, by, text in signatures.everywhere(reader.connection):
                try:
                    signature = msgspec.json.decode(text, type=Signature)
                except msgspec.DecodeError:
                    found.append(f"{place}: the signature cannot be read.")
                    continue
                if signature.person != by or not _is_genuine(reader, signature):
                    found.append(f"{place}: the signature does not fit.")
        return found

    def _begin(self, passphrase: str) -> _Open:
        self.end_sitting()
        person = self._context.person
        key = self._sign_ins.signing_key(person, passphrase)
        now = self._context.now()
        self._open = _Open(key, person, self._context.clock.monotonic(), now)
        self._end = Timer(SITTING_SECONDS, self.end_sitting)  # the key goes even if nobody asks again
        self._end.daemon = True
        self._end.start()
        return self._open

    def _current(self) -> _Open | None:
        found = self._open
        if found is None:
            return None
        elapsed = self._elapsed(found)
        over = found.signed >= SITTING_ITEMS or not 0 <= elapsed < SITTING_SECONDS
        if over or found.person != self._context.person:
            self.end_sitting()
            return None
        return found

    def _elapsed(self, sitting: _Open) -> float:
        """By whichever clock says more: the monotonic one stands still while the computer sleeps."""
        by_wall = self._context.now() - sitting.began_wall
        return max(self._context.clock.monotonic() - sitting.began_monotonic, by_wall)

    def _statement(
        self, reader: Reader, public: str, meaning: str, statement_version: str, content: str
    ) -> Signature:  # fmt: skip
        person = self._context.person
        me, recorded = reader.held(PersonProfile, person), reader.held(PersonSigningKey, person)
        if me is None or not me.value.active or recorded is None or recorded.value.public_key != public:
            self.end_sitting()
            raise Refusal("signing_key_unknown", "Your signing key is not the one on record, so nothing was signed.",
                          "Lock the practice, unlock it again and sign then.")  # fmt: skip
        zone = self._context.practice_of(reader).time_zone
        return Signature(
            person, me.value.name, me.value.credential, me.value.role, self._context.now(), zone,
            meaning, statement_version, content, public,
        )  # fmt: skip


def _is_genuine(reader: Reader, signature: Signature) -> bool:
    """Over its own words, by a key that the person recorded: now or earlier."""
    if not is_genuine(signature.public_key, signature.signed_bytes(), signature.signature):
        return False
    return any(
        op.header.act == signature.person
        and isinstance(value := reader.version(op.id), PersonSigningKey)
        and value.public_key == signature.public_key
        for op in reader.history(signature.person)
        if op.header.k == "person.signing_key"
    )


def _digest(content: str | bytes) -> str:
    text = content.hex() if isinstance(content, bytes) else content
    if not _is_sha256(text):
        raise ValueError("not a SHA-256")
    return text
