"""Several people, one file: sign-ins given, changed, reset and taken away, and what each role may do."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, FileProblem, Problem, Refusal
from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.security import key_file
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS, SHORTEST, suggested
from ccm_desktop.services.authority import require_role
from ccm_desktop.services.complexity import MonthComplexity
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.entrance import has_recovery_kit, last_user, list_users
from ccm_desktop.services.forms import PatientContact, PatientIdentity
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import Account
from ccm_desktop.services.time_entries import Amendment, NewTime
from ccm_desktop.services.vault import create_practice, recover, unlock
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo

ONCE = "given to be used once"
OWN = "six words of my very own"
DENISE = PersonProfile("Denise Bell", "MA", "coordinator")


def account(demo: Demo, name: str) -> Account:
    return next(a for a in demo.office.people.accounts() if a.person.name == name)


def names(demo: Demo) -> list[str]:
    return [user.name for user in list_users(demo.opened.folder)]


def as_role(demo: Demo, role: str) -> None:
    """Somebody of that role acts from now on."""
    lane = "practitioner" if role == "practitioner" else "clinical_staff"
    person = demo.office.people.add(PersonProfile("Somebody", role=role, lane=lane)).value
    demo.office.context.person = person


def test_two_people_open_the_same_file_each_with_their_own_passphrase(demo: Demo) -> None:
    demo.office.people.add(DENISE, OWN, once=False)
    patient = demo.patient("Castillo", "María")
    demo.opened.close()
    demo.reopen(OWN, name="Denise Bell")
    assert demo.office.people.me().title == "Denise Bell, MA"
    assert [line.patient_id for line in demo.office.patients.panel()] == [patient]
    assert last_user(demo.opened.folder) == demo.office.people.me().id
    demo.opened.close()
    with pytest.raises(BadInput) as refused:
        demo.reopen(PASSPHRASE, name="Denise Bell")
    assert refused.value.code == "passphrase_wrong"
    demo.reopen()
    assert demo.office.people.me().name == "Maria Ortiz"
    assert account(demo, "Denise Bell").sign_in == "own"
    assert account(demo, "Denise Bell").last_unlocked == demo.now


def test_somebody_may_work_here_without_opening_the_practice(demo: Demo) -> None:
    demo.office.people.add(DENISE)
    assert account(demo, "Denise Bell").sign_in == "none"
    assert names(demo) == ["Maria Ortiz"]


def test_a_passphrase_given_for_once_opens_only_with_ones_own(demo: Demo) -> None:
    person = demo.office.people.add(DENISE, ONCE).value
    assert account(demo, "Denise Bell").sign_in == "once"
    given = demo.office.signing._sign_ins.signing_key(person, ONCE).public
    demo.opened.close()
    for new, code in (("", "passphrase_once"), ("short", "passphrase_short"), (ONCE, "passphrase_same")):
        with pytest.raises(BadInput) as refused:
            demo.reopen(ONCE, name="Denise Bell", new=new)
        assert refused.value.code == code
    demo.reopen(ONCE, name="Denise Bell", new=OWN)
    # Whoever gave the passphrase could have taken the key that came with it.
    assert demo.office.signing._sign_ins.signing_key(person, OWN).public != given
    demo.opened.close()
    with pytest.raises(BadInput):
        demo.reopen(ONCE, name="Denise Bell")
    demo.reopen(OWN, name="Denise Bell")
    assert account(demo, "Denise Bell").sign_in == "own"
    demo.opened.close()
    demo.reopen()


def test_ones_own_new_passphrase_keeps_the_signing_key(demo: Demo) -> None:
    people, me = demo.office.people, demo.office.people.me().id
    before = demo.office.signing._sign_ins.signing_key(me, PASSPHRASE).public
    for old, new, code in (("wrong wrong wrong", OWN, "passphrase_wrong"), (PASSPHRASE, "short", "passphrase_short"),
                           (PASSPHRASE, PASSPHRASE, "passphrase_same")):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            people.change_passphrase(old, new)
        assert refused.value.code == code
    people.change_passphrase(PASSPHRASE, OWN)
    assert demo.office.signing._sign_ins.signing_key(me, OWN).public == before
    demo.opened.close()
    with pytest.raises(BadInput):
        demo.reopen()
    demo.reopen(OWN)


def test_the_lead_resets_a_forgotten_passphrase(demo: Demo) -> None:
    person = demo.office.people.add(DENISE, OWN, once=False).value
    demo.office.people.give_sign_in(person, ONCE)
    assert account(demo, "Denise Bell").sign_in == "once"
    demo.opened.close()
    with pytest.raises(BadInput):
        demo.reopen(OWN, name="Denise Bell")
    demo.reopen(ONCE, name="Denise Bell", new="yet another passphrase")
    connection = demo.office.context.store.vault.connection
    told = connection.execute('SELECT change, "by" = id FROM person_access WHERE id = ? ORDER BY rid', (person,))
    assert told.fetchall() == [("given", 0), ("reset", 0), ("changed", 1)]


def test_who_leaves_opens_nothing_and_stays_in_the_history(demo: Demo) -> None:
    person = demo.office.people.add(DENISE, OWN, once=False).value
    demo.office.people.deactivate(person)
    assert names(demo) == ["Maria Ortiz"]
    assert (account(demo, "Denise Bell").person.active, account(demo, "Denise Bell").sign_in) == (False, "none")
    with pytest.raises(BadInput) as unknown:
        unlock(demo.opened.folder, person, OWN, demo.clock)
    assert unknown.value.code == "user_unknown"
    with pytest.raises(Refusal) as gone:
        demo.office.people.give_sign_in(person, ONCE)
    assert gone.value.code == "person_inactive"


def test_an_old_key_file_put_back_does_not_bring_somebody_back(demo: Demo) -> None:
    person = demo.office.people.add(DENISE, OWN, once=False).value
    old = [(demo.opened.folder / name).read_bytes() for name in key_file.NAMES]
    demo.office.people.deactivate(person)
    demo.opened.close()
    for name, content in zip(key_file.NAMES, old, strict=True):
        (demo.opened.folder / name).write_bytes(content)
    with pytest.raises(Refusal) as refused:
        demo.reopen(OWN, name="Denise Bell")
    assert refused.value.code == "sign_in_ended"
    demo.reopen()


def test_a_new_name_stands_on_the_lock_screen(demo: Demo) -> None:
    person = demo.office.people.add(DENISE, OWN, once=False).value
    form = demo.office.people.open(person)
    demo.office.people.save(replace(form, value=replace(form.value, name="Denise Bell-Okafor")))
    assert "Denise Bell-Okafor" in names(demo)
    demo.opened.close()
    demo.reopen(OWN, name="Denise Bell-Okafor")


def test_there_is_always_a_lead_who_can_open_the_practice(demo: Demo) -> None:
    """A second lead without a sign-in is no help; nobody ends or demotes themselves."""
    people, me = demo.office.people, demo.office.people.me().id
    second = people.add(PersonProfile("Lee Park", "RN", "lead")).value
    demo.office.context.person = second
    for change in ({"active": False}, {"role": "nurse"}):
        form = people.open(me)
        with pytest.raises(Refusal) as refused:
            people.save(replace(form, value=replace(form.value, **change)))
        assert refused.value.code == "last_lead"
    people.give_sign_in(second, OWN)
    people.deactivate(me)
    with pytest.raises(Refusal) as own:
        people.deactivate(second)
    assert own.value.code == "own_role"
    assert names(demo) == ["Lee Park"]


def test_nobody_changes_their_own_role(demo: Demo) -> None:
    people = demo.office.people
    people.add(PersonProfile("Lee Park", "RN", "lead"), OWN)
    form = people.open(people.me().id)
    with pytest.raises(Refusal) as refused:
        people.save(replace(form, value=replace(form.value, role="practitioner")))
    assert refused.value.code == "own_role"
    people.save(replace(form, value=replace(form.value, credential="BSN")))


DYING = """
import os, sys
from pathlib import Path
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import unlock

