"""Key slots: only the right passphrase opens, and no altered byte is accepted."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput, FileProblem, Problem
from ccm_desktop.security.key_file import NAMES
from ccm_desktop.security.key_slots import KeySlots
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS, STANDARD, Kdf

PASSPHRASE = "correct horse battery staple"


def test_the_key_never_prints_itself(tmp_path: Path) -> None:
    _, key = KeySlots.create(tmp_path, "u", "Ann", PASSPHRASE, QUICK_FOR_TESTS)
    assert key.database.hex() not in f"{key} {key!r}"
    assert key.derive("a") != key.derive("b") != key.database


def test_a_new_passphrase_opens_the_same_practice(tmp_path: Path) -> None:
    slots, key = KeySlots.create(tmp_path, "u", "Ann", PASSPHRASE, QUICK_FOR_TESTS)
    slots.change_passphrase("u", PASSPHRASE, "another long passphrase", QUICK_FOR_TESTS)
    again = KeySlots.load(tmp_path)
    assert again.unlock("u", "another long passphrase").database == key.database
    with pytest.raises(BadInput):
        again.unlock("u", PASSPHRASE)


def test_the_same_passphrase_typed_elsewhere_is_the_same(tmp_path: Path) -> None:
    slots, key = KeySlots.create(tmp_path, "u", "Ann", "Ångström café passphrase", QUICK_FOR_TESTS)
    assert slots.unlock("u", "Ångström café passphrase").database == key.database


def test_the_standard_is_the_floor_of_rfc_9106() -> None:
    assert (STANDARD.memory_kib, STANDARD.passes, STANDARD.lanes) == (65_536, 3, 4)


@pytest.mark.parametrize("kdf", [Kdf(2**31, 1, 1), Kdf(64, 10**6, 1), Kdf(64, 1, 99), Kdf(0, 1, 1), Kdf(64, 0, 1)])
def test_absurd_parameters_of_a_tampered_file_cost_nothing(kdf: Kdf) -> None:
    with pytest.raises(FileProblem):
        kdf.require_sane()


def test_no_altered_byte_is_accepted(tmp_path: Path) -> None:
    _, key = KeySlots.create(tmp_path, "u", "Ann", PASSPHRASE, QUICK_FOR_TESTS)
    sound = (tmp_path / NAMES[0]).read_bytes()
    chance = random.Random(3)
    accepted = 0
    for _ in range(200):
        damaged = bytearray(sound)
        place = chance.randrange(len(sound))
        damaged[place] = chance.choice([b for b in b'0123456789abcdefABCDEF+/="}' if b != sound[place]])
        for name in NAMES:
            (tmp_path / name).write_bytes(damaged)
        try:
            opened = KeySlots.load(tmp_path).unlock("u", PASSPHRASE)
        except Problem:
            continue
        # White space and equivalent base64 padding bits are the only changes without a meaning.
        same = json.loads(damaged) == json.loads(sound)
        accepted += not same
        assert opened.database == key.database
    assert accepted == 0


@pytest.mark.parametrize("copy", NAMES)
@pytest.mark.parametrize("part", ["private", "key", "salt", "kdf", "mac", "vault"])
def test_whatever_part_of_one_copy_is_damaged_the_other_serves(tmp_path: Path, copy: str, part: str) -> None:
    _, key = KeySlots.create(tmp_path, "u", "Ann", PASSPHRASE, QUICK_FOR_TESTS)
    data = json.loads((tmp_path / copy).read_bytes())
    vault = data["vault"]
    damaged = data if part in data else data["users"]["u"]
    damaged[part] = 7 if part == "kdf" else "A" + damaged[part][1:] if damaged[part][0] != "A" else "B"
    (tmp_path / copy).write_text(json.dumps(data))
    slots = KeySlots.load(tmp_path)
    with pytest.raises(Problem):
        slots.unlock("u", "wrong passphrase here")
    assert slots.unlock("u", PASSPHRASE).database == key.database
    slots.change_passphrase("u", PASSPHRASE, "another long passphrase", QUICK_FOR_TESTS)
    assert len({(tmp_path / name).read_bytes() for name in NAMES}) == 1
    assert json.loads((tmp_path / copy).read_bytes())["vault"] == vault
    assert KeySlots.load(tmp_path).unlock("u", "another long passphrase").database == key.database


@pytest.mark.parametrize("name", NAMES)
def test_a_key_file_is_readable_by_its_owner_only(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.tmp").touch(0o666)
    (tmp_path / f"{name}.tmp").chmod(0o666)
    KeySlots.create(tmp_path, "u", "Ann", PASSPHRASE, QUICK_FOR_TESTS)
    assert os.name == "nt" or (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / f"{name}.tmp").exists()
