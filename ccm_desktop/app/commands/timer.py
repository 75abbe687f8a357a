"""The timer from the command line: run it, answer its gaps, recover, write the note."""

from __future__ import annotations

import re
import signal
import threading
from types import FrameType

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    instant,
    office,
    print_either,
    print_json,
    print_table,
)
from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.domain.timer.gaps import KINDS, GapDecision, Piece
from ccm_desktop.services.local_words import clock
from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_views import GapLine

_LENGTH = re.compile(r"([0-9]{1,5}):([0-5][0-9])")
_WORDS = {"keep": "kept", "remove": "removed"}
_PATIENT = "id, MRN, or a search that finds one patient"


def add_to(actions: Commands) -> None:
    """`time status|run|gaps|decide|recover|finish|discard`."""
    command(actions, "status", _status, "what waits: notes, gaps, parked sessions, what a crash left", json=True)
    run = command(actions, "run", _run, "run the timer until Ctrl+C; its note is due then")
    run.add_argument("patient", help=_PATIENT)
    run.add_argument("--activity", choices=tuple(ACTIVITIES), default="",
                     help="else that of what is parked on the patient, or call_patient")  # fmt: skip
    run.add_argument("--back", type=int, default=0, metavar="MINUTES", help="started so long ago, at most 10")
    run.add_argument("--anyway", action="store_true", help="start without consent; the time waits and does not count")
    command(actions, "gaps", _gaps, "list the gaps that wait for an answer", json=True)
    decide = command(actions, "decide", _decide, "answer a gap: keep, remove, move or split it")
    decide.add_argument("session")
    decide.add_argument("gap", help="id of the gap, or `all`")
    decide.add_argument("answer", choices=("keep", "remove", "move", "split"))
    decide.add_argument("--patient", default="", help="whose work it was, to move it")
    decide.add_argument(
        "--part", nargs=2, action="append", default=[], metavar=("LENGTH", "WHAT"),
        help="of a split, in order: 3:00 keep, 4:12 remove, or 4:12 and a patient",
    )  # fmt: skip
    recover = command(actions, "recover", _recover, "say what the time was that a crash left unseen")
    recover.add_argument("session")
    recover.add_argument("answer", choices=("stop", "until", "discard"))
    recover.add_argument("--until", default="", metavar="TIME", help="2026-10-05T14:00, in the practice's zone")
    recover.add_argument("--reason", default="")
    finish = command(actions, "finish", _finish, "write the note of a stopped session; its time counts then", json=True)
    finish.add_argument("session")
    finish.add_argument("--note", required=True)
    finish.add_argument("--outcome", choices=tuple(OUTCOMES), default="")
    discard = command(actions, "discard", _discard, "a stopped session was not work")
    discard.add_argument("session")
    discard.add_argument("--reason", required=True)


def _status(options: Options) -> int:
    with office(options) as found:
        view, due, zone = found.timer.view(), found.timer.note_due(), found.context.zone()
    if options.json:
        print_json({"timer": view, "note_due": due})
        return 0
    rows = [("note due", d.patient_name, clock(d.started_at, zone), clock_text(d.seconds), d.session_id) for d in due]
    rows += [("parked", p.patient_name, "", clock_text(p.seconds), p.session_id) for p in view.parked]
    rows += [
        ("after a crash", r.patient_name, clock(r.started_at, zone), clock_text(r.earned_seconds), r.session_id)
        for r in view.recovery
    ]
    print_table(("What", "Patient", "Started", "Time", "Session"), rows)
    return 0


def _run(options: Options) -> int:
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    with office(options) as found:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        patient = patient_id(found, options.patient)
        session = found.timer.start(patient, options.activity, options.back * 60, anyway=options.anyway).value
        print(f"Running. Ctrl+C stops. Session {session}", flush=True)
        while not stopped.wait(0.5):  # a wait without end would not hear Ctrl+C on Windows
            pass
        found.timer.stop()
        (due,) = (one for one in found.timer.note_due() if one.session_id == session)
    print(f"Stopped after {clock_text(due.seconds)}. Write its note: ccm time finish {session} --note ...")
    return 0


def _gaps(options: Options) -> int:
    with office(options) as found:
        zone, waiting = found.context.zone(), _waiting(found)
    if options.json:
        print_json([{"session": session, "patient": patient, "gap": gap} for session, patient, gap in waiting])
        return 0
    rows = [
        (
            f"{clock(gap.start, zone, with_seconds=True)}–{clock(gap.end, zone, with_seconds=True)}",
            clock_text(gap.seconds), KINDS[gap.kind], ACTIVITIES.get(gap.activity, gap.activity), patient, session,
            gap.gap_id,
        )
        for session, patient, gap in waiting
    ]  # fmt: skip
    print_table(("Time", "Length", "Why", "Activity", "Patient", "Session", "Gap"), rows)
    return 0


def _waiting(found: Office) -> list[tuple[str, str, GapLine]]:
    """Session, patient's name and gap of all that wait for an answer."""
    view = found.timer.view()
    held = [(view.session_id, view.patient_name, gap) for gap in view.gaps]
    due = [(one.session_id, one.patient_name, gap) for one in found.timer.note_due() for gap in one.gaps]
    return held + [line for line in due if line[2].decision == "pending"]


def _decide(options: Options) -> int:
    with office(options) as found:
        if options.gap == "all":
            found.timer.decide_gaps(options.session, _WORDS.get(options.answer, options.answer))
        else:
            found.timer.decide_gap(options.session, options.gap, _decision(found, options))
    print("Decided.")
    return 0


def _decision(found: Office, options: Options) -> GapDecision:
    if options.answer == "move":
        return GapDecision("moved", patient_id(found, options.patient))
    if options.answer == "split":
        return GapDecision("split", pieces=tuple(_piece(found, *part) for part in options.part))
    return GapDecision(_WORDS[options.answer])


def _piece(found: Office, length: str, what: str) -> Piece:
    match = _LENGTH.fullmatch(length)
    if match is None:
        raise BadInput("part_unreadable", "A part's length is not minutes and seconds.", "Write it like 3:00.")
    seconds = int(match[1]) * 60 + int(match[2])
    if what in _WORDS:
        return Piece(seconds, _WORDS[what])
    return Piece(seconds, "moved", patient_id(found, what))


def _recover(options: Options) -> int:
    with office(options) as found:
        until = instant(options.until, found.context.zone()) if options.until else 0
        found.timer.recover(options.session, RecoveryChoice(options.answer, until, options.reason))
    print("Recovered." if options.answer != "discard" else "Discarded.")
    return 0


def _finish(options: Options) -> int:
    with office(options) as found:
        entries = found.timer.finish(options.session, note=options.note, outcome=options.outcome).value
    return print_either(options, {"entries": entries}, "\n".join(entries))


def _discard(options: Options) -> int:
    with office(options) as found:
        found.timer.discard(options.session, options.reason)
    print("Discarded.")
    return 0
