"""Audit packets and the monthly pack by command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.journeys.test_command_line import Terminal
from tests.services.conftest import PASSPHRASE, october

__all__ = ["october"]


@pytest.fixture
def ccm(tmp_path: Path, capsys: pytest.CaptureFixture[str], october: dict[str, Path]) -> Terminal:
    """Signed in as Maria, with October closed."""
    shutil.copytree(october["closed"], tmp_path / "practice")
    terminal = Terminal(tmp_path / "practice", capsys)
    terminal.secret.write_text(f"{PASSPHRASE}\n", "utf-8")
    return terminal


def said(ccm: Terminal, *words: object, expect: int = 0) -> str:
    return ccm("--user", "Maria Ortiz", *words, expect=expect)


def test_a_sample_repeats_and_one_patient_can_be_named(ccm: Terminal, tmp_path: Path) -> None:
    drawn = []
    for folder in ("a", "b"):
        words = ("packet", "--month", "2026-10", "--sample", 1, "--seed", "7", "--out", tmp_path / folder)
        assert "2 documents in " in said(ccm, *words)
        drawn.append(sorted(path.name for path in (tmp_path / folder).iterdir()))
    assert drawn[0] == drawn[1]
    said(ccm, "packet", "--month", "2026-10", "--patient", "Adams", "--patient", "Baker", "--out", tmp_path / "c")
    files = sorted((tmp_path / "c").glob("*.json"))
    names = {json.loads(file.read_text("utf-8"))["patient"]["name"] for file in files}
    assert names == {"Adams, María", "Baker, María"}


def test_reports_of_people_and_the_pack(ccm: Terminal, tmp_path: Path) -> None:
    said(ccm, "report", "practitioner", "Elena Reyes", "--month", "2026-10", "--out", tmp_path / "elena.pdf")
    assert (tmp_path / "elena.pdf").read_bytes().startswith(b"%PDF")
    said(ccm, "report", "coordinator", "Maria Ortiz", "--month", "2026-10", "--csv", "--out", tmp_path / "maria.csv")
    assert "Own time" in (tmp_path / "maria.csv").read_text("utf-8-sig")
    assert "6 documents" in said(ccm, "report", "pack", "--month", "2026-10", "--out", tmp_path / "pack")


@pytest.mark.parametrize("words", [
    ("packet", "--month", "2026-10", "--out", "NEW"),
    ("packet", "--month", "2026-10", "--patient", "Adams", "--sample", "3", "--seed", "1", "--out", "NEW"),
    ("packet", "--month", "2026-10", "--patient", "Nobody", "--out", "NEW"),
    ("packet", "--month", "2026-10", "--sample", "0", "--seed", "1", "--out", "NEW"),
    ("packet", "--month", "2026-10", "--sample", "3", "--out", "NEW"),
    ("packet", "--month", "2026-09", "--sample", "3", "--seed", "1", "--out", "NEW"),
    ("packet", "--month", "2031-01", "--sample", "3", "--seed", "1", "--out", "NEW"),
    ("packet", "--month", "2026-10", "--patient", "Adams", "--out", "THERE"),
    ("packet", "--month", "2026-10", "--patient", "Adams", "--out", "/nowhere/at/all"),
    ("report", "practitioner", "Nobody", "--month", "2026-10", "--out", "NEW"),
    ("report", "pack", "--month", "2026-10", "--out", "THERE"),
], ids=lambda words: " ".join(words)[:60])  # fmt: skip
def test_bad_input_is_one_sentence_and_leaves_no_file(ccm: Terminal, tmp_path: Path, words: tuple[str, ...]) -> None:
    there = tmp_path / "there"
    there.mkdir()
    places = {"NEW": str(tmp_path / "new"), "THERE": str(there)}
    told = said(ccm, *(places.get(word, word) for word in words), expect=2)
    assert told.startswith("ccm: ")
    assert len(told.strip().splitlines()) == 1
    assert "Adams" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["practice", "secret.txt", "there"]
    assert list(there.iterdir()) == []
