"""Patients: listing, enrolling, consent."""

from __future__ import annotations

from dataclasses import replace

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
from ccm_desktop.domain.consent import ELEMENTS, METHODS
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.forms import PatientCoverage
from ccm_desktop.services.office import Office


def add_to(commands: Commands) -> None:
    """`patients`, `coverage`, `enroll`, `consent`."""
    listing = command(commands, "patients", _patients, "list patients (enrolled ones unless said otherwise)", json=True)
    which = listing.add_mutually_exclusive_group()
    which.add_argument("--candidates", action="store_true", help="two or more chronic conditions, not enrolled")
    which.add_argument("--all", action="store_true")
    listing.add_argument("--search", default="", metavar="TEXT", help="name, date of birth, MRN or phone")
    coverage = command(commands, "coverage", _coverage, "who pays for a patient's care; with --payer, change it",
                       json=True)  # fmt: skip
    coverage.add_argument("patient", help="id, MRN, or a search that finds one patient")
    coverage.add_argument("--payer", default=None, metavar="NAME", help="empty for none")
    coverage.add_argument("--member", default="", metavar="ID", help="the payer's number for the patient")
    enrol = command(commands, "enroll", _enrol, "attest and enroll a patient", also="enrol")
    enrol.add_argument("patient", help="id, MRN, or a search that finds one patient")
    enrol.add_argument("--risk", required=True, help="why the patient is at significant risk")
    enrol.add_argument("--attest-all", action="store_true", help="every chronic condition will last 12 months")
    enrol.add_argument("--attest", action="append", default=[], metavar="ID", help="a condition's id")
    enrol.add_argument("--last-seen", default="", metavar="DATE", type=day)
    enrol.add_argument("--started", default="", metavar="DATE", type=day)
    consent = command(commands, "consent", _consent, "record the patient's consent")
    consent.add_argument("patient", help="id, MRN, or a search that finds one patient")
    consent.add_argument("--method", choices=tuple(METHODS), required=True)
    consent.add_argument("--at", default="", metavar="TIME", help="2026-10-05T14:00; now when left out")
    consent.add_argument("--declined", action="store_true")
    consent.add_argument("--element", action="append", default=[], choices=tuple(ELEMENTS),
                         help="what the patient was told; repeat for each")  # fmt: skip
    consent.add_argument("--given-by", default="patient")


def patient_id(found: Office, text: str) -> str:
    """The one patient that an id, an MRN or a search names."""
    lines = found.patients.panel()
    exact = [line for line in lines if text in (line.patient_id, line.mrn)]
    wanted = tokens(text)
    hits = exact or [line for line in lines if wanted and matches(line.haystack, wanted)]
    if len(hits) != 1:
        ids = ", ".join(line.patient_id for line in hits[:10])
        raise BadInput(
            "patient_unclear",
            f"{len(hits)} patients match." if hits else "No patient matches.",
            f"Use one of these ids: {ids}." if hits else "List them with `ccm patients --all`.",
        )
    return hits[0].patient_id


def _patients(options: Options) -> int:
    with office(options) as found:
        lines = found.patients.candidates() if options.candidates else found.patients.panel()
    if not options.all and not options.candidates:
        lines = tuple(line for line in lines if line.program_status == "enrolled")
    wanted = tokens(options.search)
    lines = tuple(line for line in lines if matches(line.haystack, wanted))
    if options.json:
        print_json(lines)
        return 0
    rows = [
        (line.name, line.birth_on, line.mrn, clock_text(line.counted_seconds), line.status.text,
         " ".join(line.conditions), line.patient_id)
        for line in lines
    ]  # fmt: skip
    print_table(("Patient", "Born", "MRN", "Month", "Status", "Conditions", "Id"), rows)
    return 0


def _coverage(options: Options) -> int:
    with office(options) as found:
        form = found.patients.coverage(patient_id(found, options.patient))
        if options.payer is not None:
            found.patients.save(replace(form, value=PatientCoverage(options.payer.strip(), options.member.strip())))
            form = found.patients.coverage(form.entity)
    if options.json:
        print_json(form.value)
    else:
        member = f", member {form.value.member_id}" if form.value.member_id else ""
        print(f"{form.value.payer or 'No payer on file'}{member}")
    return 0


def _enrol(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        with found.context.together():
            opened = found.enrolment.eligibility(patient)
            chosen = {i for i, _, _ in opened.conditions} if options.attest_all else set(options.attest)
            found.enrolment.attest(opened, dict.fromkeys(chosen, True), options.risk)
            found.enrolment.enrol(patient, started_on=options.started, last_seen_on=options.last_seen)
    print("Enrolled.")
    return 0


def _consent(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        at = instant(options.at, found.context.zone()) if options.at else found.context.now()
        assignment = found.patients.assignment(patient).value
        biller = assignment.practitioner or found.context.practice().billing_practitioner
        answer = "declined" if options.declined else "given"
        found.enrolment.record_consent(
            patient,
            NewConsent(answer, at, options.method, tuple(options.element), biller, "", options.given_by),
        )
    print("Consent recorded.")
    return 0
