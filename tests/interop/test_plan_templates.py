"""Care-plan templates as data files: those that are shipped, and what a faulty one is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import lines_of
from ccm_desktop.domain.review_triggers import names_specialist
from ccm_desktop.interop.code_maps import _table
from ccm_desktop.interop.plan_templates import LARGEST, load_shipped, read_template, write_pack
from ccm_desktop.interop.resources import resource
from tests.interop.spoiling import spoil


@pytest.mark.parametrize(
    "family",
    [
        "Diabetes", "Hypertension", "Heart failure", "COPD", "Chronic kidney disease", "Depression", "Osteoarthritis",
        "Atrial fibrillation", "Hyperlipidemia", "Obesity", "Asthma", "Osteoporosis", "Dementia",
    ],
)  # fmt: skip
def test_the_common_conditions_have_a_template_with_goals_steps_signs_and_education(family: str) -> None:
    (template,) = (one for one in load_shipped() if family in one.families)
    assert len(template.goals) >= 2
    assert template.watch
    assert template.education
    assert any(year in template.source for year in map(str, range(2009, 2027)))
    for goal in template.goals:
        assert goal.baseline
        assert goal.interventions


def test_every_family_named_is_one_that_conditions_have_and_codes_fit_it() -> None:
    prefixes = {row["family"]: tuple(row["icd10"].split()) for row in _table()}
    for template in load_shipped():
        for family in template.families:
            assert all(code.startswith(prefixes[family]) for code in template.icd10)


def test_shipped_templates_that_share_a_measure_share_the_target() -> None:
    """Else the second would call the first one's goal different."""
    targets: dict[str, set[str]] = {}
    for template in load_shipped():
        for goal in template.goals:
            targets.setdefault(goal.measure, set()).add(goal.target)
    assert [measure for measure, found in targets.items() if len(found) > 1] == []


def test_every_shipped_template_survives_being_written_and_read(tmp_path: Path) -> None:
    for template in load_shipped():
        file = tmp_path / f"{template.key}.json"
        file.write_bytes(write_pack((template,)))
        assert read_template(file) == template
        assert lines_of(read_template(file), {})


def test_every_shipped_template_can_be_signed_and_says_how_fast_each_sign_asks_for_help() -> None:
    for template in load_shipped():
        assert all(goal.owner for goal in template.goals), template.key
        assert all(sign.urgency for sign in template.watch), template.key
        assert all((sign.urgency == "emergency") == ("911" in sign.do) for sign in template.watch), template.key
        assert all(one.low is not None and one.high is not None for one in template.variables if one.unit)


def test_items_that_shipped_templates_share_come_due_as_often_unless_the_illness_asks_for_more() -> None:
    """Else the second template would call the first one's item different."""
    often: dict[str, set[int]] = {}
    for template in load_shipped():
        for due in template.due:
            often.setdefault(due.what, set()).add(due.every_months)
    assert {what for what, found in often.items() if len(found) > 1} == {"Kidney function and potassium"}