folder, renames, old, new = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
opened = unlock(folder, list_users(folder)[0].id, old, SystemClock(), ticking=False, kdf=QUICK_FOR_TESTS)
real, done = Path.replace, []

def dying(self, target):
    if len(done) == renames:
        os._exit(9)
    done.append(target)
    return real(self, target)

Path.replace = dying
opened.office.people.change_passphrase(old, new)
"""


@pytest.mark.parametrize(("renames", "opens"), [(0, PASSPHRASE), (1, OWN)], ids=["none renamed", "one renamed"])
def test_a_crash_while_the_key_file_is_written_leaves_one_that_opens(demo: Demo, renames: int, opens: str) -> None:
    """The process dies where it stands: nothing is tidied up, and the file opens as before or as after."""
    folder = demo.opened.folder
    demo.opened.close()
    command = [sys.executable, "-c", DYING, str(folder), str(renames), PASSPHRASE, OWN]
    died = subprocess.run(command, capture_output=True, text=True)
    assert (died.returncode, died.stderr) == (9, "")
    with pytest.raises(BadInput):  # one or the other, never both
        demo.reopen(OWN if opens == PASSPHRASE else PASSPHRASE)
    demo.reopen(opens)
    first, second = ((folder / name).read_bytes() for name in key_file.NAMES)
    assert first == second
    assert demo.office.vault.verify() == []


def test_a_key_file_that_cannot_be_written_takes_the_person_back_too(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = demo.office.people.accounts()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(FileProblem) as refused:
            demo.office.people.add(DENISE, OWN)
    assert refused.value.code == "folder_not_writable"
    assert demo.office.people.accounts() == before
    demo.opened.close()
    demo.reopen()


def test_a_suggested_passphrase_is_long_enough_and_never_the_same() -> None:
    made = {suggested() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 19 >= SHORTEST for one in made)


def kit(demo: Demo) -> str:
    draft = demo.office.recovery.draft()
    demo.office.recovery.keep(draft, draft.code.upper().replace("-", " "))
    return draft.code


def test_the_recovery_kit_gives_a_lead_a_new_passphrase_once(demo: Demo) -> None:
    folder, me = demo.opened.folder, demo.office.people.me().id
    assert not has_recovery_kit(folder)
    code = kit(demo)
    assert has_recovery_kit(folder)
    demo.opened.close()
    recover(folder, me, f" {code.replace('-', '')} ", OWN, demo.clock, QUICK_FOR_TESTS)
    assert not has_recovery_kit(folder)
    with pytest.raises(BadInput) as used:
        recover(folder, me, code, OWN, demo.clock, QUICK_FOR_TESTS)
    assert used.value.code == "kit_missing"
    with pytest.raises(BadInput):
        demo.reopen()
    demo.reopen(OWN)


@pytest.mark.parametrize(
    ("code", "new", "refusal"),
    [("", OWN, "kit_wrong"), ("abcd-" * 8, OWN, "kit_wrong"), ("right", "short", "passphrase_short")],
)
def test_a_wrong_recovery_code_changes_nothing(demo: Demo, code: str, new: str, refusal: str) -> None:
    folder, me = demo.opened.folder, demo.office.people.me().id
    right = kit(demo)
    demo.opened.close()
    before = [(folder / name).read_bytes() for name in key_file.NAMES]
    with pytest.raises(BadInput) as refused:
        recover(folder, me, right if code == "right" else code, new, demo.clock, QUICK_FOR_TESTS)
    assert refused.value.code == refusal
    assert [(folder / name).read_bytes() for name in key_file.NAMES] == before
    demo.reopen()


def test_the_recovery_kit_is_for_leads_of_this_practice(demo: Demo, tmp_path: Path) -> None:
    folder, me = demo.opened.folder, demo.office.people.me().id
    denise = demo.office.people.add(DENISE, OWN, once=False).value
    code = kit(demo)
    demo.opened.close()
    with pytest.raises(Refusal) as refused:
        recover(folder, denise, code, OWN, demo.clock, QUICK_FOR_TESTS)
    assert refused.value.code == "kit_for_leads"
    create_practice(tmp_path / "other", LAKESIDE, demo.clock, QUICK_FOR_TESTS).close()
    with pytest.raises(BadInput):
        recover(tmp_path / "other", me, code, OWN, demo.clock, QUICK_FOR_TESTS)
    assert has_recovery_kit(folder)
    demo.reopen()


def test_the_recovery_code_does_not_open_an_altered_key_file(demo: Demo) -> None:
    folder, me = demo.opened.folder, demo.office.people.me().id
    code = kit(demo)
    demo.opened.close()
    sound = [(folder / name).read_text() for name in key_file.NAMES]
    for name in key_file.NAMES:
        (folder / name).write_text((folder / name).read_text().replace("Maria Ortiz", "Maria Ortez"))
    with pytest.raises(FileProblem) as refused:
        recover(folder, me, code, OWN, demo.clock, QUICK_FOR_TESTS)
    assert refused.value.code == "keyslots_damaged"
    for name, text in zip(key_file.NAMES, sound, strict=True):
        (folder / name).write_text(text)
    demo.reopen()


def test_a_kit_counts_only_once_its_code_was_read_back(demo: Demo) -> None:
    folder, me = demo.opened.folder, demo.office.people.me().id
    first = kit(demo)
    second = demo.office.recovery.draft()
    with pytest.raises(BadInput) as refused:
        demo.office.recovery.keep(second, first)
    assert refused.value.code == "kit_mistyped"
    assert second.code not in repr(second)
    demo.opened.close()
    with pytest.raises(BadInput):
        recover(folder, me, second.code, OWN, demo.clock, QUICK_FOR_TESTS)
    recover(folder, me, first, OWN, demo.clock, QUICK_FOR_TESTS)
    demo.reopen(OWN)


def test_the_page_of_the_kit_shows_the_code_and_no_patient(demo: Demo) -> None:
    demo.patient("Zyzzyva", "Unmistakable")
    draft = demo.office.recovery.draft()
    (page,) = PdfReader(io.BytesIO(draft.rendering.render(Unobserved()))).pages
    text = page.extract_text()
    assert all(group in text for group in draft.code.split("-"))
    assert "Lakeside Family Medicine" in text
    assert "Zyzzyva" not in text


def test_a_practice_without_a_lead_can_appoint_one(tmp_path: Path, clock: FakeClock) -> None:
    alone = replace(
        LAKESIDE,
        first_user=PersonProfile("Elena Reyes", "MD", "practitioner", "practitioner"),
        billing_practitioner=None,
    )
    opened = create_practice(tmp_path / "solo", alone, clock, QUICK_FOR_TESTS)
    office = opened.office
    assert office.people.my_roles() == {"practitioner", "lead"}
    office.people.add(PersonProfile("Maria Ortiz", "RN", "lead"), OWN)
    assert office.people.my_roles() == {"practitioner"}
    with pytest.raises(Refusal):
        office.people.add(DENISE)
    opened.close()


def test_a_lead_whose_time_is_a_practitioners_signs_as_one(demo: Demo) -> None:
    form = demo.office.people.open(demo.office.people.me().id)
    with pytest.raises(Refusal) as refused:
        require_role(demo.office.context, "practitioner", to="sign a month")
    assert str(refused.value) == "Only a practitioner may sign a month. Ask one of them to do it."
    demo.office.people.save(replace(form, value=replace(form.value, lane="practitioner")))
    require_role(demo.office.context, "practitioner", to="sign a month")


def test_who_has_left_may_nothing(demo: Demo) -> None:
    person = demo.office.people.add(replace(DENISE, role="lead")).value
    demo.office.people.deactivate(person)
    demo.office.context.person = person
    with pytest.raises(Refusal):
        require_role(demo.office.context, *ROLES, to="do anything")


def _unopened(patient: str) -> MonthComplexity:
    """A form of somebody who was not in the programme."""
    return MonthComplexity(patient, Month(2026, 10), "", "", ())


NOT_FOR_BILLERS: dict[str, Callable[[Office, str], object]] = {
    "add a patient": lambda o, _: o.patients.add(PatientIdentity("A", "B"), PatientContact()),
    "change a patient": lambda o, p: o.patients.save(o.patients.identity(p)),
    "change a plan": lambda o, p: o.care_plans.save(p, ()),
    "undo a plan": lambda o, p: o.care_plans.undo(p),
    "give a copy": lambda o, p: o.care_plans.copy_given(p, "v", "mailed"),
    "record a contact": lambda o, p: o.contacts.record(p, channel="phone", outcome="reached", note="x"),
    "plan a contact": lambda o, p: o.contacts.plan_next(o.contacts.next_contact(p)),
    "attest conditions": lambda o, p: o.enrolment.attest_conditions(o.enrolment.eligibility(p), {}),
    "attest risk": lambda o, p: o.enrolment.attest_risk(o.enrolment.eligibility(p).risk),
    "attest both": lambda o, p: o.enrolment.attest(o.enrolment.eligibility(p), {}, "x"),
    "record the initiating visit": lambda o, p: o.enrolment.record_visit(o.enrolment.eligibility(p).visit),
    "attest complexity": lambda o, p: o.complexity.attest(_unopened(p), "high", "2026-10-01", "x"),
    "withdraw complexity": lambda o, p: o.complexity.withdraw(_unopened(p), "x"),
    "note a service": lambda o, p: o.other_services.note(p, "99495", "2026-10-01", "same_practice", "billed"),
    "withdraw a service": lambda o, _: o.other_services.withdraw("s", "x"),
    "attest separate time": lambda o, _: o.time.attest_separate("e", True, "x"),
    "enrol": lambda o, p: o.enrolment.enrol(p),
    "decline": lambda o, p: o.enrolment.decline(p, "x"),
    "end": lambda o, p: o.enrolment.end(p, "2026-10-01", "x"),
    "record consent": lambda o, p: o.enrolment.record_consent(p, NewConsent("given", 1, "verbal", (), "x")),
    "revoke consent": lambda o, p: o.enrolment.revoke_consent(p, 1, "x"),
    "import": lambda o, _: o.importing.fhir(Path("/nowhere")),
    "start the timer": lambda o, p: o.timer.start(p),
    "finish a note": lambda o, _: o.timer.finish("s", note="x", outcome=""),
    "keep a draft": lambda o, _: o.timer.save_draft("s", "x", ""),
    "discard a session": lambda o, _: o.timer.discard("s", "x"),
    "add time": lambda o, p: o.time.add(NewTime(p, 1, 2, "call_patient", "x", "y")),
    "amend time": lambda o, _: o.time.amend("e", Amendment(), "x"),
    "void time": lambda o, _: o.time.void("e", "x"),
    "approve time": lambda o, _: o.time.approve("e"),
    "back up": lambda o, _: o.vault.backup(Path("/nowhere")),
    "add a person": lambda o, _: o.people.add(DENISE),
    "change a person": lambda o, _: o.people.save(o.people.open(o.people.me().id)),
    "reset a passphrase": lambda o, _: o.people.give_sign_in(o.people.me().id, ONCE),
    "make a recovery kit": lambda o, _: o.recovery.draft(),
    "change the practice": lambda o, _: o.people.save_practice(o.people.practice()),
}


@pytest.mark.parametrize("what", NOT_FOR_BILLERS)
def test_a_biller_changes_nothing(demo: Demo, what: str) -> None:
    patient = demo.patient()
    as_role(demo, "biller")
    count = "SELECT count(*) FROM op"
    before = demo.office.context.store.vault.connection.execute(count).fetchone()
    with pytest.raises(Problem) as refused:
        NOT_FOR_BILLERS[what](demo.office, patient)
    assert refused.value.code == "role_may_not"
    assert demo.office.context.store.vault.connection.execute(count).fetchone() == before


def test_only_the_lead_touches_other_peoples_sessions(demo: Demo) -> None:
    patient, timer, lead = demo.enrolled(), demo.office.timer, demo.office.context.person
    timer.start(patient, "care_plan")
    demo.clock.advance(5)
    timer.tick()
    session = timer.stop().value
    as_role(demo, "nurse")
    touches: tuple[Callable[[], object], ...] = (
        lambda: timer.save_draft(session, "Other words", ""),
        lambda: timer.discard(session, "Not mine"),
        lambda: timer.finish(session, note="Other words", outcome=""),
    )
    for touch in touches:
        with pytest.raises(Refusal) as refused:
            touch()
        assert refused.value.code == "role_may_not"
    demo.office.context.person = lead
    assert [due.note for due in timer.note_due()] == [""]
    timer.finish(session, note="Reviewed the plan", outcome="")


def test_only_the_lead_touches_other_peoples_time(demo: Demo) -> None:
    patient = demo.enrolled()
    times = demo.office.time
    new = NewTime(patient, demo.now - 900, demo.now - 600, "call_patient", "Talked", "Away", "reached")
    entry = times.add(new).value
    lead = demo.office.context.person
    as_role(demo, "nurse")
    touches: tuple[Callable[[], object], ...] = (
        lambda: times.amend(entry, Amendment(note="Other"), "x"),
        lambda: times.void(entry, "x"),
        lambda: times.add(replace(new, person=lead, started_at=demo.now - 500, ended_at=demo.now - 400)),
        lambda: times.approve(entry),
    )
    for touch in touches:
        with pytest.raises(Refusal) as refused:
            touch()
        assert refused.value.code == "role_may_not"
    nurse = demo.office.context.person
    mine = times.add(replace(new, started_at=demo.now - 500, ended_at=demo.now - 400)).value
    mine = times.amend(mine, Amendment(note="Other"), "Typing").value
    demo.office.context.person = lead
    times.void(times.amend(mine, Amendment(note="Third"), "Lead").value, "Lead")
    demo.office.context.person = nurse


def test_a_coordinator_exports_no_lists(demo: Demo) -> None:
    as_role(demo, "coordinator")
    month = demo.office.context.month()
    demo.office.reporting.month_report(month)
    with pytest.raises(Refusal) as refused:
        demo.office.reporting.month_csv(month)
    assert "Only the practice lead or a biller may" in str(refused.value)
