"""What people attest and note of a patient-month: complex decision-making, other services."""

from __future__ import annotations

from typing import Any

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Options, command, office, print_json, print_table
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.complexity import LEVELS, MonthComplexity
from ccm_desktop.services.other_services import BY, STATUS, MonthServices

VERBS = ("complex", "service")
_STATES = {"in_force": "in force", "replaced": "replaced", "withdrawn": "withdrawn"}


def add_to(verbs: Any) -> None:
    """`month complex`, `month service`."""
    complexity = command(
        verbs, "complex", _complex, "attest complex decision-making, withdraw it, or show it", json=True
    )
    what = complexity.add_mutually_exclusive_group()
    what.add_argument("--level", choices=tuple(LEVELS), default="", help="as the billing practitioner")
    what.add_argument("--withdraw", action="store_true", help="it does not hold; stays visible with the reason")
    complexity.add_argument("--on", default="", metavar="YYYY-MM-DD", help="when it was decided (default: today)")
    service = command(verbs, "service", _service, "note another service of the month, withdraw one, or list", json=True)
    what = service.add_mutually_exclusive_group()
    what.add_argument("--add", default="", metavar="CODE", help="such as 99495 or G0181")
    what.add_argument("--withdraw", default="", metavar="ID", help="noted wrongly; stays visible with the reason")
    service.add_argument("--on", default="", metavar="YYYY-MM-DD", help="day of the service")
    service.add_argument("--by", choices=tuple(BY), default="same_practitioner", help="who furnished it")
    service.add_argument("--status", choices=tuple(STATUS), default="billed")
    for parser in (complexity, service):
        parser.add_argument("--because", default="", metavar="TEXT")
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")


def _complex(options: Options) -> int:
    with office(options) as found:
        patient, month = patient_id(found, options.patient), Month.parse(options.month)
        opened = found.complexity.open(patient, month)
        if options.level:
            today = found.context.clock.now().astimezone(found.context.zone()).date()
            found.complexity.attest(opened, options.level, options.on or today.isoformat(), options.because)
        elif options.withdraw:
            found.complexity.withdraw(opened, options.because)
        shown = found.complexity.open(patient, month)
    if options.json:
        print_json(shown)
    else:
        _print_complexity(shown)
    return 0


def _print_complexity(shown: MonthComplexity) -> None:
    rows = [
        (line.decided_on, line.level, line.decided_by, line.why,
         f"withdrawn, {line.withdrawn}" if line.withdrawn else _STATES[line.state])
        for line in shown.lines
    ]  # fmt: skip
    print_table(("Decided", "Level", "By", "Why", "State"), rows)
    if shown.in_force is None:
        print(f"Nothing is attested for {shown.month.title}; {shown.biller} can.")


def _service(options: Options) -> int:
    with office(options) as found:
        patient, month = patient_id(found, options.patient), Month.parse(options.month)
        if options.add:
            if options.on and not options.on.startswith(f"{month}-"):
                raise BadInput("service_other_month", f"The day of the service is not in {month.title}.",
                               "Give a day of that month, or name the other month.")  # fmt: skip
            found.other_services.note(patient, options.add, options.on, options.by, options.status)
        elif options.withdraw:
            found.other_services.withdraw(options.withdraw, options.because)
        shown = found.other_services.open(patient, month)
    if options.json:
        print_json(shown)
    else:
        _print_services(shown)
    return 0


def _print_services(shown: MonthServices) -> None:
    rows = [
        (line.on, line.code, line.label, BY[line.by], STATUS[line.status],
         f"withdrawn, {line.withdrawn}" if line.withdrawn else "; ".join(line.means) or "changes nothing", line.id)
        for line in shown.lines
    ]  # fmt: skip
    print_table(("Day", "Code", "Service", "By", "State", "Means", "Id"), rows)