def test_what_the_practice_does_itself_is_not_taken_for_a_specialists_appointment() -> None:
    """A due item that names a specialist asks for a review of the plan before its day."""
    named = {due.what for template in load_shipped() for due in template.due if names_specialist(due.what)}
    assert named == {"Dilated eye exam"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    target = tmp_path / "copd.json"
    target.write_bytes(resource("templates", "care_plans", "copd.json").read_bytes())
    return target


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        (("title",), ..., "copd.json has no title"),
        (("source",), " ", "copd.json has no source"),
        (("key",), "../x", "copd.json has a key that is not"),
        (("version",), 0, "copd.json has no version"),
        (("version",), True, "copd.json has no version"),
        (("families",), "COPD", "copd.json has families that are not a list"),
        (("families",), [""], "copd.json, families 1 has no families"),
        (("goals",), [], "copd.json has no goals"),
        (("goals",), 3, "copd.json has goals that are not a list"),
        (("goals", 0), "breath", "goal 1 is not an object"),
        (("goals", 0, "target"), "below ___ points", "leaves a blank to fill in by hand"),
        (("variables", 0, "default"), "u", "has a usual value for “CAT score wanted” that cannot be put in"),
        (("goals", 1, "weeks"), 0, "goal 2 has no weeks"),
        (("goals", 1, "weeks"), 1.5, "goal 2 has no weeks"),
        (("goals", 1, "target"), "", "goal 2 has no target"),
        (("goals", 1, "measure"), "flare-ups TREATED", "measure flare ups treated twice"),
        (("goals", 0, "interventions", 1, "responsible"), ..., "goal 1, intervention 2 has no responsible"),
        (("watch", 0, "do"), ..., "sign to watch 1 has no do"),
        (("watch", 0, "does"), "x", "sign to watch 1 has a field that is not known: does"),
        (("watch", 0, "urgency"), "soon", "sign to watch 1 has an urgency that is none of call, same_day, emergency"),
        (("due", 0, "what"), " ", "due item 1 has no what"),
        (("due", 0, "every_months"), 121, "due item 1 has no every_months"),
        (("due", 0, "every_months"), True, "due item 1 has no every_months"),
        (("due", 0, "weeks"), -1, "due item 1 has no weeks"),
        (("due", 1, "what"), "breathing test: SPIROMETRY", "due item breathing test spirometry twice"),
        (("variables", 0, "low"), "0", "variable 1 has a low that is not a figure"),
        (("variables", 0, "high"), -1, "variable 1 has a high that is not a figure"),
        (("variables", 0, "low"), 41, "variable 1 has a low that is above its high"),
        (("variables", 0, "default"), "41", "Out of range: it takes 0 to 40 points"),
        (("education", 1), 7, "education 2 has no education"),
        (("education", 1), "a\u202eb", "not in one plain line"),
        (("education", 1), "a\nb", "not in one plain line"),
        (("education", 1), "x" * 501, "longer than 500 characters"),
        (("education", 1), "{tea}", "uses the variable {tea} and does not declare it"),
        (("education", 1), "tea}", "a brace that belongs to no variable"),
        (("education",), ["x"] * 61, "are not a list of at most 60"),
        (("variables", 0, "key"), "oxygen_low", "variable oxygen_low twice"),
        (("goals", 1, "target"), "low", "declares the variable target_cat and does not use it"),
        (("tea",), 1, "a field that is not known: tea"),
    ],
)
def test_a_faulty_file_is_refused_in_one_sentence_that_names_the_place(
    file: Path, path: tuple[Any, ...], to: Any, said: str
) -> None:
    spoil(file, *path, to=to)
    with pytest.raises(BadInput) as refusal:
        read_template(file)
    assert said in str(refusal.value)
    assert refusal.value.code == "plan_template_faulty"
    assert "\n" not in str(refusal.value)


def test_a_template_names_what_it_fits(file: Path) -> None:
    spoil(file, "families", to=[])
    assert read_template(file).icd10
    spoil(file, "icd10", to=[])
    with pytest.raises(BadInput, match="names no families and no icd10"):
        read_template(file)


def test_a_variable_that_no_text_uses_is_refused(file: Path) -> None:
    found = json.loads(file.read_text("utf-8"))
    found["variables"].append({"key": "tea", "label": "Tea"})
    file.write_text(json.dumps(found), "utf-8")
    with pytest.raises(BadInput, match="declares the variable tea and does not use it"):
        read_template(file)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe\x00", b"[" * 100_000, b"{" + b" " * LARGEST + b"}"]
)
def test_what_is_no_json_object_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        read_template(file)
    assert "copd.json" in str(refusal.value)


def test_a_folder_or_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(BadInput) as refusal:
            read_template(path)
        assert refusal.value.code == "plan_template_unreadable"


def test_shipped_files_have_keys_of_their_own(tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.json").write_bytes(file.read_bytes())
    assert [one.key for one in load_shipped(folder)] == ["copd"]
    (folder / "b.json").write_bytes(file.read_bytes())
    with pytest.raises(BadInput, match=r"b.json has the key copd of another file"):
        load_shipped(folder)
    spoil(folder / "b.json", "key", to="own-copd")
    with pytest.raises(BadInput, match="begins with own-"):
        load_shipped(folder)
