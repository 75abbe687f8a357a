"""Signing care plans from the command line."""

from __future__ import annotations

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.plan_lines import print_lines
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    office,
    passphrase,
    print_json,
    print_table,
    say,
)
from ccm_desktop.services.plan_requirements import Requirement


def add_to(actions: Commands) -> None:
    """`plan standing|submit|evidence|sign|return|queue`."""
    command(actions, "queue", _queue, "list the plans that wait for a signature", json=True)
    for name, run, words in (
        ("standing", _standing, "where a plan stands on its way to a signature, and what is missing"),
        ("submit", _submit, "ask a practitioner to sign"),
        ("evidence", _evidence, "what a signer must see, with the token to sign it"),
        ("sign", _sign, "sign exactly what `evidence` showed"),
        ("return", _return, "do not sign, and say why"),
    ):
        parser = command(actions, name, run, words, json=name in ("standing", "evidence"))
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        if name == "submit":
            parser.add_argument("--words", default="", help="for the practitioner")
        if name == "sign":
            parser.add_argument("--seen", required=True, metavar="TOKEN", help="the token that `evidence` printed")
        if name == "return":
            parser.add_argument("reason")


def _queue(options: Options) -> int:
    with office(options) as found:
        lines = found.plan_signing.queue()
    if options.json:
        print_json(lines)
    elif lines:
        rows = [(line.patient, line.mrn, line.number, line.submitted_by, line.words) for line in lines]
        print_table(("Patient", "MRN", "Version", "Submitted by", "Words"), rows)
    else:
        print("No plan waits for a signature.")
    return 0


def _standing(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        standing, missing = found.plan_signing.standing(patient), found.plan_signing.missing(patient)
    if options.json:
        print_json({"standing": standing, "missing": missing})
        return 0
    print(f"{standing.words}{f': {standing.reason}' if standing.reason else ''}")
    if standing.signed_by:
        doubt = "" if standing.is_genuine else "  THE SIGNATURE DOES NOT FIT"
        print(f"Version {standing.signed_number} {standing.fingerprint} signed by {standing.signed_by}{doubt}")
    _print_missing(missing)
    return 0


def _submit(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        _print_missing(found.plan_signing.missing(patient))
        found.plan_signing.submit(patient, options.words)
    print("Submitted.")
    return 0


def _evidence(options: Options) -> int:
    with office(options) as found:
        shown = found.plan_signing.evidence(patient_id(found, options.patient))
    if options.json:
        print_json(shown)
        return 0
    say(f"{shown.patient}, born {shown.birth_on}: {shown.standing.words}")
    print_lines(shown.plan, ids=False)
    if back := shown.returned:
        say(f"Returned before by {back.by}: “{back.words}”; lines changed since: {back.changed}.")
    if shown.standing.signed_by:
        print(f"Since the last signature {len(shown.changes)} lines changed:")
    for change in shown.changes:
        say(f"{change.section} {change.kind}: {change.before} → {change.after}")
    _print_missing(shown.missing)
    for words in shown.doubtful:
        print(f"Look twice: {words}")
    print(f"To sign “{shown.statement}” say: ccm plan sign … --seen {shown.seen}")
    return 0


def _sign(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        print(found.plan_signing.sign(patient, options.seen, passphrase(options)).value)
    return 0


def _return(options: Options) -> int:
    with office(options) as found:
        found.plan_signing.send_back(patient_id(found, options.patient), options.reason)
    print("Returned.")
    return 0


def _print_missing(missing: tuple[Requirement, ...]) -> None:
    for one in missing:
        print(f"Missing: {one.words}")
