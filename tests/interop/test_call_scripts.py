"""Call scripts as data files: those that are shipped, and what a faulty one is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.domain.call_script import PURPOSES
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.call_scripts import RED_FLAGS, load_scripts
from ccm_desktop.interop.code_maps import _table
from ccm_desktop.interop.resources import resource
from tests.interop.spoiling import spoil


def test_every_shipped_script_is_sound_and_cites_its_source() -> None:
    book = load_scripts()
    assert {one.purpose for one in book.scripts} == set(PURPOSES)
    for script in book.scripts:
        assert script.source
        assert any(prompt.kind == "identity" for prompt in script.prompts) == (script.purpose != "condition")


@pytest.mark.parametrize(
    "family", ["Diabetes", "Hypertension", "Heart failure", "COPD", "Chronic kidney disease", "Depression"]
)
def test_the_common_conditions_have_prompts(family: str) -> None:
    assert any(family in script.families for script in load_scripts().scripts)


def test_every_family_named_is_one_that_conditions_have() -> None:
    known = {row["family"] for row in _table()}
    assert {family for script in load_scripts().scripts for family in script.families} <= known


def test_every_protocol_can_be_closed_as_not_there_after_all_and_escalates_somehow() -> None:
    for protocol in load_scripts().protocols:
        assert any(outcome.escalates for outcome in protocol.outcomes)
        assert protocol.outcome("n") is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource("templates", "call_scripts"), tmp_path / "scripts"))


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        (("title",), ..., "copd.json has no title"),
        (("source",), " ", "copd.json has no source"),
        (("version",), 0, "has no version"),
        (("version",), True, "has no version"),
        (("purpose",), "tea", "needs as purpose one of"),
        (("purpose",), "monthly", "must name families"),
        (("families",), "COPD", "families that are not a list"),
        (("prompts",), [], "has no prompts"),
        (("prompts",), 3, "prompts that are not a list"),
        (("prompts", 0), "breath", "prompt 1 is not an object"),
        (("prompts", 1, "key"), "breath", "prompt key breath twice"),
        (("prompts", 0, "kind"), "song", "prompt 1 needs as kind one of"),
        (("prompts", 0, "answers"), [], "must have answers"),
        (("prompts", 0, "answers", 0, "key"), "yes", "answer 1 has a key that is not one small letter"),
        (("prompts", 0, "answers", 0, "key"), "m", "answer key m twice"),
        (("prompts", 0, "answers", 1, "escalate"), "soon", "answer 2 needs as escalate one of"),
        (("prompts", 0, "answers", 1, "target"), ..., "answer 2 needs as target one of"),
        (("prompts", 0, "answers", 2, "flag"), "fire", "opens a protocol that red_flags.json does not have"),
        (("prompts", 0, "answers", 0, "task_in"), 61, "task_in that is not 0 to 60"),
        (("prompts", 0, "answers", 0, "tsak"), "x", "a field that is not known: tsak"),
    ],
)
def test_a_faulty_script_is_refused_in_one_sentence_that_names_the_place(
    folder: Path, path: tuple[Any, ...], to: Any, said: str
) -> None:
    spoil(folder / "copd.json", *path, to=to)
    with pytest.raises(BadInput) as refused:
        load_scripts(folder)
    assert said in refused.value.what
    assert refused.value.code == "call_script_faulty"


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        (("protocols", 0, "outcomes"), [], "has no outcomes, so it could never be closed"),
        (("protocols", 0, "advice"), [], "has no advice"),
        (("protocols", 0, "level"), "now", "needs as level one of"),
        (("protocols", 0, "outcomes", 0, "escalates"), "yes", "neither true nor false"),
        (("protocols", 1, "key"), "chest_pain", "protocol key chest_pain twice"),
    ],
)
def test_a_faulty_protocol_is_refused(folder: Path, path: tuple[Any, ...], to: Any, said: str) -> None:
    spoil(folder / RED_FLAGS, *path, to=to)
    with pytest.raises(BadInput) as refused:
        load_scripts(folder)
    assert said in refused.value.what


def test_what_is_no_json_is_told_with_its_line(folder: Path) -> None:
    (folder / "copd.json").write_text('{"key": "copd",\n oops', "utf-8")
    with pytest.raises(BadInput) as refused:
        load_scripts(folder)
    assert "copd.json, line 2 cannot be read as JSON" in refused.value.what


def test_a_missing_protocol_file_and_a_second_script_of_a_name_are_refused(folder: Path) -> None:
    shutil.copy(folder / "copd.json", folder / "copy.json")
    with pytest.raises(BadInput, match="script key copd twice"):
        load_scripts(folder)
    (folder / RED_FLAGS).unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        load_scripts(folder)
