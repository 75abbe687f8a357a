"""Complexity, other services and time on the day of a visit: said, seen, signed for, and taken back; on a real file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import Problem
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import DecisionMaking
from ccm_desktop.ledger.payloads.patient import PatientAssignment
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeSeparate
from ccm_desktop.models import refold
from ccm_desktop.services.complexity import MonthComplexity
from ccm_desktop.services.time_entries import Amendment
from tests.services.month_world import OCTOBER, MonthWorld, at


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as found:
        call()
    assert found.value.next_step
    return found.value.code


def operations(world: MonthWorld) -> int:
    return int(world.office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone()[0])


def line_codes(world: MonthWorld, patient: str) -> tuple[tuple[str, int], ...]:
    (line,) = (x for x in world.office.month_end.board(OCTOBER).lines if x.patient_id == patient)
    return line.codes


def sound(world: MonthWorld) -> None:
    """The file made again from its operations is the same, and signatures hold."""
    assert refold.verify(world.office.context.store.vault) == []
    assert world.office.vault.verify() == []


class TestComplexity:
    """99487 by the billing practitioner in person."""

    def opened(self, world: MonthWorld, patient: str) -> MonthComplexity:
        return world.office.complexity.open(patient, OCTOBER)

    def test_it_makes_the_month_complex_and_its_withdrawal_unmakes_it(self, world: MonthWorld) -> None:
        patient = world.billable(seconds=3600)
        assert line_codes(world, patient) == (("99490", 1), ("99439", 2))
        world.become_elena()
        opened = self.opened(world, patient)
        assert (opened.in_force, opened.refused) == (None, "")
        world.office.complexity.attest(opened, "high", "2026-10-05", " Three drugs changed after a fall. ")
        assert line_codes(world, patient) == (("99487", 1),)
        now = self.opened(world, patient).in_force
        assert now is not None
        assert (now.level, now.decided_by, now.decided_on, now.why) == (
            "high", "Elena Reyes, MD", "2026-10-05", "Three drugs changed after a fall.",
        )  # fmt: skip
        world.office.complexity.withdraw(self.opened(world, patient), "The fall was in September.")
        assert line_codes(world, patient) == (("99490", 1), ("99439", 2))
        (gone,) = self.opened(world, patient).lines
        assert (gone.state, gone.withdrawn) == ("withdrawn", "Elena Reyes, MD: The fall was in September.")
        sound(world)

    def test_a_later_word_takes_the_place_of_the_earlier_and_both_go_together(self, world: MonthWorld) -> None:
        patient = world.billable(seconds=3600)
        world.demo.complex(patient, "moderate")
        world.demo.clock.advance(1)
        world.demo.complex(patient, "high")
        assert [(x.level, x.state) for x in self.opened(world, patient).lines] == [
            ("high", "in_force"), ("moderate", "replaced"),
        ]  # fmt: skip
        world.become_elena()
        world.office.complexity.withdraw(self.opened(world, patient), "Both were wrong.")
        assert {x.state for x in self.opened(world, patient).lines} == {"withdrawn"}
        assert line_codes(world, patient) == (("99490", 1), ("99439", 2))

    def test_after_a_handover_the_practitioner_of_the_month_attests_and_the_new_one_does_not(
        self, world: MonthWorld
    ) -> None:
        patient = world.billable(seconds=3600)
        otto = world.office.people.add(PersonProfile("Otto Weiss", "MD", "practitioner", "practitioner")).value
        world.at_month_end()
        with world.office.context.transaction() as tx:
            tx.revise(PatientAssignment(world.me, otto), entity=patient, patient=patient)
        world.office.context.person = otto
        assert self.opened(world, patient).refused == "Only Elena Reyes, MD, who bills this month, can attest it."
        world.become_elena()
        world.office.complexity.attest(self.opened(world, patient), "high", "2026-10-05", "Sepsis")
        assert line_codes(world, patient) == (("99487", 1),)

    def test_only_the_billing_practitioner_attests(self, world: MonthWorld) -> None:
        patient = world.billable()
        other = world.office.people.add(PersonProfile("Omar Said", "NP", "practitioner", "practitioner")).value
        opened = self.opened(world, patient)
        assert opened.refused == "Only Elena Reyes, MD, who bills this month, can attest it."
        before = operations(world)
        attest = world.office.complexity.attest
        assert refused(lambda: attest(opened, "high", "2026-10-05", "Sepsis")) == "role_may_not"
        world.office.context.person = other
        assert refused(lambda: attest(opened, "high", "2026-10-05", "Sepsis")) == "not_the_biller"
        assert operations(world) == before

    @pytest.mark.parametrize(
        ("level", "on", "why", "code"),
        [
            ("low", "2026-10-05", "x", "mdm_level"), ("high", "2026-10-05", "  ", "mdm_reason_missing"),
            ("high", "", "x", "date_unreadable"), ("high", "soon", "x", "date_unreadable"),
            ("high", "2026-10-15", "x", "day_in_future"), ("high", "2026-09-30", "x", "mdm_other_month"),
        ],
    )  # fmt: skip
    def test_what_lacks_something_is_refused(self, world: MonthWorld, level: str, on: str, why: str, code: str) -> None:
        patient = world.billable()
        assert refused(lambda: world.demo.complex(patient, level, on, why)) == code
        world.become_elena()
        opened = self.opened(world, patient)
        assert refused(lambda: world.office.complexity.withdraw(opened, "")) == "mdm_withdrawal_reason_missing"
        assert refused(lambda: world.office.complexity.withdraw(opened, "x")) == "mdm_not_attested"

    def test_what_was_attested_since_the_form_was_opened_is_not_replaced_unseen(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.become_elena()
        stale = self.opened(world, patient)
        world.office.complexity.attest(stale, "moderate", "2026-10-05", "Sepsis")
        before = operations(world)
        attest, withdraw = world.office.complexity.attest, world.office.complexity.withdraw
        assert refused(lambda: attest(stale, "high", "2026-10-05", "Sepsis")) == "mdm_moved_on"
        assert refused(lambda: withdraw(stale, "x")) == "mdm_moved_on"
        assert operations(world) == before

    def test_a_biller_whose_time_is_no_practitioners_attests_nothing(self, world: MonthWorld) -> None:
        patient = world.billable()
        form = world.office.people.open(world.elena)
        world.office.people.save(replace(form, value=replace(form.value, lane="clinical_staff")))
        assert refused(lambda: world.demo.complex(patient)) == "biller_no_practitioner"

    def test_who_was_not_in_the_programme_has_no_complex_month(self, world: MonthWorld) -> None:
        assert refused(lambda: self.opened(world, world.demo.attested("Delgado"))) == "not_in_month"

    @pytest.mark.parametrize("how", ["attested", "withdrawn", "said again"])
    def test_any_change_withdraws_the_signatures_visibly(self, world: MonthWorld, how: str) -> None:
        patient = world.billable()  # 25 minutes: complexity changes no code
        if how != "attested":
            world.demo.complex(patient)
        world.at_month_end()
        world.sign_all(patient)
        assert world.office.month_desk.desk(OCTOBER).queue.words.startswith("1")
        sound(world)
        world.become_elena()
        if how == "withdrawn":
            world.office.complexity.withdraw(self.opened(world, patient), "Not in October.")
        else:
            level = "moderate" if how == "said again" else "high"
            world.office.complexity.attest(self.opened(world, patient), level, "2026-10-02", "Many changes.")
        desk = world.office.month_desk.desk(OCTOBER)
        (line,) = desk.queue.lines
        said = "The attested complexity was changed after the signature."
        assert (line.state, line.reasons) == ("needs_re_sign", (said,))
        assert {x.detail for x in desk.exceptions if x.code == "E13"} == {said}
        sound(world)

    def test_the_reason_is_part_of_what_is_signed(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        world.demo.complex(patient, why="Sepsis")
        token = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
        world.demo.clock.advance(2)
        world.demo.complex(patient, why="Many changes.")
        sign = world.office.month_signing.sign
        assert refused(lambda: sign(patient, OCTOBER, "coordinator", token, "x")) == "evidence_changed"

    def test_a_signature_that_names_another_reason_is_found(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.demo.complex(patient)
        world.at_month_end()
        world.sign_all(patient)
        raw = world.office.context.store.vault.connection
        ((frozen,),) = raw.execute("SELECT DISTINCT complexity FROM month_signature").fetchall()
        assert '"high"' in frozen
        assert "Many changes." in frozen
        with world.office.context.transaction() as tx:
            tx.connection.exec_driver_sql(
                "UPDATE month_signature SET complexity = replace(complexity, 'Many changes.', 'Sepsis')"
            )
        world.spoiled = True
        found = world.office.vault.verify()
        assert any("made over what it names" in str(x) for x in found)
        assert any("complexity is not the one on record" in str(x) for x in found)
        with world.office.context.transaction() as tx:
            tx.connection.exec_driver_sql(
                "UPDATE month_signature SET complexity = replace(complexity, 'Sepsis', 'Many changes.')"
            )

    def test_a_closed_month_takes_none(self, closed: MonthWorld) -> None:
        patient, _ = closed.patients
        closed.become_elena()
        before, opened = operations(closed), self.opened(closed, patient)
        attest, withdraw = closed.office.complexity.attest, closed.office.complexity.withdraw
        assert refused(lambda: attest(opened, "high", "2026-10-05", "Sepsis")) == "month_closed"
        assert refused(lambda: withdraw(opened, "x")) == "month_closed"
        assert operations(closed) == before

    def test_when_the_biller_changes_the_exception_leads_to_the_form(self, world: MonthWorld) -> None:
        patient = world.billable(seconds=3600)
        with world.office.context.transaction() as tx:
            fact = DecisionMaking("2026-10", "high", world.me, "2026-10-05", "Sepsis")
            tx.record(fact, entity=new_id(), patient=patient)
        (line,) = (x for x in world.office.month_desk.desk(OCTOBER).exceptions if x.code == "E22")
        assert (line.code, line.fix.page, line.fix.field) == ("E22", "complexity", "level")


class TestOtherServices:
    """Noted, known to the rules, withdrawn."""

    def test_it_blocks_until_it_is_withdrawn_and_stays_visible(self, world: MonthWorld) -> None:
        patient = world.billable()
        services = world.office.other_services
        noted = services.note(patient, "g0181", "2026-10-09", "same_practice", "billed").value
        (line,) = services.open(patient, OCTOBER).lines
        assert (line.code, line.on, line.withdrawn) == ("G0181", "2026-10-09", "")
        assert line.means == ("The practice bills home health or hospice supervision this month",)
        assert line_codes(world, patient) == ()
        (found,) = (x for x in world.office.month_desk.desk(OCTOBER).exceptions if x.severity == "must")
        assert (found.code, found.fix.page, found.patient_id) == ("E21", "services", patient)
        services.withdraw(noted, "Meant for another patient.")
        assert line_codes(world, patient) == (("99490", 1),)
        (line,) = services.open(patient, OCTOBER).lines
        assert line.withdrawn == "Maria Ortiz, RN: Meant for another patient."
        assert refused(lambda: services.withdraw(noted, "Again")) == "service_withdrawn"
        sound(world)

    @pytest.mark.parametrize(
        ("code", "on", "by", "status", "told"),
        [
            ("", "2026-10-03", "same_practice", "billed", "service_incomplete"),
            ("G0506", "", "same_practice", "billed", "service_incomplete"),
            ("G0506", "2026-10-03", "a neighbour", "billed", "service_incomplete"),
            ("G0506", "2026-10-03", "same_practice", "maybe", "service_incomplete"),
            ("G0506", "soon", "same_practice", "billed", "date_unreadable"),
            ("12345", "2026-10-03", "same_practice", "billed", "service_code_unknown"),
            ("G0506", "2019-10-03", "same_practice", "billed", "month_outside_rules"),
        ],
    )
    def test_what_the_rules_cannot_use_is_refused(
        self, world: MonthWorld, code: str, on: str, by: str, status: str, told: str
    ) -> None:
        patient = world.demo.patient()
        before = operations(world)
        assert refused(lambda: world.office.other_services.note(patient, code, on, by, status)) == told
        assert operations(world) == before

    def test_a_visit_of_the_billing_practitioner_holds_the_time_of_its_day(self, world: MonthWorld) -> None:
        patient, services = world.billable(), world.office.other_services
        for by, status in (
            ("same_practitioner", "billed"),
            ("same_practitioner", "planned"),
            ("same_practice", "billed"),
        ):
            services.note(patient, "99214", "2026-10-05", by, status)
        told = [line.means for line in services.open(patient, OCTOBER).lines]
        assert sorted(told) == [(), (), ("Time on the day of a visit: is it separate?",)]

    def test_every_code_of_the_same_month_table_is_known(self, world: MonthWorld) -> None:
        known = dict(world.office.other_services.known(OCTOBER))
        assert known["99495"] == "Transitional care management"
        assert {"99214", "G0506", "99490", "99457", "G0182"} <= known.keys()

    def test_a_withdrawal_needs_a_reason_and_a_service(self, world: MonthWorld) -> None:
        withdraw = world.office.other_services.withdraw
        assert refused(lambda: withdraw("nothing", "x")) == "service_unknown"
        noted = world.office.other_services.note(
            world.billable(), "99495", "2026-10-09", "other_practice", "planned"
        ).value
        assert refused(lambda: withdraw(noted, " ")) == "service_reason_missing"

    def test_a_closed_month_takes_none_and_gives_none_back(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        noted = signed.office.other_services.note(patient, "99495", "2026-10-09", "other_practice", "billed").value
        signed.close()
        before, services = operations(signed), signed.office.other_services
        call = lambda: services.note(patient, "99495", "2026-10-10", "other_practice", "billed")  # noqa: E731
        assert refused(call) == "month_closed"
        assert refused(lambda: services.withdraw(noted, "Wrong")) == "month_closed"
        assert operations(signed) == before


class TestDayOfAVisit:
    """Time waits until somebody attests it was apart."""

    @pytest.fixture
    def held(self, world: MonthWorld) -> tuple[MonthWorld, str, str]:
        patient = world.billable()
        world.office.other_services.note(patient, "99214", "2026-10-05", "same_practitioner", "billed")
        return world, patient, world.lines(patient)[0].entry_id

    def test_it_counts_once_attested_and_no_more_when_taken_back(self, held: tuple[MonthWorld, str, str]) -> None:
        world, patient, entry = held
        (line,) = world.lines(patient)
        assert (line.counted_seconds, line.on_visit_day, line.separate) == (0, True, None)
        (waiting,) = (x for x in world.office.month_desk.desk(OCTOBER).exceptions if x.code == "E17")
        assert (waiting.fix.page, waiting.fix.field, waiting.fix.entity) == ("time", "same_day", entry)
        world.office.time.attest_separate(entry, True, " Medication review, hours after the visit. ")
        (line,) = world.lines(patient)
        assert (line.counted_seconds, line.separate) == (1500, True)
        assert line.why == "Counts: clinical staff time on CCM work"
        said = "Apart from the visit, Maria Ortiz, RN: Medication review, hours after the visit."
        assert line.separate_words == said
        assert line_codes(world, patient) == (("99490", 1),)
        world.demo.clock.advance(1)
        world.office.time.attest_separate(entry, False, "It was the visit after all.")
        (line,) = world.lines(patient)
        assert (line.counted_seconds, line.separate) == (0, False)
        assert line.why == "Not counted: attested as part of the visit that day"
        assert not [x for x in world.office.month_desk.desk(OCTOBER).exceptions if x.code == "E17"]
        sound(world)

    def test_the_newest_word_holds_in_whatever_order_it_came(self, held: tuple[MonthWorld, str, str]) -> None:
        world, patient, entry = held
        store, now = world.office.context.store, world.office.context.now_ms()
        for separate, when in ((False, now + 60_000), (True, now)):
            with store.transaction(world.me, when) as tx:
                tx.record(TimeSeparate(entry, separate, "x", world.me), entity=new_id(), patient=patient)
        (line,) = world.lines(patient)
        assert (line.separate, line.counted_seconds) == (False, 0)

    def test_a_change_withdraws_signatures(self, held: tuple[MonthWorld, str, str]) -> None:
        world, patient, entry = held
        world.office.time.attest_separate(entry, True, "Hours after the visit.")
        world.at_month_end()
        world.sign_all(patient)
        world.office.time.attest_separate(entry, False, "It was the visit.")
        changed = [x.detail for x in world.office.month_desk.desk(OCTOBER).exceptions if x.code == "E13"]
        assert changed == ["What the month supports has changed since the signature."] * 2

    def test_an_amendment_within_the_entry_keeps_the_word_and_more_time_does_not(
        self, held: tuple[MonthWorld, str, str]
    ) -> None:
        world, patient, entry = held
        world.office.time.attest_separate(entry, True, "Hours after the visit.")
        shorter = world.office.time.amend(entry, Amendment(ended_at=at(5) + 1300), "Phone rang").value
        assert (world.lines(patient)[0].counted_seconds, world.lines(patient)[0].separate) == (1300, True)
        longer = world.office.time.amend(shorter, Amendment(ended_at=at(5) + 1500), "Was right").value
        (line,) = (x for x in world.lines(patient) if x.entry_id == longer)
        assert line.separate is None

    def test_where_the_practice_never_counts_it_the_words_say_so(self, held: tuple[MonthWorld, str, str]) -> None:
        from ccm_desktop.ledger.payloads.practice import PolicyChoice

        world, patient, entry = held
        line = next(x for x in world.office.policies.lines() if x.policy.key == "same_day_visit")
        world.office.policies.choose(replace(line.form, value=PolicyChoice("same_day_visit", "exclude", "Simple.")))
        world.office.time.attest_separate(entry, True, "Hours after the visit.")
        assert world.lines(patient)[0].why == (
            "Not counted: time on the day of a visit, which the practice never counts"
        )

    def test_an_imported_word_counts_too(self, world: MonthWorld) -> None:
        patient = world.ready()
        world.work(patient, at(5), 1500, same_day_em_separate=True)
        world.office.other_services.note(patient, "99214", "2026-10-05", "same_practitioner", "billed")
        assert world.lines(patient)[0].counted_seconds == 1500

    def test_it_needs_a_reason_and_an_entry_that_stands(self, held: tuple[MonthWorld, str, str]) -> None:
        world, _, entry = held
        attest = world.office.time.attest_separate
        assert refused(lambda: attest(entry, True, " ")) == "reason_missing"
        assert refused(lambda: attest("nothing", True, "x")) == "entry_unknown"
        world.office.time.void(entry, "Wrong patient")
        assert refused(lambda: attest(entry, True, "x")) == "entry_void"

    def test_after_the_closing_it_is_an_addendum_of_those_who_approve(self, closed: MonthWorld) -> None:
        patient, _ = closed.patients
        entry = closed.lines(patient)[0].entry_id
        figures = closed.office.month_end.board(OCTOBER).lines
        nurse = closed.office.people.add(PersonProfile("Aaron Chu", "LPN", "nurse")).value
        closed.office.context.person = nurse
        attest = closed.office.time.attest_separate
        assert refused(lambda: attest(entry, False, "Part of the visit")) == "role_may_not"
        closed.office.context.person = closed.me
        attest(entry, False, "Part of the visit")
        kinds = closed.office.context.store.vault.connection.execute(
            "SELECT entry, kind FROM month_addendum"
        ).fetchall()
        assert kinds == [(entry, "attested")]
        assert closed.office.month_end.board(OCTOBER).lines == figures


def test_the_packet_tells_what_was_attested_and_withdrawn(world: MonthWorld) -> None:
    patient = world.billable()
    entry = world.lines(patient)[0].entry_id
    world.demo.complex(patient)
    world.become_elena()
    world.office.complexity.withdraw(world.office.complexity.open(patient, OCTOBER), "Not in October.")
    noted = world.office.other_services.note(patient, "99495", "2026-10-09", "other_practice", "billed").value
    world.office.other_services.withdraw(noted, "Meant for another patient.")
    world.office.time.attest_separate(entry, True, "Hours after the visit.")
    told = str(world.office.packets.one(OCTOBER, patient))
    for words in ("Not in October.", "Meant for another patient.", "separate from the visit: Hours after the visit."):
        assert words in told
