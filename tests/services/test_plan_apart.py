"""What two computers do to one plan, brought together: nothing that holds is ever out of sight."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.services import plan_moves
from ccm_desktop.services.forms import Form, GoalText, InterventionText
from ccm_desktop.services.plan_changes import plan_lines
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.views import CarePlanView
from ccm_desktop.ui.care_plan.rows import Row, rows_of
from tests.fakes import FakeClock
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two

template = test_exchange.template


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, template: Path) -> Iterator[Two]:
    two = Two(tmp_path, clock, template)
    yield two
    two.close()


def plan(demo: Demo) -> CarePlanView:
    return demo.office.care_plans.view(PATIENT[0])


def keep(demo: Demo, edit: plan_moves.Edit) -> None:
    assert edit.forms
    demo.office.care_plans.save(PATIENT[0], edit.forms, edit.what)


def add(demo: Demo, value: object) -> str:
    return demo.office.care_plans.save(PATIENT[0], [Form("", value)]).value[0]


def on_screen(rows: tuple[Row, ...]) -> str:
    return " ".join(f"{row.spoken} {on_screen(row.rows)}" for row in rows)


def everywhere(demo: Demo) -> dict[str, str]:
    """The plan as the editor, a comparison, the patient's copy and another system have it."""
    shown = plan(demo)
    paper = demo.office.plan_printing.paper(PATIENT[0], PaperChoice()).render(Unobserved())
    file = demo.office.plan_exports.plan(PATIENT[0], "Lakeside Hospital").render(Unobserved())
    return {
        "editor": on_screen(rows_of(shown, "problems")),
        "compared": " ".join(words for _, words in plan_lines(shown)),
        "paper": " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).split()),
        "file": json.dumps(json.loads(file)),
    }


def test_what_was_added_under_a_goal_or_problem_that_went_elsewhere_is_shown_unattached(two: Two) -> None:
    goal = goals_of(plan(two.a))[0].text
    problem = plan(two.a).problems[0].code
    add(two.a, InterventionText("Walk with the dog", goal.entity))
    two.carry(two.a, two.b)
    edit = plan_moves.removed(plan(two.a), goal)
    assert edit.what == "Remove Goal “Walk” with 1 intervention"
    keep(two.a, edit)
    keep(two.a, plan_moves.removed(plan(two.a), problem))
    add(two.b, InterventionText("Walk with the neighbor", goal.entity))
    add(two.b, InterventionText("Weigh every day", condition=problem.entity))
    add(two.b, GoalText("Breathe easily", problem.entity))
    two.both_ways()
    for demo in (two.a, two.b):
        shown = plan(demo)
        assert [one.text.value.description for one in shown.unattached_interventions] == [
            "Walk with the neighbor", "Weigh every day",
        ]  # fmt: skip
        for where, text in everywhere(demo).items():
            for words in ("Walk with the neighbor", "Weigh every day", "Breathe easily"):
                assert words in text, where
        assert "Walk with the dog" not in everywhere(demo)["editor"]
        assert "under no goal: Walk with the neighbor" in everywhere(demo)["editor"]
        assert {one.text.entity for one in interventions_of(shown)} >= {
            one.text.entity for one in shown.unattached_interventions
        }
    loose = plan(two.a).unattached_interventions[0].text.entity
    keep(two.a, plan_moves.served(plan(two.a), loose, goals_of(plan(two.a))[0].text.entity))
    assert loose not in {one.text.entity for one in plan(two.a).unattached_interventions}
