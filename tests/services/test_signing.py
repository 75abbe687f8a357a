"""Signatures: only the signer's passphrase makes them, only the very same content bears them out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.signature import Signature
from ccm_desktop.ledger.payloads.practice import PersonSigningKey
from ccm_desktop.models.queries import signatures
from ccm_desktop.security.signing_key import SigningKey
from ccm_desktop.services.signing import SITTING_ITEMS, SITTING_SECONDS, SigningService
from tests.services.conftest import PASSPHRASE, Demo

CONTENT = sha256(b"October of one patient").hexdigest()
OTHER = sha256(b"October of another").hexdigest()
MEANING = "I directed the services described here."


@pytest.fixture
def signing(demo: Demo) -> Iterator[SigningService]:
    yield demo.office.signing
    demo.office.signing.end_sitting()


def sign(signing: SigningService, passphrase: str = PASSPHRASE, content: str | bytes = CONTENT) -> Signature:
    return signing.sign(passphrase, MEANING, "practitioner-1", content)


def test_a_signature_says_who_when_and_what_it_means(demo: Demo, signing: SigningService) -> None:
    made = sign(signing)
    assert (made.signer, made.role, made.person) == ("Maria Ortiz, RN", "lead", demo.office.people.me().id)
    assert (made.signed_at, made.zone) == (demo.now, "America/New_York")
    assert (made.meaning, made.statement_version, made.content_sha256) == (MEANING, "practitioner-1", CONTENT)
    assert signing.verify(made, CONTENT)
    assert signing.verify(made, bytes.fromhex(CONTENT))


def test_a_signature_cannot_be_moved_to_another_content(signing: SigningService) -> None:
    made = sign(signing)
    assert not signing.verify(made, OTHER)
    assert not signing.verify(replace(made, content_sha256=OTHER), OTHER)


@pytest.mark.parametrize("name", [field.name for field in fields(Signature)])
def test_any_changed_word_is_noticed(signing: SigningService, name: str) -> None:
    made = sign(signing)
    value: Any = getattr(made, name)
    other: Any = value + 1 if isinstance(value, int) else ("1" if value[0] == "0" else "0") + value[1:]
    changed = replace(made, **{name: other})
    assert not signing.verify(changed, changed.content_sha256)


def test_every_byte_of_the_signature_counts(signing: SigningService) -> None:
    made = sign(signing)
    raw = bytes.fromhex(made.signature)
    for place in range(len(raw)):
        flipped = bytearray(raw)
        flipped[place] ^= 1
        assert not signing.verify(replace(made, signature=flipped.hex()), CONTENT)


def test_another_persons_key_does_not_sign_in_my_name(demo: Demo, signing: SigningService) -> None:
    """Even over the right words, and even after that other person put the key on my record."""
    stranger = SigningKey(b"\7" * 32)
    forged = replace(sign(signing), public_key=stranger.public, signature="")
    forged = replace(forged, signature=stranger.sign(forged.signed_bytes()))
    assert not signing.verify(forged, CONTENT)
    me, context = demo.office.people.me().id, demo.office.context
    context.person = demo.biller
    with context.transaction() as tx:
        tx.revise(PersonSigningKey(stranger.public), entity=me)
    context.person = me
    assert not signing.verify(forged, CONTENT)
    with pytest.raises(Refusal) as refused:
        sign(signing)
    assert refused.value.code == "signing_key_unknown"


@pytest.mark.parametrize(
    ("passphrase", "code"), [("", "passphrase_needed"), ("five other words in a row", "passphrase_wrong")]
)
def test_without_the_right_passphrase_nothing_is_signed(signing: SigningService, passphrase: str, code: str) -> None:
    with pytest.raises((BadInput, Refusal)) as refused:
        sign(signing, passphrase)
    assert refused.value.code == code
    assert signing.sitting() is None


def test_a_wrong_passphrase_ends_the_sitting_of_the_one_before(signing: SigningService) -> None:
    sign(signing)
    with pytest.raises(BadInput):
        sign(signing, "five other words in a row")
    with pytest.raises(Refusal):
        sign(signing, "")


def test_a_signature_without_a_meaning_is_refused(signing: SigningService) -> None:
    with pytest.raises(BadInput, match="does not say what it means"):
        signing.sign(PASSPHRASE, " ", "1", CONTENT)


def test_a_sitting_signs_fifty_items_each_by_itself(signing: SigningService) -> None:
    hashes = [sha256(bytes([n])).hexdigest() for n in range(SITTING_ITEMS)]
    made = [sign(signing, "" if n else PASSPHRASE, content) for n, content in enumerate(hashes)]
    assert len({one.signature for one in made}) == SITTING_ITEMS == 50
    assert all(signing.verify(one, content) for one, content in zip(made, hashes, strict=True))
    with pytest.raises(Refusal) as refused:
        sign(signing, "")
    assert refused.value.code == "passphrase_needed"
    sign(signing)
    assert signing.sitting().items_left == SITTING_ITEMS - 1  # type: ignore[union-attr]


def test_a_sitting_ends_after_fifteen_minutes(demo: Demo, signing: SigningService) -> None:
    sign(signing)
    demo.clock.advance(SITTING_SECONDS - 1)
    assert signing.sitting().seconds_left == 1  # type: ignore[union-attr]
    sign(signing, "")
    demo.clock.advance(1)
    assert signing.sitting() is None
    with pytest.raises(Refusal):
        sign(signing, "")


@pytest.mark.parametrize("hours", [1, -1])
def test_neither_sleep_nor_a_clock_set_back_prolongs_a_sitting(demo: Demo, signing: SigningService, hours: int) -> None:
    sign(signing)
    demo.clock.wall += timedelta(hours=hours)
    demo.clock.ticks += 0 if hours > 0 else SITTING_SECONDS
    with pytest.raises(Refusal):
        sign(signing, "")


def test_a_sitting_is_one_persons(demo: Demo, signing: SigningService) -> None:
    sign(signing)
    demo.office.context.person = demo.biller
    with pytest.raises(Refusal) as refused:
        sign(signing, "")
    assert refused.value.code == "passphrase_needed"


def test_locking_drops_the_key(demo: Demo) -> None:
    signing = demo.office.signing
    sign(signing)
    held = signing._open
    assert held is not None
    demo.opened.close()
    assert (signing._open, signing._end) == (None, None)
    demo.reopen()
    with pytest.raises(Refusal):
        sign(demo.office.signing, "")


def test_signatures_outlive_a_new_passphrase(demo: Demo) -> None:
    made = sign(demo.office.signing)
    person = demo.office.people.me().id
    demo.opened.office.signing._sign_ins.give(person, "Maria Ortiz", "given by the lead once", once=True)
    demo.opened.close()
    demo.reopen("given by the lead once", new="six words of my very own")
    again = sign(demo.office.signing, "six words of my very own")
    assert made.public_key != again.public_key
    assert demo.office.signing.verify(made, CONTENT)
    assert demo.office.signing.verify(again, CONTENT)
    demo.office.signing.end_sitting()


def test_findings_name_the_place_and_nothing_else(signing: SigningService) -> None:
    made = sign(signing)
    assert signing.findings([("Month note 7", made, CONTENT)]) == []
    assert signing.findings([("Month note 7", made, OTHER)]) == ["Month note 7: the signature does not fit."]


def test_checking_the_file_checks_what_was_signed(
    demo: Demo, signing: SigningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sign(signing)
    text = json.dumps({field.name: getattr(made, field.name) for field in fields(made)})
    held = [("note 1", made.person, text)]
    monkeypatch.setattr(signatures, "everywhere", lambda _connection: iter(held))
    assert demo.office.vault.verify() == []
    held.append(("note 2", made.person, text.replace(MEANING, "I did nothing.")))
    held.append(("note 3", "somebody else", text))
    held.append(("note 4", made.person, "{"))
    assert demo.office.vault.verify() == [
        "note 2: the signature does not fit.",
        "note 3: the signature does not fit.",
        "note 4: the signature cannot be read.",
    ]


def test_neither_passphrase_nor_private_key_shows_anywhere(demo: Demo, signing: SigningService, tmp_path: Path) -> None:
    made = sign(signing)
    private = signing._sign_ins.signing_key(made.person, PASSPHRASE)
    raw = private._key.private_bytes_raw()
    shown = f"{private!r} {private} {signing._open!r} {signing._sign_ins!r} {made!r}"
    connection = demo.office.context.store.vault.connection
    stored = b"".join(bytes(row[0]) + bytes(row[1]) for row in connection.execute("SELECT header, payload FROM op"))
    files = b"".join(path.read_bytes() for path in (tmp_path / "practice").iterdir() if path.name != "app.lock")
    for secret in (PASSPHRASE.encode(), raw, raw.hex().encode(), signing._sign_ins.key.database.hex().encode()):
        assert secret not in shown.encode()
        assert secret not in stored
        assert secret not in files
