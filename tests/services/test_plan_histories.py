"""Random days at one plan: edits, undo, redo, another person's changes, crashes. What was saved is never lost."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.models import refold
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.forms import Barrier, Form
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.vault import create_practice, unlock
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo

WORDS = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() and text.isprintable())
Shown = dict[str, frozenset[str]]


class OnePlan(RuleBasedStateMachine):
    """The list of barriers stands for every list; each machine has a practice file of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        opened = create_practice(Path(self.place.name) / "practice", LAKESIDE, FakeClock(), QUICK_FOR_TESTS)
        self.demo = Demo(opened, FakeClock())
        self.patient = self.demo.patient()
        self.me = self.demo.office.context.person
        self.said: set[str] = set()
        self.undone: list[Shown] = []
        self.before: list[Shown] = []
        self.drafts: dict[str, str] = {}

    def shown(self) -> Shown:
        """Each line with all the versions that stand."""
        lines = self.demo.office.care_plans.view(self.patient).short["barriers"]
        return {one.entity: frozenset((one.value.description, *(o.description for o in one.others))) for one in lines}

    def lines(self) -> tuple[Form[Barrier], ...]:
        return self.demo.office.care_plans.view(self.patient).short["barriers"]

    def save(self, form: Form[Barrier]) -> None:
        self.before.append(self.shown())
        self.undone.clear()
        self.demo.office.care_plans.save(self.patient, [form], "Edit")
        self.said.add(form.value.description)

    @rule(words=WORDS)
    def add(self, words: str) -> None:
        self.save(Form("", Barrier(words)))

    @precondition(lambda self: self.lines())
    @rule(words=WORDS, data=st.data())
    def change(self, words: str, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self.lines()))
        self.save(replace(line, value=replace(line.value, description=words)))

    @precondition(lambda self: self.lines())
    @rule(mine=WORDS, theirs=WORDS, data=st.data())
    def change_what_somebody_else_changed(self, mine: str, theirs: str, data: st.DataObject) -> None:
        opened = data.draw(st.sampled_from(self.lines()))
        self.demo.office.context.person = self.demo.biller
        changed = replace(opened, value=replace(opened.value, description=theirs))
        self.demo.office.care_plans.save(self.patient, [changed])
        self.demo.office.context.person = self.me
        self.said.add(theirs)
        self.before.clear()  # theirs stands between; what an undo may leave is said by the rule below
        self.save(replace(opened, value=replace(opened.value, description=mine)))
        assert {mine, theirs} <= self.shown()[opened.entity]

    @rule()
    def undo(self) -> None:
        now = self.shown()
        try:
            self.demo.office.care_plans.undo(self.patient)
        except Refusal:
            assert self.shown() == now
            return
        self.undone.append(now)
        if self.before:
            assert self.shown() == self.before.pop()

    @rule()
    def redo(self) -> None:
        now = self.shown()
        try:
            self.demo.office.care_plans.redo(self.patient)
        except Refusal:
            assert self.shown() == now
            return
        assert self.shown() == self.undone.pop()
        self.before.append(now)

    @precondition(lambda self: self.lines())
    @rule(words=st.text(max_size=40).filter(lambda text: text.isprintable()), data=st.data())
    def type_without_saving(self, words: str, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self.lines()))
        draft = PlanDraft(line.entity, "Barrier", (replace(line, others=()),), {(0, "description"): words})
        self.demo.office.plan_drafts.keep(self.patient, draft)
        self.drafts[line.entity] = words

    @rule()
    def crash(self) -> None:
        self.demo.opened.close()
        self.demo.opened = unlock(
            Path(self.place.name) / "practice", self.me, PASSPHRASE, self.demo.clock, kdf=QUICK_FOR_TESTS
        )

    @invariant()
    def what_was_typed_is_there(self) -> None:
        kept = self.demo.office.plan_drafts.of(self.patient)
        assert {one.place: one.texts[0, "description"] for one in kept} == self.drafts

    def teardown(self) -> None:
        """Every word that was ever saved is in the history, and the tables are those of the ledger."""
        plans = self.demo.office.care_plans
        versions = plans.view(self.patient).versions
        seen = {
            words
            for version in versions
            for line in plans.version(version.version_id).short["barriers"]
            for words in (line.value.description, *(other.description for other in line.others))
        }
        findings = refold.verify(self.demo.office.context.store.vault)
        self.demo.opened.close()
        self.place.cleanup()
        assert self.said <= seen
        assert not findings


OnePlan.TestCase.settings = settings(
    max_examples=8, stateful_step_count=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
TestOnePlan = OnePlan.TestCase
