"""Two computers give one number to two versions of a plan: every paper says which of them it is of (decision 12)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.plan_number import called, marked, titles
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.services.plan_copies import GivenCopy, give_copy
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_views import PlanVersionLine
from ccm_desktop.services.reporting import Rendering
from tests.fakes import FakeClock
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two, set_target

template = test_exchange.template


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, template: Path) -> Iterator[Two]:
    two = Two(tmp_path, clock, template)
    yield two
    two.close()


def words_of(rendering: Rendering) -> str:
    pages = PdfReader(io.BytesIO(rendering.render(Unobserved()))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def printed(demo: Demo) -> str:
    """What the patient's copy is called."""
    text = words_of(demo.office.plan_printing.paper(PATIENT[0], PaperChoice()))
    found = re.search(r"Plan (\S+), ", text)
    assert found is not None
    return found[1]


def versions(demo: Demo) -> tuple[PlanVersionLine, ...]:
    return demo.office.care_plans.view(PATIENT[0]).versions


def test_a_paper_of_one_of_two_versions_with_one_number_finds_its_version_on_both_computers(two: Two) -> None:
    set_target(two.a, "20 min × 4")
    set_target(two.b, "60 min × 7")
    on_a, on_b = printed(two.a), printed(two.b)
    number = versions(two.a)[0].number
    assert versions(two.b)[0].number == number
    assert on_a != on_b
    saved = {on_a: versions(two.a)[0].version_id, on_b: versions(two.b)[0].version_id}
    assert [one.title for one in versions(two.a)] == [str(one.number) for one in versions(two.a)]

    two.both_ways()
    for demo in (two.a, two.b):
        same = {one.title: one.version_id for one in versions(demo) if one.number == number}
        assert same == saved
        others = [one for one in versions(demo) if one.number != number]
        assert others
        assert [one.title for one in others] == [str(one.number) for one in others]
        shown = demo.office.plan_versions.between(PATIENT[0], saved[on_a], saved[on_b])
        paper = words_of(demo.office.plan_papers.comparison(shown))
        assert f"Version {on_a}, " in paper
        assert f"Version {on_b}, " in paper
        (change,) = shown.changes
        assert [(pair.before, pair.after) for pair in change.differing] == [("20 min × 4", "60 min × 7")]


def test_the_list_of_copies_tells_of_which_of_the_two_each_was(two: Two) -> None:
    set_target(two.a, "20 min × 4")
    set_target(two.b, "60 min × 7")
    given = versions(two.b)[0]
    give_copy(two.b.office.context, PATIENT[0], GivenCopy(given.version_id, "mailed"))
    two.both_ways()
    told = {one.version_id: one.copies for one in versions(two.a) if one.number == given.number}
    assert len(told) == 2
    assert [version for version, copies in told.items() if copies] == [given.version_id]


def test_a_number_that_two_versions_have_is_asked_about() -> None:
    every = [("00aa3f2a", 9), ("00bb77b1", 9), ("00cc9999", 8), ("", 10)]
    assert titles(every) == {"00aa3f2a": "9-3f2a", "00bb77b1": "9-77b1", "00cc9999": "8", "": "10"}
    assert called(every, "9") == every[:2]
    assert called(every, "v9-77B1") == [every[1]]
    assert called(every, "8") == called(every, marked(*every[2])) == [every[2]]
    assert called(every, "10") == [every[3]]
    assert called(every, "9-0000") == []
