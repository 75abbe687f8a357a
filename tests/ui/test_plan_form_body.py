"""The fields of a line are made once for all lines of its kind: nothing of one line may stand in another."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.services.forms import (
    AdvanceDirectives,
    Form,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    MedicationStatus,
    PreventiveItem,
)
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_homes import Homes
from ccm_desktop.ui.care_plan.detail_words import other_words
from ccm_desktop.ui.care_plan.field_editors import make
from ccm_desktop.ui.care_plan.fields import FIELDS
from ccm_desktop.ui.care_plan.form_body import FormBody, Kinds, kinds_of
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.care_plan.unsaved import unsaved_words

TODAY = date(2026, 10, 14)
FULL = {
    "line": "Metforminn", "text": "Two\nlines", "day": "2026-11-21", "choice": "from_elsewhere", "tick": True,
    "months": 200, "sections": ("goals", "a_later_section"), "home": "gone",
}  # fmt: skip
"""By the kind of a field; the words of choice and section are none of this program's."""
EMPTY = {"line": "", "text": "", "day": "", "choice": "", "tick": False, "months": 0, "sections": (), "home": ""}
TYPED = {"line": "typed", "text": "typed", "day": "not a day", "tick": "", "months": "3", "sections": "medications"}


def body(kinds: Kinds) -> FormBody:
    return FormBody(lambda: TODAY, kinds, lambda instant: datetime.fromtimestamp(instant, UTC).date())


def value_of(kind: type[Any], by_field: dict[str, Any]) -> Any:
    beside = {field.name: "x" for field in fields(kind) if field.default is MISSING}
    return kind(**beside | {name: by_field[how] for name, _, how in FIELDS[kind]})


def picture(shown: FormBody) -> list[tuple[Any, ...]]:
    """All that eyes, ears and a save can find in it."""
    values = [editor.value() for editor in shown._editors.values()]
    found: list[tuple[Any, ...]] = [(values, shown.texts(), shown.typed(), shown.changed(), shown.follows_up())]
    for part in shown.findChildren(QWidget):
        more: Any = None
        if isinstance(part, QLabel):
            more = part.text()
        elif isinstance(part, QLineEdit):
            more = (part.text(), part.isUndoAvailable(), part.cursorPosition())
        elif isinstance(part, QPlainTextEdit):
            more = (part.toPlainText(), part.document().isUndoAvailable(), part.height())
        elif isinstance(part, QComboBox):
            more = (part.currentIndex(), [part.itemText(at) for at in range(part.count())])
        elif isinstance(part, QSpinBox):
            more = (part.value(), part.maximum())
        elif isinstance(part, QCheckBox):
            more = (part.text(), part.isChecked())
        if more is not None:
            found.append((type(part).__name__, part.isVisibleTo(shown), part.accessibleDescription(), more))
    return found


@pytest.mark.parametrize(
    "kinds",
    [*((kind,) for kind in FIELDS), (MedicationOrder, MedicationStatus, MedicationReview)],
    ids=lambda kinds: "+".join(kind.__name__ for kind in kinds),
)
def test_a_form_that_showed_another_line_shows_this_one_as_a_new_form_does(qtbot: QtBot, kinds: Kinds) -> None:
    used, new = body(kinds), body(kinds)
    qtbot.addWidget(used)
    qtbot.addWidget(new)
    before = Opened(
        "Before",
        tuple(Form("a", value_of(kind, FULL), ("1", "2"), (value_of(kind, FULL),)) for kind in kinds),
        about="A mark",
    )
    used.show_line("Before", before, {"a": "Metformin: cannot afford it"})
    words = [part.text() for part in used.findChildren(QLabel) if part.isVisibleTo(used)]
    assert {"Before", "A mark", f"Also: {other_words(before.forms[0].value, Homes())}"} <= set(words)
    used.task_check.setChecked(True)
    for (place, name), editor in used._editors.items():
        how = next(how for field, _, how in FIELDS[kinds[place]] if field == name)
        editor.show(TYPED.get(how, "typed"))
    now = Opened("Now", tuple(Form("b", value_of(kind, EMPTY), ("3",)) for kind in kinds))
    assert kinds_of(now) == kinds
    for shown in (used, new):
        shown.show_line("Now", now, {})
    assert picture(used) == picture(new)


