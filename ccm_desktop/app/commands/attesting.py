"""What makes a patient eligible: conditions and risk attested, and the initiating visit."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.people import person_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.ledger.payloads.patient import InitiatingVisit
from ccm_desktop.services.enrolment import Eligibility

_SAID = {None: "not said", True: "yes", False: "no"}
_HOW = {"in-person": (True, False), "video": (False, True), "other": (False, False)}


def add_to(commands: Commands) -> None:
    """`attest`, `visit`."""
    attest = command(commands, "attest", _attest, "attest conditions and risk, or show what is attested", json=True)
    attest.add_argument("patient", help="id, MRN, or a search that finds one patient")
    attest.add_argument("--lasts", action="append", default=[], metavar="ID",
                        help="this condition will last 12 months or until death; repeat for each")  # fmt: skip
    attest.add_argument("--passes", action="append", default=[], metavar="ID", help="this one will not")
    attest.add_argument("--risk", default="", metavar="TEXT", help="why the patient is at significant risk")
    visit = command(commands, "visit", _visit, "record the initiating visit, or show the one on record", json=True)
    visit.add_argument("patient", help="id, MRN, or a search that finds one patient")
    visit.add_argument("--on", default="", metavar="DATE", type=day)
    visit.add_argument("--code", default="", help="kind of visit, such as 99214 or G0439")
    visit.add_argument("--by", default="", metavar="PERSON", help="name or id (default: who bills for the patient)")
    visit.add_argument("--how", choices=tuple(_HOW), default="in-person")
    visit.add_argument("--not-discussed", action="store_true", help="care management was not discussed")
    visit.add_argument("--none", action="store_true", help="take back what is on record")


def _attest(options: Options) -> int:
    answers = dict.fromkeys(options.lasts, True) | dict.fromkeys(options.passes, False)
    if set(options.lasts) & set(options.passes):
        raise BadInput("condition_twice", "A condition is said to last and to pass.", "Say one of both.")
    with office(options) as found:
        patient = patient_id(found, options.patient)
        with found.context.together():
            opened = found.enrolment.eligibility(patient)
            if answers:
                found.enrolment.attest_conditions(opened, answers)
            if options.risk:
                risk = replace(opened.risk.value, statement=options.risk)
                found.enrolment.attest_risk(replace(opened.risk, value=risk))
        shown = found.enrolment.eligibility(patient)
    if options.json:
        print_json({"conditions": shown.conditions, "risk": shown.risk.value, "passed": shown.passed})
    else:
        _print_attested(shown)
    return 0


def _print_attested(shown: Eligibility) -> None:
    print_table(("Condition", "Lasts 12 months", "Id"),
                [(name, _SAID[said], entity) for entity, name, said in shown.conditions])  # fmt: skip
    print(f"Significant risk: {shown.risk.value.statement or 'not attested'}")
    for passed, words in shown.checks:
        print(f"{'Fulfilled' if passed else 'Missing'}: {words}")


def _visit(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        with found.context.together():
            form = found.enrolment.eligibility(patient).visit
            if options.none:
                found.enrolment.record_visit(replace(form, value=InitiatingVisit()))
            elif options.on or options.code:
                assigned = found.patients.assignment(patient).value.practitioner
                by = person_id(found, options.by) if options.by else ""
                by = by or assigned or found.context.practice().billing_practitioner
                face_to_face, telehealth = _HOW[options.how]
                visit = InitiatingVisit(options.code, options.on, by, face_to_face, not options.not_discussed,
                                        telehealth)  # fmt: skip
                found.enrolment.record_visit(replace(form, value=visit))
        shown = found.enrolment.eligibility(patient).visit.value
        names = {person.id: person.title for person in found.people.everybody()}
    if options.json:
        print_json(shown)
    elif not shown.visit_on:
        print("No initiating visit is on record.")
    else:
        how = next(key for key, pair in _HOW.items() if pair == (shown.face_to_face, shown.telehealth))
        discussed = "discussed" if shown.ccm_discussed else "not discussed"
        print(f"{shown.visit_code} on {shown.visit_on}, {names.get(shown.visit_by, shown.visit_by)}, {how};"
              f" care management {discussed}")  # fmt: skip
    return 0
