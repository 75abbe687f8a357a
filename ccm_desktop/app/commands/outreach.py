"""Contacts, tasks and escalations from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    day,
    instant,
    office,
    print_json,
    print_table,
)
from ccm_desktop.domain.activities import OUTCOMES
from ccm_desktop.domain.outreach import CHANNELS
from ccm_desktop.services import local_words
from ccm_desktop.services.escalations import LEVELS, STATES, TARGETS, NewEscalation
from ccm_desktop.services.tasks import KINDS, NewTask

Actions = dict[str, tuple[Callable[[Options], int], str]]
_PATIENT = "id, MRN, or a search that finds one patient"


def add_to(commands: Commands) -> None:
    """`contact …`, `task …`, `escalation …`."""
    _contact(_group(commands, "contact", "attempts, the next step, and the practice's policy", {
        "add": (_contact_add, "record a contact or an attempt"),
        "list": (_contact_list, "list a patient's contacts, newest first"),
        "next": (_contact_next, "what the policy says next, and when the patient answers"),
        "policy": (_policy, "show the policy, or change it"),
    }))  # fmt: skip
    _task(_group(commands, "task", "what is to be done", {
        "add": (_task_add, "make a task; without a patient it is unfiled"),
        "list": (_task_list, "list open tasks, overdue first"),
        "done": (_task_done, "a task is done"),
        "snooze": (_task_snooze, "another day or time"),
        "file": (_task_file, "put an unfiled task under a patient"),
        "drop": (_task_drop, "a task is not needed any more"),
    }))  # fmt: skip
    _escalation(_group(commands, "escalation", "problems handed to somebody who must decide", {
        "raise": (_escalation_raise, "hand a problem to a role"),
        "list": (_escalation_list, "list escalations by when they are due"),
        "read": (_escalation_read, "record that you have seen it"),
        "act": (_escalation_act, "record what was decided"),
    }))  # fmt: skip


def _group(commands: Commands, name: str, words: str, actions: Actions) -> dict[str, argparse.ArgumentParser]:
    group = commands.add_parser(name, help=words, description=words)
    places = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    return {
        action: command(places, action, run, said, json=action in ("list", "next", "policy"))
        for action, (run, said) in actions.items()
    }


def _contact(parsers: dict[str, argparse.ArgumentParser]) -> None:
    for name in ("add", "list", "next"):
        parsers[name].add_argument("patient", help=_PATIENT)
    add = parsers["add"]
    add.add_argument("outcome", choices=tuple(OUTCOMES))
    add.add_argument("--channel", choices=tuple(CHANNELS), default="phone")
    add.add_argument("--note", default="")
    add.add_argument("--at", default="", metavar="TIME", help="2026-10-05T14:00; now when left out")
    add.add_argument(
        "--next", default="", metavar="DATE", type=day, dest="next_on", help="instead of what the policy says"
    )
    policy = parsers["policy"]
    policy.add_argument("--attempts", type=int, metavar="N", help="in a month")
    policy.add_argument("--interval", type=int, metavar="N", help="workdays between attempts")
    policy.add_argument("--channels", metavar="A,B,…", help=f"attempt by attempt: {', '.join(CHANNELS)}")
    policy.add_argument("--letter", choices=("yes", "no"), help="a task to send a letter at the end")
    policy.add_argument("--in-person", choices=("yes", "no"), help="a task for the next visit at the end")


def _task(parsers: dict[str, argparse.ArgumentParser]) -> None:
    add = parsers["add"]
    add.add_argument("title")
    add.add_argument("--patient", default="", help=_PATIENT)
    add.add_argument("--kind", choices=tuple(KINDS), default="task")
    parsers["list"].add_argument("--patient", default="", help=_PATIENT)
    parsers["list"].add_argument("--all", action="store_true", help="those that are done, too")
    for name in ("done", "snooze", "file", "drop"):
        parsers[name].add_argument("task", help="id as listed")
    for name in ("add", "snooze"):
        parsers[name].add_argument("--due", default="", metavar="DATE", type=day, required=name == "snooze")
        parsers[name].add_argument("--time", default="", metavar="HH:MM")
    parsers["done"].add_argument("--outcome", default="")
    parsers["file"].add_argument("patient", help=_PATIENT)
    parsers["drop"].add_argument("--why", default="", required=True)


def _escalation(parsers: dict[str, argparse.ArgumentParser]) -> None:
    new = parsers["raise"]
    new.add_argument("patient", help=_PATIENT)
    new.add_argument("reason")
    new.add_argument("--level", choices=tuple(LEVELS), default="same_day")
    new.add_argument("--to", choices=tuple(TARGETS), default="practitioner")
    new.add_argument("--due", default="", metavar="TIME", help="2026-10-05T14:00; by the level when left out")
    parsers["list"].add_argument("--patient", default="", help=_PATIENT)
    parsers["list"].add_argument("--all", action="store_true", help="those that were acted on, too")
    for name in ("read", "act"):
        parsers[name].add_argument("escalation", help="id as listed")
    parsers["act"].add_argument("outcome", help="what was decided or done")


def _contact_add(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        at = instant(options.at, found.context.zone()) if options.at else None
        contact = found.contacts.record(
            patient, channel=options.channel, outcome=options.outcome, note=options.note, at=at,
            next_on=options.next_on,
        ).value  # fmt: skip
        words = found.outreach.reach(patient).step.words
    print(contact)
    if words:
        print(words)
    return 0


def _contact_list(options: Options) -> int:
    with office(options) as found:
        lines, zone = found.contacts.list(patient_id(found, options.patient)), found.context.zone()
    if options.json:
        print_json(lines)
        return 0
    rows = [(local_words.instant(one.at, zone), CHANNELS.get(one.channel, one.channel),
             OUTCOMES.get(one.outcome, one.outcome), one.who, one.note) for one in lines]  # fmt: skip
    print_table(("When", "Channel", "Outcome", "Who", "Note"), rows)
    return 0


def _contact_next(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        reach, planned = found.outreach.reach(patient), found.contacts.next_contact(patient).value
    if options.json:
        print_json({"reach": reach, "planned_on": planned.next_contact_on, "purpose": planned.purpose})
        return 0
    if planned.next_contact_on:
        print(f"Planned for {planned.next_contact_on}: {planned.purpose or 'contact'}.")
    print(reach.words or "No attempt is open, and too few calls to tell when the patient answers.")
    if reach.preferences:
        print(f"Preferences: {'; '.join(reach.preferences)}.")
    return 0


def _policy(options: Options) -> int:
    with office(options) as found:
        form = found.outreach.policy()
        given = {
            "attempts": options.attempts, "interval": options.interval,
            "channels": tuple(options.channels.split(",")) if options.channels else None,
            "letter": None if options.letter is None else options.letter == "yes",
            "in_person": None if options.in_person is None else options.in_person == "yes",
        }  # fmt: skip
        wanted = {key: value for key, value in given.items() if value is not None}
        if wanted:
            found.outreach.choose(replace(form, value=replace(form.value, **wanted)))
            form = found.outreach.policy()
    if options.json:
        print_json(form.value)
        return 0
    value = form.value
    ending = [words for words, on in (("a letter", value.letter), ("the next visit", value.in_person)) if on]
    print(f"{value.attempts} attempts a month, {value.interval} workdays apart: {', '.join(value.channels)}; "
          f"then {' and '.join(ending) or 'nothing further'}.")  # fmt: skip
    return 0


def _task_add(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        new = NewTask(options.title, patient, options.due, options.time, options.kind)
        print(found.tasks.add(new).value)
    return 0


def _task_list(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        lines, unfiled = found.tasks.list(patient=patient, open_only=not options.all), found.tasks.unfiled()
    if options.json:
        print_json(lines)
        return 0
    rows = [(f"{one.what.value.due_on} {one.what.value.due_time}".strip() or "any day",
             "overdue" if one.overdue else one.status.value.status, one.name or "unfiled", one.mrn,
             one.what.value.title, one.owner_name, one.task_id) for one in lines]  # fmt: skip
    print_table(("Due", "State", "Patient", "MRN", "Task", "Whose", "Id"), rows)
    if unfiled:
        print(f"{unfiled} unfiled.")
    return 0


def _task_done(options: Options) -> int:
    with office(options) as found:
        found.tasks.done(found.tasks.one(options.task), options.outcome)
    print("Done.")
    return 0


def _task_snooze(options: Options) -> int:
    with office(options) as found:
        found.tasks.snooze(found.tasks.one(options.task), options.due, options.time)
    print("Moved.")
    return 0


def _task_file(options: Options) -> int:
    with office(options) as found:
        print(found.tasks.file(found.tasks.one(options.task), patient_id(found, options.patient)).value)
    return 0


def _task_drop(options: Options) -> int:
    with office(options) as found:
        found.tasks.drop(found.tasks.one(options.task), options.why)
    print("Dropped.")
    return 0


def _escalation_raise(options: Options) -> int:
    with office(options) as found:
        due = instant(options.due, found.context.zone()) if options.due else None
        new = NewEscalation(patient_id(found, options.patient), options.level, options.reason, options.to, due)
        print(found.escalations.raise_one(new).value)
    return 0


def _escalation_list(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        lines, zone = found.escalations.list(patient=patient, open_only=not options.all), found.context.zone()
    if options.json:
        print_json(lines)
        return 0
    rows = [(local_words.instant(one.due_at, zone), STATES[one.state], one.name, one.mrn, TARGETS[one.target],
             one.reason, one.outcome, one.escalation_id) for one in lines]  # fmt: skip
    print_table(("Due", "State", "Patient", "MRN", "To", "Reason", "Outcome", "Id"), rows)
    return 0


def _escalation_read(options: Options) -> int:
    with office(options) as found:
        found.escalations.read(options.escalation)
    print("Recorded.")
    return 0


def _escalation_act(options: Options) -> int:
    with office(options) as found:
        found.escalations.act(options.escalation, options.outcome)
    print("Recorded.")
    return 0