def test_what_a_line_belongs_to_is_chosen_among_what_its_plan_has(qtbot: QtBot) -> None:
    homes = Homes({"p": "Hypertension", "q": "Diabetes"}, {"g": "Walk", "h": "Rest"}, {"g": "p", "h": ""})
    shown = body((InterventionText,))
    qtbot.addWidget(shown)
    new = Opened("New intervention", (Form("", InterventionText("Log", "", "q")),), about="For Diabetes")
    shown.show_line("New intervention", new, {}, homes)
    box = shown.editor("goal").widget  # type: ignore[union-attr]
    assert isinstance(box, QComboBox)
    listed = [box.itemText(at) for at in range(box.count())]
    assert listed == ["No goal", "Problem: Hypertension", "Goal: Walk", "Problem: Diabetes", "Goal: Rest"]
    assert box.currentText() == "Problem: Diabetes"
    for chosen, goal, condition in (("g", "g", "p"), ("p", "", "p"), ("h", "h", ""), ("", "", "")):
        shown.editor("goal").show(chosen)  # type: ignore[union-attr]
        assert shown.changed()[0].value == InterventionText("Log", goal, condition)
        words = [part.text() for part in shown.findChildren(QLabel) if part.isVisibleTo(shown)]
        assert "For Diabetes" not in words, "it belongs elsewhere now"


def test_what_left_the_plan_is_said_in_words_and_an_unsaved_choice_by_no_id() -> None:
    homes = Homes({"p": "Hypertension"})
    assert other_words(GoalText("Walk", "p"), homes) == "Walk · Hypertension"
    assert other_words(GoalText("Walk", "0192-ab"), homes) == "Walk · What left the plan"
    draft = PlanDraft(
        "new", "New goal", (Form("", GoalText("")),), {(0, "condition"): "0192-ab", (0, "measure"): "Feet"}
    )
    assert unsaved_words([draft]) == "Not saved yet: New goal “Feet”."


def test_filling_a_form_is_no_edit(qtbot: QtBot) -> None:
    shown = body((GoalText,))
    qtbot.addWidget(shown)
    edits: list[None] = []
    shown.edited.connect(lambda: edits.append(None))
    for value in (value_of(GoalText, FULL), value_of(GoalText, EMPTY)):
        shown.show_line("Goal", Opened("Goal", (Form("a", value),)), {})
        assert (edits, shown.typed()) == ([], {})


@pytest.mark.parametrize(("value", "field", "said", "mark", "mended"), [
    (GoalText("Walk", measure="Minutes"), "measure", "", "Say how it is measured.", "Minutes"),
    (MedicationOrder("Lisinopril", "20", "mg"), "unit", "", "A dose needs its unit", "mg"),
    (MedicationOrder("Lisinopril", "20"), "dose", "", "No dose yet", "20"),
    (MedicationOrder("Lisinopril", "20", "mg"), "drug", "Lisinoprill", "check the spelling. Lisinopril?", "Lisinopril"),
    (PreventiveItem("Eye exam"), "due_on", "10/13/2026", "This day is past.", "10/14/2026"),
    (GoalText("Walk"), "due_on", "10/13/2026", "This day was over when it was written.", "10/14/2026"),
    (InterventionText("Call"), "due_on", "10/13/2026", "This day was over when it was written.", "10/14/2026"),
    (MedicationOrder("Lisinopril", "20", "mg"), "started_on", "10/15/2026", "This day is still to come.", "10/14/2026"),
])  # fmt: skip
def test_what_is_not_sound_is_marked_beside_its_field_while_it_is_typed(
    qtbot: QtBot, value: Any, field: str, said: str, mark: str, mended: str
) -> None:  # fmt: skip
    opened = Opened("A line", (Form("one", value),))
    shown = body(kinds_of(opened))
    qtbot.addWidget(shown)
    shown.show_line("A line", opened, {})
    editor = shown.editor(field)
    assert editor is not None
    for words, wanted in ((said, mark), (mended, "")):
        editor.show(words)
        assert wanted in editor.mark_label.text()
        assert editor.mark_label.isVisibleTo(shown) is bool(wanted)
        assert bool(editor.widget.accessibleDescription()) is bool(wanted)
        assert not wanted or editor.mark_label.text().startswith("▲ ")


