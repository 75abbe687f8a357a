"""Tasks and escalations, on a real file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.task import TaskStatus, TaskWhat
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.tasks import NewTask, TaskLine
from tests.services.conftest import Demo

HOUR = 3_600


def add(demo: Demo, title: str = "Call the pharmacy", **more: str) -> str:
    return demo.office.tasks.add(NewTask(title, **more)).value


def one(demo: Demo, task: str) -> TaskLine:
    return demo.office.tasks.one(task)


def as_person(demo: Demo, role: str, name: str = "Tom Berg") -> str:
    person = demo.office.people.add(PersonProfile(name, "", role)).value
    demo.office.context.person = person
    return person


class TestTasks:
    """Made, listed, done."""

    def test_by_day_and_time_with_what_is_overdue(self, demo: Demo) -> None:
        patient = demo.patient()
        for title, on, time in (
            ("any day", "", ""), ("today", "2026-10-14", ""), ("today at two", "2026-10-14", "14:00"),
            ("this morning", "2026-10-14", "09:00"), ("yesterday", "2026-10-13", ""),
        ):  # fmt: skip
            add(demo, title, patient=patient, due_on=on, due_time=time)
        lines = demo.office.tasks.list()
        assert [(line.what.value.title, line.overdue) for line in lines] == [
            ("yesterday", True), ("this morning", True), ("today at two", False), ("today", False), ("any day", False),
        ]  # fmt: skip

    def test_whose_it_is(self, demo: Demo) -> None:
        patient, me = demo.enrolled(), demo.office.context.person
        task, loose = add(demo, patient=patient), add(demo)
        assert (one(demo, task).owner, one(demo, loose).owner) == (me, me)
        other = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
        form = demo.office.tasks.assignee(task)
        demo.office.tasks.assign(replace(form, value=type(form.value)(other)))
        assert one(demo, task).owner_name == "Tom Berg, LPN"
        assert [line.task_id for line in demo.office.tasks.list(owner=me)] == [loose]
        with pytest.raises(BadInput):
            demo.office.tasks.assign(replace(form, value=type(form.value)("nobody")))

    def test_a_task_of_a_patient_without_a_coordinator_is_not_nobodys(self, demo: Demo) -> None:
        task = add(demo, patient=demo.patient())
        assert one(demo, task).owner == demo.office.context.person

    def test_done_and_undone(self, demo: Demo) -> None:
        task = add(demo, patient=demo.patient())
        done = demo.office.tasks.done(one(demo, task), "They will deliver").value
        assert demo.office.tasks.list() == ()
        assert [line.status.value.status for line in demo.office.tasks.list(open_only=False)] == ["done"]
        with pytest.raises(Refusal):
            demo.office.tasks.done(done)
        with pytest.raises(Refusal):
            demo.office.tasks.snooze(done, "2026-10-20")
        demo.office.tasks.reopen(done)
        (line,) = demo.office.tasks.list()
        assert line.status.others == ()

    def test_what_two_lists_did_at_once_is_a_conflict(self, demo: Demo) -> None:
        task = add(demo, patient=demo.patient())
        seen = one(demo, task)
        demo.office.tasks.snooze(seen, "2026-10-20")
        demo.office.tasks.snooze(seen, "2026-10-21")
        line = one(demo, task)
        assert line.in_conflict
        demo.office.tasks.snooze(line, "2026-10-22")
        assert not one(demo, task).in_conflict

    def test_dropping_needs_a_reason(self, demo: Demo) -> None:
        task = add(demo)
        with pytest.raises(BadInput):
            demo.office.tasks.drop(one(demo, task), " ")
        demo.office.tasks.drop(one(demo, task), "Asked twice")
        assert demo.office.tasks.list() == ()

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"title": " "}, "task_empty"),
            ({"title": "x" * 301}, "task_too_long"),
            ({"due_on": "soon"}, "date_unreadable"),
            ({"due_time": "14:00"}, "time_unreadable"),
            ({"due_on": "2026-10-14", "due_time": "25:00"}, "time_unreadable"),
            ({"kind": "wish"}, "task_kind_unknown"),
            ({"priority": "never"}, "task_kind_unknown"),
            ({"patient": "nobody"}, "patient_unknown"),
            ({"assignee": "nobody"}, "person_unknown"),
        ],
    )
    def test_what_cannot_be_is_refused_and_not_kept(self, demo: Demo, changed: dict[str, str], code: str) -> None:
        with pytest.raises(BadInput) as refused:
            demo.office.tasks.add(replace(NewTask("Call"), **changed))
        assert refused.value.code == code
        assert demo.office.tasks.list(open_only=False) == ()

    def test_a_task_that_is_not_there(self, demo: Demo) -> None:
        with pytest.raises(BadInput):
            one(demo, "nothing")

    def test_a_biller_makes_no_tasks(self, demo: Demo) -> None:
        as_person(demo, "biller")
        with pytest.raises(Refusal):
            add(demo)


class TestUnfiled:
    """Caught in passing; none should be left at the end of the day."""

    def test_capture_is_due_today_and_mine(self, demo: Demo) -> None:
        task = demo.office.tasks.capture("Ask about the cuff").value
        line = one(demo, task)
        assert (line.patient_id, line.what.value.due_on, line.owner) == ("", "2026-10-14", demo.office.context.person)
        assert demo.office.tasks.unfiled() == 1

    def test_filing_makes_another_of_the_patient(self, demo: Demo) -> None:
        patient = demo.patient()
        task = demo.office.tasks.capture("Ask about the cuff").value
        filed = demo.office.tasks.file(one(demo, task), patient).value
        assert demo.office.tasks.unfiled() == 0
        assert (one(demo, filed).patient_id, one(demo, filed).what.value.reference) == (patient, task)
        assert one(demo, task).status.value == TaskStatus("filed", became=filed)
        for line in (one(demo, task), one(demo, filed)):
            with pytest.raises(Refusal):
                demo.office.tasks.file(line, patient)
        with pytest.raises(Refusal):
            demo.office.tasks.reopen(one(demo, task))

    def test_with_a_patient_in_view_it_is_filed_at_once(self, demo: Demo) -> None:
        demo.office.tasks.capture("Ask about the cuff", demo.patient())
        assert demo.office.tasks.unfiled() == 0


class TestEscalations:
    """Level, target, due, read, acted."""

    def raised(self, demo: Demo, level: str = "same_day", target: str = "practitioner") -> str:
        new = NewEscalation(demo.enrolled(), level, "Weight up 5 lb, ankles swollen", target)
        return demo.office.escalations.raise_one(new).value

    def test_from_raised_to_acted(self, demo: Demo) -> None:
        escalation = self.raised(demo)
        (line,) = demo.office.escalations.list()
        assert (line.state, line.raised_by, line.due_at) == ("raised", "Maria Ortiz, RN", demo.now + 6 * HOUR)
        demo.office.context.person = demo.biller
        demo.office.escalations.read(escalation)
        demo.clock.advance(60)
        demo.office.escalations.read(escalation)
        (line,) = demo.office.escalations.mine()
        assert (line.state, line.read_by, line.read_at) == ("read", "Elena Reyes, MD", demo.now - 60)
        outcome = demo.office.escalations.act(escalation, "Water tablet doubled for three days")
        assert outcome.changed == Changed.TASKS
        assert demo.office.escalations.list() == ()
        (line,) = demo.office.escalations.list(open_only=False)
        assert (line.state, line.outcome) == ("acted", "Water tablet doubled for three days")
        with pytest.raises(Refusal):
            demo.office.escalations.act(escalation, "Again")

    def test_overdue_ones_surface_to_the_lead(self, demo: Demo) -> None:
        self.raised(demo, "urgent", "nurse")
        lead, people = demo.office.context.person, demo.office.people
        nurse = people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
        coordinator = as_person(demo, "coordinator", "Denise Bell")
        assert demo.office.escalations.mine() == ()
        demo.office.context.person = lead
        assert demo.office.escalations.mine() == ()  # in time, it is the nurse's
        demo.clock.advance(HOUR + 1)
        for person in (lead, nurse):
            demo.office.context.person = person
            assert [line.overdue for line in demo.office.escalations.mine()] == [True]
        demo.office.context.person = coordinator
        assert demo.office.escalations.mine() == ()

    def test_who_raised_it_cannot_answer_it_unless_their_role_may(self, demo: Demo) -> None:
        as_person(demo, "coordinator")
        escalation = self.raised(demo, target="nurse")
        for step in (demo.office.escalations.read, lambda one: demo.office.escalations.act(one, "Done")):
            with pytest.raises(Refusal, match="a nurse"):
                step(escalation)

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"level": "panic"}, "escalation_unclear"),
            ({"target": "biller"}, "escalation_unclear"),
            ({"reason": " "}, "reason_missing"),
            ({"due_at": 1}, "due_in_past"),
            ({"patient": "nobody"}, "patient_unknown"),
        ],
    )
    def test_what_cannot_be_is_refused(self, demo: Demo, changed: dict[str, object], code: str) -> None:
        new = NewEscalation(demo.patient(), "urgent", "Fell", "nurse")
        with pytest.raises(BadInput) as refused:
            demo.office.escalations.raise_one(replace(new, **changed))  # type: ignore[arg-type]
        assert refused.value.code == code

    def test_acting_needs_words_and_something_to_act_on(self, demo: Demo) -> None:
        escalation = self.raised(demo)
        for one, words in ((escalation, " "), ("nothing", "Seen")):
            with pytest.raises(BadInput):
                demo.office.escalations.act(one, words)


def test_the_words_of_a_task_stay_as_they_were_for_whoever_opened_it(demo: Demo) -> None:
    task = add(demo, patient=demo.patient())
    changed = demo.office.tasks.change(one(demo, task), TaskWhat("Call the pharmacy on Main Street")).value
    assert changed.what.value.title == "Call the pharmacy on Main Street"
