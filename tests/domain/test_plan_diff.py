"""Two versions of a plan: each difference once, in the order of the plan."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.plan_diff import ADDED, CHANGED, MOVED, PLACE, REMOVED, SAME, UNDER, Line, compare

WORDS = st.sampled_from(["", "walk daily", "walk twice daily", "salt", "active"])


def goal(entity: str, words: str, under: str = "p1", target: str = "") -> Line:
    return Line("Goal", entity, (("Description", words), ("Target", target)), under, is_ordered=True)


def problem(entity: str, name: str) -> Line:
    return Line("Problem", entity, (("Problem", name),))


@st.composite
def plans(draw: st.DrawFn) -> list[Line]:
    entities = draw(st.lists(st.sampled_from("abcdefgh"), unique=True))
    return [
        goal(entity, draw(WORDS.filter(bool)), draw(st.sampled_from(["p1", "p2"])), draw(WORDS)) for entity in entities
    ]


def kinds(before: list[Line], after: list[Line]) -> dict[str, str]:
    return {change.entity: change.kind for change in compare(before, after)}


@given(plans(), plans())
def test_every_difference_between_two_plans_is_shown_exactly_once(before: list[Line], after: list[Line]) -> None:
    found = compare(before, after)
    old, new = {line.entity: line for line in before}, {line.entity: line for line in after}
    assert Counter(change.entity for change in found) == Counter({*old, *new})
    for change in found:
        was, now = old.get(change.entity), new.get(change.entity)
        assert (change.kind == ADDED) == (was is None)
        assert (change.kind == REMOVED) == (now is None)
        shown = [(pair.label, pair.before, pair.after) for pair in change.differing if pair.label != PLACE]
        assert len(shown) == len(set(shown))
        told = {(label, a, b) for label, a, b in shown if label != UNDER}
        fields_before, fields_after = dict(was.fields if was else ()), dict(now.fields if now else ())
        labels = {*fields_before, *fields_after}
        expected = {(label, fields_before.get(label, ""), fields_after.get(label, "")) for label in labels}
        assert told == {one for one in expected if one[1] != one[2]}
        if was and now:
            assert (UNDER in {label for label, _, _ in shown}) == (was.under != now.under)


@given(plans(), st.data())
def test_moved_lines_are_as_few_as_explain_the_new_order(before: list[Line], data: st.DataObject) -> None:
    after = data.draw(st.permutations(before))
    moved = {change.entity for change in compare(before, after) if change.kind == MOVED}
    for under in ("p1", "p2"):
        stayed = [line.entity for line in before if line.under == under and line.entity not in moved]
        assert stayed == [line.entity for line in after if line.under == under and line.entity not in moved]


@given(plans())
def test_a_plan_against_itself_shows_nothing(plan: list[Line]) -> None:
    assert {change.kind for change in compare(plan, plan)} <= {SAME}


def test_one_goal_taken_to_the_top_is_one_moved_goal() -> None:
    before = [goal("a", "walk"), goal("b", "salt"), goal("c", "sleep")]
    (moved,) = [c for c in compare(before, [before[2], *before[:2]]) if c.kind != SAME]
    assert (moved.kind, moved.entity) == (MOVED, "c")
    assert [(p.label, p.before, p.after) for p in moved.differing] == [(PLACE, "3 of 3, after salt", "first of 3")]


def test_a_goal_under_another_problem_names_both() -> None:
    names = [problem("p1", "Hypertension"), problem("p2", "Diabetes")]
    found = compare([*names, goal("a", "walk", "p1")], [*names, goal("a", "walk", "p2")])
    (moved,) = [change for change in found if change.kind == MOVED]
    assert [(p.label, p.before, p.after) for p in moved.differing] == [(UNDER, "Hypertension", "Diabetes")]
    assert (moved.before, moved.after) == ("walk · Hypertension", "walk · Diabetes")


def test_a_goal_both_moved_and_changed_is_one_changed_line() -> None:
    (change,) = compare([goal("a", "walk", "p1")], [goal("a", "walk daily", "p2")])
    assert (change.kind, [pair.label for pair in change.differing]) == (CHANGED, ["Description", UNDER])


def test_what_goes_with_its_problem_is_told_by_the_problem() -> None:
    found = kinds([problem("p1", "Asthma"), goal("a", "walk")], [goal("a", "walk")])
    assert found == {"p1": REMOVED, "a": SAME}


def test_what_is_gone_stands_where_it_was() -> None:
    found = compare([goal("a", "1"), goal("b", "2"), goal("c", "3")], [goal("a", "1"), goal("c", "3"), goal("d", "4")])
    assert [change.entity for change in found] == ["a", "b", "c", "d"]


def test_an_item_without_words_is_not_there_yet() -> None:
    empty, said = Line("Summary", "s", (("Summary", ""),)), Line("Summary", "s", (("Summary", "COPD, stable"),))
    assert kinds([empty], [said]) == {"s": ADDED}
    assert kinds([said], [empty]) == {"s": REMOVED}