@pytest.mark.parametrize(("value", "answer", "said", "day"), [
    (MedicationReview(), "taking", "no", "reconciled_on"),
    (MedicationReview("yes", reconciled_on="2026-05-01"), "taking", "no", "reconciled_on"),
    (MedicationStatus(), "status", "stopped", "stopped_on"),
    (PreventiveItem("Eye exam"), "status", "done", "done_on"),
    (AdvanceDirectives(), "directives", "on_file", "discussed_on"),
])  # fmt: skip
def test_what_was_just_heard_has_todays_day_until_another_is_typed(
    qtbot: QtBot, value: Any, answer: str, said: str, day: str
) -> None:  # fmt: skip
    opened = Opened("A line", (Form("one", value),))
    shown = body(kinds_of(opened))
    qtbot.addWidget(shown)
    shown.show_line("A line", opened, {})
    assert shown.typed() == {}, "nothing is offered before anything is said"
    before = (shown.editor(answer).text(), shown.editor(day).text())  # type: ignore[union-attr]
    shown.editor(answer).show(said)  # type: ignore[union-attr]
    (form,) = shown.changed()
    assert (getattr(form.value, answer), getattr(form.value, day)) == (said, TODAY.isoformat())
    shown.editor(answer).show(before[0])  # type: ignore[union-attr]
    assert shown.changed() == (), "the answer is as it was, and so is its day"
    shown.editor(answer).show(said)  # type: ignore[union-attr]
    shown.editor(day).show("10/02/2026")  # type: ignore[union-attr]
    shown.editor(answer).show(before[0])  # type: ignore[union-attr]
    shown.editor(answer).show(said)  # type: ignore[union-attr]
    assert shown.editor(day).value() == "2026-10-02", "what a person typed stays"  # type: ignore[union-attr]
    empty = PreventiveItem("Foot exam") if isinstance(value, PreventiveItem) else type(value)()
    other = Opened("Another", (Form("two", empty),))
    shown.show_line("Another", other, {})
    assert shown.editor(day).text() == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(("state", "written", "marked"), [
    (GoalStatus(), date(2026, 9, 1), False),
    (GoalStatus(), date(2026, 9, 2), True),
    (GoalStatus("off_track"), date(2026, 9, 2), True),
    (GoalStatus("achieved"), date(2026, 9, 2), False),
    (GoalStatus("ended"), date(2026, 9, 2), False),
    (InterventionStatus(), date(2026, 9, 2), True),
    (InterventionStatus("done"), date(2026, 9, 2), False),
])  # fmt: skip
def test_a_due_day_is_marked_that_was_over_when_it_was_written_and_none_that_came_to_be(
    qtbot: QtBot, state: GoalStatus | InterventionStatus, written: date, marked: bool
) -> None:  # fmt: skip
    text = (GoalText if isinstance(state, GoalStatus) else InterventionText)("Walk", due_on="2026-09-01")
    at = int(datetime(written.year, written.month, written.day, 12, tzinfo=UTC).timestamp())
    opened = Opened("A line", (Form("one", text, ("1",), at=at), Form("one", state)))
    shown = body(kinds_of(opened))
    qtbot.addWidget(shown)
    shown.show_line("A line", opened, {})
    editor = shown.editor("due_on")
    assert editor is not None
    assert ("was over" in editor.mark_label.text()) is marked


@pytest.mark.parametrize(("before", "typed", "offered"), [
    (MedicationReview("yes"), {"discrepancy": "Takes half"}, True),
    (MedicationReview("yes", "Takes half"), {"discrepancy": "Takes a quarter"}, True),
    (MedicationReview("yes", "Takes half"), {"discrepancy": "  "}, False),
    (MedicationReview("yes", "Takes half"), {"discrepancy": "Takes half "}, False),
    (MedicationReview("no", "Takes half"), {"taking": "yes"}, False),
    (MedicationReview("yes"), {"taking": "no"}, True),
    (MedicationReview("no"), {"source": "patient"}, False),
])  # fmt: skip
def test_a_task_is_offered_for_what_was_just_found_to_differ_from_the_order(
    qtbot: QtBot, before: MedicationReview, typed: dict[str, str], offered: bool
) -> None:  # fmt: skip
    opened = Opened("Metformin", (Form("one", before),))
    shown = body(kinds_of(opened))
    qtbot.addWidget(shown)
    for tasks, wanted in (({}, offered), ({"one": "Metformin: cannot afford it"}, False)):
        shown.show_line("Metformin", opened, tasks)
        assert not shown.follows_up(), "nothing was said yet"
        for name, text in typed.items():
            shown.editor(name).show(text)  # type: ignore[union-attr]
        assert shown.follows_up() is wanted


def test_an_answer_without_a_day_is_offered_none(qtbot: QtBot) -> None:
    opened = Opened("Eye exam", (Form("one", PreventiveItem("Eye exam")),))
    shown = body(kinds_of(opened))
    qtbot.addWidget(shown)
    shown.show_line("Eye exam", opened, {})
    shown.editor("status").show("declined")  # type: ignore[union-attr]
    assert shown.editor("done_on").text() == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "typed", "day"), [
    ("onset_on", "11/20", "2025-11-20"), ("started_on", "11/20", "2025-11-20"), ("done_on", "11/20", "2025-11-20"),
    ("onset_on", "10/01", "2026-10-01"), ("due_on", "11/20", "2026-11-20"), ("refill_on", "11/20", "2026-11-20"),
    ("review_on", "11/20", "2026-11-20"),
])  # fmt: skip
def test_a_day_without_a_year_lies_ahead_only_where_something_is_due(
    qtbot: QtBot, name: str, typed: str, day: str
) -> None:
    editor = make((name, "Day", "day"), {}, lambda: TODAY)
    editor.show(typed)
    assert editor.value() == day
