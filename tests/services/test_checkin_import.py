"""Replies from a CSV file: the whole file or nothing, wrong lines by their number, and a second import does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.forms import Form, SymptomToWatch
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026.
HEAD = "patient,date,question,answer,words\n"
GREEN_REST = "A-17,2026-10-13,worse,no,\nA-17,2026-10-13,medicine,no,\nA-17,2026-10-13,new,no,\n"


@pytest.fixture
def patient(demo: Demo) -> str:
    made = demo.patient(mrn="A-17")
    signs = (SymptomToWatch("Ankles swell.", "Call us"), SymptomToWatch("Weight up", "Call us today", "same_day"))
    demo.office.care_plans.save(made, [Form("", one) for one in signs], "Symptoms")
    return made


def bring(demo: Demo, tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "replies.csv"
    path.write_text(text, encoding)
    return demo.office.checkin_import.import_file(path).value.words


def levels(demo: Demo, patient: str) -> list[tuple[str, str]]:
    return [(one.answered_on, one.level) for one in demo.office.checkins.sheet(patient).lines]


def test_lines_of_a_patient_and_day_are_one_check_in(demo: Demo, patient: str, tmp_path: Path) -> None:
    text = (
        HEAD + "A-17,2026-10-13,ANKLES  swell,No,\n" + "A-17,10/13/2026,Weight up,un poco,since Sunday\n"
        + GREEN_REST + "A-17,2026-10-06,worse,no,\n"
    )  # fmt: skip
    assert bring(demo, tmp_path, text, "utf-8-sig") == "2 new (1 red, 1 incomplete), 0 on record already"
    assert levels(demo, patient) == [("2026-10-13", "red"), ("2026-10-06", "incomplete")]
    (task,) = demo.office.tasks.list(patient=patient)
    assert (task.what.value.title, task.what.value.due_on) == (
        "Red check-in: Weight up → Call us today", "2026-10-14",
    )  # fmt: skip
    (newest, _) = demo.office.checkins.sheet(patient).lines
    assert [one.words for one in newest.given if one.words] == ["since Sunday"]
    assert newest.source == "import"


def test_what_is_on_record_does_nothing_and_what_was_taken_back_does_not_return(
    demo: Demo, patient: str, tmp_path: Path
) -> None:  # fmt: skip
    text = HEAD + "A-17,2026-10-13,Weight up,yes,\n"
    assert bring(demo, tmp_path, text) == "1 new (1 red), 0 on record already"
    shuffled = "Words,Answer,Question,Date,Patient,Phone\n,yes,weight up,10/13/2026,A-17,555\n"
    assert bring(demo, tmp_path, shuffled) == "0 new, 1 on record already"
    assert len(demo.office.tasks.list(patient=patient)) == 1
    demo.office.checkins.withdraw(demo.office.checkins.sheet(patient).lines[0].record_id)
    assert bring(demo, tmp_path, text) == "0 new, 1 on record already"
    assert (levels(demo, patient), demo.office.tasks.list(patient=patient)) == ([], ())
    assert bring(demo, tmp_path, text + GREEN_REST) == "1 new (1 red), 0 on record already"


def test_wrong_lines_are_named_and_nothing_is_recorded(demo: Demo, patient: str, tmp_path: Path) -> None:
    demo.patient("Twin", "One", mrn="B-1")
    demo.patient("Twin", "Two", mrn="B-1")
    good = "A-17,2026-10-13,Weight up,yes,\n"
    cases = {
        "B-1,2026-10-13,worse,no,\n": "line 3 names a patient that is not here, or two of them",
        "Z-9,2026-10-13,worse,no,\n": "line 3 names a patient that is not here, or two of them",
        "A-17,2026-10-13,Fever,no,\n": "line 3 asks what is not in the patient's plan",
        "A-17,2026-10-15,worse,no,\n": "line 3 has a date still to come",
        "A-17,10/13/2026,weight up,no,\n": "line 3 answers a question of that day twice",
        ",2026-10-13,worse,no,\n": "line 3 names no patient",
        "A-17,13.10.2026,worse,no,\n": "line 3 has no date such as 2026-10-19",
        "A-17,2026-10-13,,no,\n": "line 3 names no question",
        "A-17,2026-10-13,worse,maybe,\n": "line 3 answers neither yes, no nor a little",
        "A-17,2026-10-13,worse,no\n": "line 3 has 4 cells instead of 5",
    }
    for line, words in cases.items():
        with pytest.raises(BadInput) as refused:
            bring(demo, tmp_path, HEAD + good + line)
        assert refused.value.what == f"{words}."
        assert refused.value.next_step == "Correct the file. Nothing was recorded."
    assert levels(demo, patient) == []
    assert demo.office.tasks.list(patient=patient) == ()


def test_many_wrong_lines_are_told_at_once_without_a_patient_s_data(
    demo: Demo, patient: str, tmp_path: Path
) -> None:  # fmt: skip
    with pytest.raises(BadInput) as refused:
        bring(demo, tmp_path, HEAD + "A-17,2026-10-13,Secret,no,\n" * 7)
    said = str(refused.value)
    assert said.startswith("line 2 asks what is not in the patient's plan; line 3")
    assert "line 6" in said
    assert "; and 2 more." in said
    assert "A-17" not in said
    assert "Secret" not in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "replies_columns"),
        (b"patient,date,question\n", "replies_columns"),
        (HEAD.encode() + b'A-17,2026-10-13,"worse,no,\n', "replies_wrong"),
        (b"\xff\xfe\x00", "replies_unreadable"),
        (b"x" * 5_000_001, "replies_too_large"),
        (None, "replies_missing"),
    ],
)
def test_what_is_no_such_file_is_refused(demo: Demo, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "replies.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        demo.office.checkin_import.import_file(path)
    assert refused.value.code == code


def test_a_line_without_any_answer_is_no_check_in(demo: Demo, patient: str, tmp_path: Path) -> None:
    assert bring(demo, tmp_path, HEAD + "\nA-17,2026-10-13,worse,,\n") == "0 new, 0 on record already"
    assert levels(demo, patient) == []
