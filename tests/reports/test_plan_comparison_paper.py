"""Two versions of a plan on paper, read back from the PDF."""

from __future__ import annotations

from ccm_desktop.domain.plan_diff import Line, PlanChange, compare
from ccm_desktop.reports import plan_comparison
from ccm_desktop.reports.layout import Sheets
from ccm_desktop.reports.plan_comparison import PlanComparisonDocument, render_plan_comparison
from tests.reports.report_samples import care_plan, pages_of


def changes(before: str, after: str) -> tuple[PlanChange, ...]:
    lines = [Line("Goal", "g", (("Description", "Pressure at home"), ("Target", text))) for text in (before, after)]
    return compare(lines[:1], lines[1:])


def text_of(*found: PlanChange) -> str:
    document = PlanComparisonDocument(care_plan().imprint, "Guerrero, María", "May 4, 1946", "Version 3", "Version 4",
                                      found, 7)  # fmt: skip
    return " ".join("\n".join(pages_of(render_plan_comparison(document))).split())


def test_both_versions_the_line_and_its_words_are_said() -> None:
    text = text_of(*changes("below 140/90", "below 130/80"))
    for words in ("Guerrero, María, born May 4, 1946", "Version 3", "Version 4", "1 changed; 7 lines as before",
                  "Changed: Pressure at home", "Target below 140/90 130/80"):  # fmt: skip
        assert words in text


def test_what_went_is_struck_and_what_came_is_underlined() -> None:
    sheets = Sheets()
    plan_comparison._field(sheets, changes("below 140/90", "below 130/80")[0].differing[0])
    struck, underlined = sorted(sheets.page.rules, key=lambda rule: rule.x)
    old, new = (next(w for w in sheets.page.words if words in w.text) for words in ("140/90", "130/80"))
    assert struck.y > old.y
    assert underlined.y < new.y
    assert struck.x >= old.x
    assert underlined.x >= new.x


def test_a_whole_question_stands_above_its_answers() -> None:
    question = "Feeling bad about yourself, or that you are a failure or have let yourself or your family down"
    lines = [Line("Assessment", "a", (("Assessment", "Mood"),), answers=((question, text),))
             for text in ("More than half the days", "Several days")]  # fmt: skip
    (pair,) = compare(lines[:1], lines[1:])[0].differing
    sheets = Sheets()
    plan_comparison._field(sheets, pair)
    asked = [word for word in sheets.page.words if "Feeling" in word.text or "down" in word.text]
    answered = [word for word in sheets.page.words if "half" in word.text or "Several" in word.text]
    assert min(word.y for word in asked) > max(word.y for word in answered)


def test_a_word_longer_than_the_page_is_there_to_its_last_letter() -> None:
    text = text_of(*changes("", "x" * 400 + "END")).replace(" ", "")
    assert "END" in text
    assert text.count("x") >= 400


def test_letters_that_run_from_right_to_left_stand_as_whole_lines() -> None:
    assert "Before: " in text_of(*changes("לרדת", "לעלות"))


def test_many_changes_go_on_over_pages() -> None:
    lines = tuple(Line("Goal", str(n), (("Description", f"Goal {n}"),)) for n in range(90))
    document = PlanComparisonDocument(care_plan().imprint, "Guerrero, María", "", "Before", "After",
                                      compare((), lines), 0)  # fmt: skip
    pages = pages_of(render_plan_comparison(document))
    assert len(pages) > 1
    assert "Added: Goal 89" in " ".join(pages[-1].split())


def test_a_line_is_not_torn_between_pages_nor_left_by_the_name_of_its_section() -> None:
    fields = tuple((f"Field {number}", f"value{number}") for number in range(8))
    lines = [Line(f"Section{n // 3}x", f"e{n}", (("Name", f"name{n}x"), *fields)) for n in range(40)]
    document = PlanComparisonDocument(care_plan().imprint, "Guerrero, María", "", "Version 3", "Version 4",
                                      compare((), lines), 0)  # fmt: skip
    pages = pages_of(render_plan_comparison(document))
    assert len(pages) > 5
    for page in pages:
        assert page.count("Added: name") == page.count("value0") == page.count("value7")
        assert all("Added: name" in after for after in page.split("Section")[1:])
