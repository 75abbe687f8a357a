"""Instruments as data files: those that are shipped, and what a faulty one is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.instruments import load_instruments
from ccm_desktop.interop.resources import resource
from tests.interop.spoiling import spoil

PROTOCOLS = ("self_harm", "unsafe_home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(resource("instruments"), tmp_path / "instruments")
    return tmp_path / "instruments"


def test_every_shipped_instrument_is_sound_and_cites_its_source() -> None:
    found = load_instruments(PROTOCOLS)
    assert {one.key for one in found} == {
        "adl", "ahc_hrsn", "chair_stand", "gad2", "gad7", "iadl", "phq2", "phq4", "phq9", "steadi", "tug",
    }  # fmt: skip
    assert all(len(one.source) > 20 for one in found)


def test_the_ninth_question_of_the_phq9_is_needed_and_opens_the_protocol() -> None:
    (phq9,) = (one for one in load_instruments(PROTOCOLS) if one.key == "phq9")
    assert [(one.key, one.flag, one.flag_from) for one in phq9.questions if one.needed] == [
        ("self_harm", "self_harm", 1)
    ]


@pytest.mark.parametrize(
    ("file", "path", "to", "words"),
    [
        ("phq9.json", ("questions", 2, "label"), ..., "phq9.json, questions[2] has no label"),
        ("phq9.json", ("questions", 2, "labl"), "x", "phq9.json, questions 3 has a field that is not known: labl"),
        (
            "phq9.json",
            ("answers", 1, "value"),
            "1",
            "phq9.json, questions[0].options[1].value needs int where it has str",
        ),
        ("phq9.json", ("answers", 1, "value"), -1, "question 1 has an answer without"),
        ("phq9.json", ("answers", 1, "key"), "0", "question 1 has the answer 0 twice"),
        ("phq9.json", ("answers",), ..., "question 1 needs either answers or a measure"),
        ("phq9.json", ("area",), "moods", "needs as area one of function, mood"),
        ("phq9.json", ("version",), 0, "a version from 1"),
        ("phq9.json", ("source",), " ", "needs a title, a source and an intro"),
        ("phq9.json", ("questions",), [], "has no question that is scored"),
        ("phq9.json", ("questions", 8, "flag"), "harm", "question 9 opens a safety protocol that does not exist"),
        ("phq9.json", ("bands", 0, "least"), 1, "has no band for its lowest score, 0"),
        ("phq9.json", ("bands", 2, "least"), 5, "has bands that do not rise"),
        ("phq9.json", ("bands", 2, "follow", 0, "level"), "soon", "band moderate needs a level of urgent"),
        ("phq2.json", ("bands", 1, "follow", 0, "days"), -1, "band positive has a task that is not due"),
        ("phq2.json", ("bands", 1, "follow", 0, "kind"), "note", "has a follow that is no task or escalation"),
        ("phq2.json", ("key",), "phq9", "has the key phq9 of another file"),
        ("phq2.json", ("key",), "PHQ 2", "needs a key of small letters"),
        ("ahc_hrsn.json", ("scales", 1, "questions", 0), "food", "scale food needs questions that the instrument has"),
        ("ahc_hrsn.json", ("scales",), [], "counts needs and has no scales"),
        ("chair_stand.json", ("bands",), [], "needs two bands for its norms"),
    ],
)
def test_a_faulty_file_is_refused_by_file_and_place(
    folder: Path, file: str, path: tuple[Any, ...], to: Any, words: str
) -> None:
    spoil(folder / file, *path, to=to)
    with pytest.raises(BadInput) as told:
        load_instruments(PROTOCOLS, folder)
    assert words in told.value.what


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b"1"])
def test_what_is_no_json_object_is_told(folder: Path, content: bytes) -> None:
    (folder / "tug.json").write_bytes(content)
    with pytest.raises(BadInput, match=r"tug\.json"):
        load_instruments(PROTOCOLS, folder)
