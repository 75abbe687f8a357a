"""`ccm plan print` and what was given of a plan."""

from __future__ import annotations

import argparse
from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.plan_versions import the_only
from ccm_desktop.app.commands.reports import keep_pack, keep_paper
from ccm_desktop.app.commands.terminal import Commands, Options, TerminalProgress, command, office, say, target
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_number import called
from ccm_desktop.domain.progress import at_once
from ccm_desktop.services import packs, plan_copies
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_copies import COPY_METHODS, GivenCopy
from ccm_desktop.services.plan_printing import KINDS, LANGUAGE_NAMES, SIZES, PaperChoice, PaperOffer, PaperRun
from ccm_desktop.services.reporting import Rendering


def add_to(actions: Commands) -> None:
    """`plan print|copy-given`."""
    paper = command(actions, "print", _print, "make a paper of the plan, or the copies of everybody enrolled")
    paper.add_argument("patient", nargs="?", default="", help="id, MRN, or a search that finds one patient")
    paper.add_argument("--all", action="store_true", help="papers of everybody enrolled, into a new folder")
    paper.add_argument("--kind", choices=tuple(KINDS), action="append", default=[],
                       help="patient when left out; with --all more than once")  # fmt: skip
    paper.add_argument("--for", dest="whom", default="", metavar="CAREGIVER", help="name or id, for --kind caregiver")
    paper.add_argument("--language", choices=tuple(LANGUAGE_NAMES), default="",
                       help="the patient's own when left out, else English")  # fmt: skip
    paper.add_argument("--size", type=int, choices=SIZES, default=SIZES[0], help="points of the print")
    paper.add_argument("--ics", action="store_true", help="what comes next as a calendar file, instead of a paper")
    paper.add_argument("--titles", action="store_true", help="with --ics: titles name medicines and checks")
    paper.add_argument("--out", type=target, required=True, metavar="FILE", help="file or folder; with --all a new one")
    paper.add_argument("--replace", action="store_true", help="replace the file if it is there")
    copy = command(actions, "copy-given", _copy, "record that the patient or a caregiver received the plan")
    copy.add_argument("patient", help="id, MRN, or a search that finds one patient")
    copy.add_argument("--how", choices=tuple(COPY_METHODS), default="printed")
    copy.add_argument("--for", dest="whom", default="", metavar="CAREGIVER", help="name or id; the patient if left out")
    copy.add_argument("--version", default="", metavar="NUMBER", help="like 9 or 9-3f2a; the newest when left out")
    copy.add_argument("--language", choices=tuple(LANGUAGE_NAMES), default="")
    copy.add_argument("--withdraw", default="", metavar="ID", help="take a record back, instead")


def _print(options: Options) -> int:
    _check(options)
    if options.all:
        return _print_all(options)
    with office(options) as found:
        rendering = _rendering(found, options)
        keep_paper(found, rendering, options)
    remark = rendering.remark().words if rendering.remark is not None else ""
    if remark:
        say(remark)
    return 0


def _check(options: Options) -> None:
    if options.all == bool(options.patient):
        raise BadInput("plan_whose", "It is not clear whose plan is to be printed.", "Name one patient, or say --all.")
    if options.all and (options.whom or options.ics or options.replace):
        raise BadInput("plan_all", "Of everybody only papers can be printed, into a new folder.",
                       "Leave out --for, --ics and --replace, or name one patient.")  # fmt: skip
    if not options.all and len(options.kind) > 1:
        raise BadInput("plan_kinds", "Of one patient one paper is printed at a time.", "Say --kind once.")
    if options.titles and not options.ics:
        raise BadInput("plan_titles", "--titles is about a calendar file.", "Add --ics, or leave it out.")


def _print_all(options: Options) -> int:
    folder: Path = options.out
    packs.check_target(folder)
    with office(options) as found:
        everybody = [line.patient_id for line in found.patients.panel() if line.program_status == "enrolled"]
        run = PaperRun(tuple(dict.fromkeys(options.kind)) or ("patient",), options.language, options.size)
        pack = at_once(found.plan_printing.every(everybody, run, TerminalProgress("Gathering")))
        keep_pack(found, pack, folder)
    return 0


def _rendering(found: Office, options: Options) -> Rendering:
    patient = patient_id(found, options.patient)
    if options.ics:
        return found.plan_printing.calendar(patient, options.language, by_name=options.titles)
    offer = found.plan_printing.offer(patient)
    kind = next(iter(options.kind), "patient")
    if kind == "medications":
        for line in offer.gaps:  # shown to whoever asked; the refusal itself may reach a log and names nothing
            say(line)
    caregiver = _caregiver(offer, options) if options.whom or kind == "caregiver" else ""
    return found.plan_printing.paper(patient, PaperChoice(kind, options.language, options.size, caregiver))


def _caregiver(offer: PaperOffer, options: argparse.Namespace) -> str:
    """Id of the one whom `--for` names, or of the only one."""
    wanted = options.whom.strip().casefold()
    named = [one for one in offer.caregivers if not wanted or wanted in (one.name.casefold(), one.caregiver)]
    if len(named) != 1:
        raise BadInput("caregiver_unclear", "It is not clear for which caregiver the copy is.",
                       "Say --for with the name or id of one caregiver of the plan.")  # fmt: skip
    return named[0].caregiver


def _copy(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        if options.withdraw:
            plan_copies.withdraw_copy(found.context, patient, options.withdraw)
            print("Taken back.")
            return 0
        offer = found.plan_printing.offer(patient)
        if not offer.versions:
            raise BadInput("version_unknown", "The plan has no version yet.", "Add a goal first.")
        number = options.version
        version = the_only(called(offer.versions, number), number) if number else offer.versions[0][0]
        caregiver = _caregiver(offer, options) if options.whom else ""
        given = GivenCopy(version, options.how, caregiver=caregiver, language=options.language)
        copy = plan_copies.give_copy(found.context, patient, given).value
    print(f"Recorded [{copy}].")
    return 0
