"""Random days at one plan on two computers, brought together: what nobody saw and took out is in sight on both."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services import plan_moves
from ccm_desktop.services.forms import Barrier, Form, GoalProgress, GoalText, MedicationOrder, MedicationReview
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_standing import goals_of
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, Demo
from tests.services.test_exchange import Two, rows

_WORDS: dict[type[Any], str] = {
    GoalText: "description", MedicationOrder: "drug", Barrier: "description", GoalProgress: "note",
    MedicationReview: "discrepancy",
}  # fmt: skip
_STATE = "state"
Register = tuple[str, str]
"""Entity, and what of it: the name of a payload type, or `_STATE`."""
computers = st.sampled_from((0, 1))


@dataclass(frozen=True)
class Written:
    """Something a person saved. Words without a state of their own end as `ended` says."""

    number: int
    register: Register
    words: str
    replaced: frozenset[int]
    """What the form showed."""
    seen: frozenset[int]
    """All that the computer had when it was saved."""
    line: str
    """Entity of the line under which it is seen."""
    ended: bool


@cache
def practice() -> tuple[Path, str]:
    """The folder of a backup, and a patient."""
    place, clock = Path(tempfile.mkdtemp()), FakeClock()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    demo = Demo(create_practice(place / "practice", LAKESIDE, clock, QUICK_FOR_TESTS), clock)
    patient = demo.enrolled()
    made = demo.office.vault.backup(place / "backups").value.folder
    demo.opened.close()
    return made, patient


class TwoPlans(RuleBasedStateMachine):
    """Each computer knows what it wrote and what was carried to it; nothing else is modelled."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        template, self.patient = practice()
        self.clock = FakeClock()
        self.two = Two(Path(self.place.name), self.clock, template)
        self.demos = (self.two.a, self.two.b)
        self.all: list[Written] = []
        self.known: tuple[set[int], set[int]] = (set(), set())
        self.open: list[tuple[int, Form[Any], frozenset[int]]] = []
        self.save(0, (Form("", GoalText("words0.")), Form("", MedicationOrder("words1."))))
        self.carry(0)

    def plan(self, on: int) -> CarePlanView:
        return self.demos[on].office.care_plans.view(self.patient)

    def forms(self, on: int) -> list[Form[Any]]:
        """Whatever can be written anew."""
        plan = self.plan(on)
        return [
            *(one.text for one in goals_of(plan)), *(one for goal in goals_of(plan) for one in goal.progress),
            *(one.order for one in plan.medications), *plan.short["barriers"],
            *(replace(one.review, entity=one.order.entity) for one in plan.medications),
        ]  # fmt: skip

    def heads(self, on: int, register: Register) -> list[Written]:
        here = [self.all[number] for number in self.known[on] if self.all[number].register == register]
        replaced = frozenset().union(*(one.replaced for one in here))
        return [one for one in here if one.number not in replaced]

    def shown(self, on: int, register: Register) -> frozenset[int]:
        return frozenset(one.number for one in self.heads(on, register))

    def note(
        self, on: int, form: Form[Any], entity: str, replaced: frozenset[int] | None = None
    ) -> None:  # fmt: skip
        """What was saved, as the model has it."""
        cls = type(form.value)
        register = (entity, cls.__name__ if cls in _WORDS else _STATE)
        line = form.value.goal if cls is GoalProgress else entity
        shown = self.shown(on, register) if replaced is None else replaced
        words = getattr(form.value, _WORDS[cls]) if cls in _WORDS else ""
        ended = getattr(form.value, "status", "active") in ("ended", "removed")
        one = Written(len(self.all), register, words, shown, frozenset(self.known[on]), line, ended)
        self.all.append(one)
        self.known[on].add(one.number)

    def save(self, on: int, forms: tuple[Form[Any], ...], replaced: frozenset[int] | None = None) -> None:
        self.clock.advance(1)
        entities = self.demos[on].office.care_plans.save(self.patient, forms, "Edit").value
        for form, entity in zip(forms, entities, strict=True):
            self.note(on, form, entity, replaced)

    def fresh(self) -> str:
        return f"words{len(self.all)}."

    def rewritten(self, form: Form[Any]) -> Form[Any]:
        return replace(form, value=replace(form.value, **{_WORDS[type(form.value)]: self.fresh()}))

    @rule(on=computers, cls=st.sampled_from((GoalText, MedicationOrder, Barrier)))
    def add(self, on: int, cls: type[Any]) -> None:
        self.save(on, (Form("", cls(self.fresh())),))

    @rule(on=computers, data=st.data())
    def note_progress(self, on: int, data: st.DataObject) -> None:
        if goals := [one.text.entity for one in goals_of(self.plan(on))]:
            self.save(on, (Form("", GoalProgress(data.draw(st.sampled_from(goals)), "2026-10-05", "", self.fresh())),))

    @rule(on=computers, data=st.data())
    def change(self, on: int, data: st.DataObject) -> None:
        if forms := self.forms(on):
            self.save(on, (self.rewritten(data.draw(st.sampled_from(forms))),))

    @rule(on=computers, data=st.data())
    def open_a_form(self, on: int, data: st.DataObject) -> None:
        if forms := self.forms(on):
            form = data.draw(st.sampled_from(forms))
            self.open.append((on, form, self.shown(on, (form.entity, type(form.value).__name__))))

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def save_what_stood_open(self, data: st.DataObject) -> None:
        on, form, shown = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        self.save(on, (self.rewritten(form),), shown)

    @rule(on=computers, data=st.data())
    def take_out(self, on: int, data: st.DataObject) -> None:
        if forms := [one for one in self.forms(on) if type(one.value) in BY_TYPE]:
            self.save(on, plan_moves.removed(self.plan(on), data.draw(st.sampled_from(forms))).forms)

    @rule(on=computers, data=st.data())
    def take_out_what_the_other_one_writes_of(self, on: int, data: st.DataObject) -> None:
        self.bring_together()
        if not (lines := [form for form in self.forms(on) if type(form.value) in (GoalText, MedicationOrder, Barrier)]):
            return
        line = data.draw(st.sampled_from(lines))
        goal, there = line.entity, [form for form in self.forms(1 - on) if form.entity == line.entity]
        written = data.draw(
            st.sampled_from(
                [self.rewritten(form) for form in there]
                + [
                    Form("", GoalProgress(goal, "2026-10-05", "", self.fresh()))
                    for form in there
                    if type(form.value) is GoalText
                ]
            )
        )
        if edit := plan_moves.removed(self.plan(on), line).forms:
            self.save(on, edit)
            self.save(1 - on, (written,))
        self.bring_together()

    @rule(on=computers)
    def carry(self, on: int) -> None:
        self.two.carry(self.demos[on], self.demos[1 - on])
        self.known[1 - on].update(self.known[on])

    @rule()
    def bring_together(self) -> None:
        self.two.both_ways()
        for on in (0, 1):
            self.known[on].update(self.known[1 - on])
        assert rows(self.two.a) == rows(self.two.b)

    @rule(on=computers, data=st.data(), way=st.sampled_from(("use", "write", "both")))
    def decide(self, on: int, data: st.DataObject, way: str) -> None:
        conflicts = self.demos[on].office.conflicts
        if not (found := conflicts.open(self.patient)):
            return
        one = data.draw(st.sampled_from(found))
        side, entity = data.draw(st.sampled_from(one.sides)), one.entity
        if way == "both" and one.keeps_both:
            decided = conflicts.keep_both(one).value
            self.note(on, Form(entity, one.sides[0].value), entity)
            for added, other in zip(decided.added, one.sides[1:], strict=True):
                self.note(on, Form(added, other.value), added)
        elif way == "write" and one.writable and one.names == (_WORDS[type(side.value)],):
            written = self.rewritten(Form(entity, side.value))
            conflicts.write(one, {one.names[0]: getattr(written.value, one.names[0])})
            self.note(on, written, entity)
        else:
            conflicts.use(one, side.version)
            self.note(on, Form(entity, side.value), entity)

    def must_be_seen(self, on: int) -> set[str]:
        """Words that stand, of which nobody who took them or their line out had seen them."""
        found = set()
        for register in {self.all[number].register for number in self.known[on]}:
            for one in self.heads(on, register):
                ends = self.heads(on, (one.line, _STATE))
                is_out = one.ended or (
                    ends and all(end.ended for end in ends) and any(one.number in end.seen for end in ends)
                )
                if not is_out:
                    found.add(one.words)
        return found - {""}

    @invariant()
    def nothing_is_out_of_sight(self) -> None:
        for on, demo in enumerate(self.demos):
            plan, waiting = self.plan(on), demo.office.conflicts.open(self.patient)
            seen = {*re.findall(r"words\d+\.", repr((plan.unattached_goals, plan.problems, plan.medications, plan.short,
                                                     [(one.name, one.sides) for one in waiting])))}  # fmt: skip
            assert self.must_be_seen(on) <= seen
            assert plan.conflicts == len(waiting) == demo.office.charts.header(self.patient).to_resolve

    def teardown(self) -> None:
        """Decided one by one, the plan can be handed out, and holds what stands."""
        try:
            self.bring_together()
            office = self.two.a.office
            while found := office.conflicts.open(self.patient):
                with pytest.raises(Refusal):
                    office.plan_printing.paper(self.patient, PaperChoice())
                office.conflicts.use(found[0], found[0].sides[0].version)
                self.note(0, Form(found[0].entity, found[0].sides[0].value), found[0].entity)
                self.nothing_is_out_of_sight()
            self.bring_together()
            self.nothing_is_out_of_sight()
            file = office.plan_exports.plan(self.patient, "Riverside").render(Unobserved()).decode()
            assert self.must_be_seen(0) <= {*re.findall(r"words\d+\.", file)}
        finally:
            self.two.close()
            self.place.cleanup()


TwoPlans.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, suppress_health_check=list(HealthCheck), derandomize=False
)  # fmt: skip
TestTwoPlans = pytest.mark.faults(TwoPlans.TestCase)
