"""Audit packets from the command line."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.reports import keep_pack
from ccm_desktop.app.commands.terminal import Commands, Options, TerminalProgress, command, office
from ccm_desktop.domain.audit_sample import METHODS, RANDOM
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.progress import at_once
from ccm_desktop.services import packs
from ccm_desktop.services.packet import Draw


def add_to(commands: Commands) -> None:
    """`packet`."""
    parser = command(commands, "packet", _packet, "the evidence of patient-months for an auditor: PDF and JSON")
    parser.add_argument("--month", default="", metavar="YYYY-MM", help="the current month when left out")
    parser.add_argument("--patient", action="append", default=[], metavar="PATIENT",
                        help="id, MRN, or a search that finds one patient; may be repeated")  # fmt: skip
    parser.add_argument("--sample", type=int, default=None, metavar="N", help="draw so many billable patients")
    parser.add_argument("--seed", default="", metavar="SEED", help="a number or word: the same one draws the same")
    parser.add_argument("--by", choices=tuple(METHODS), default=RANDOM, help="how to draw")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder; it must not exist")


def _packet(options: Options) -> int:
    wanted: list[str] = options.patient
    if bool(wanted) == (options.sample is not None):
        raise BadInput("packet_choice", "It is not clear for whom.", "Say either --patient or --sample with --seed.")
    packs.check_target(options.out)
    with office(options) as found:
        month = Month.parse(options.month) if options.month else found.context.month()
        progress = TerminalProgress("Gathering")
        if wanted:
            pack = at_once(found.packets.chosen(month, [patient_id(found, text) for text in wanted], progress))
        else:
            pack = at_once(found.packets.drawn(month, Draw(options.sample, options.seed, options.by), progress))
        keep_pack(found, pack, options.out)
    return 0
