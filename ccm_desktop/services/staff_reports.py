"""Reports of one practitioner and of one coordinator, made from one look at the month."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from ccm_desktop.domain.activities import ACTIVITIES, CALLS, OUTCOMES, REACHED
from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.month_signing import PRACTITIONER
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Progress
from ccm_desktop.models.queries import patients, staff
from ccm_desktop.models.store import Reader
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.staff_documents import ActivityTotal, CoordinatorReport, PractitionerReport, StaffPatient
from ccm_desktop.reports.staff_report import render_coordinator_report, render_practitioner_report
from ccm_desktop.reports.staff_tables import render_coordinator_csv, render_practitioner_csv
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_board import MonthEnd, MonthLine
from ccm_desktop.services.month_desk import survey
from ccm_desktop.services.month_end import MonthEndService, pieces_of
from ccm_desktop.services.month_snapshot import snapshot
from ccm_desktop.services.month_views import QueueLine
from ccm_desktop.services.people import Person, people_of
from ccm_desktop.services.report_lines import STATES, code_units, near_miss_of
from ccm_desktop.services.reporting import Rendering, ReportingService

_BY_HAND = frozenset({"manual", "recovered"})
_WAITS = {
    "to_sign": "Ready to sign",
    "needs_re_sign": "Changed since it was signed",
    "waiting": "The coordinator signs first",
    "note_missing": "The month note is not ready",
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class StaffMonth:
    """One look at the month, from which every person's report is made."""

    month: Month
    board: MonthEnd
    pieces: tuple[tuple[Piece, ...], ...]
    imprint: Imprint
    people: tuple[Person, ...]
    work: Mapping[str, staff.Work]
    contacts: tuple[staff.Reached, ...]
    waiting: Mapping[str, QueueLine]
    """By patient, in the practitioner's queue."""
    reviews: Mapping[str, str]
    """Days of care plan reviews, by patient."""
    today: str

    @property
    def practitioners(self) -> tuple[Person, ...]:
        """Who has patients on the board, by name."""
        return self._who({line.practitioner for line in self.board.lines})

    @property
    def coordinators(self) -> tuple[Person, ...]:
        """Who has patients on the board or worked in the month, and is no practitioner; by name."""
        workers = {entry.person for entry in self.work.values()}
        own = self._who({line.coordinator for line in self.board.lines})
        worked = tuple(p for p in self.people if p.id in workers and p.lane != "practitioner")
        return tuple(dict.fromkeys(sorted((*own, *worked), key=lambda p: (p.name, p.id))))

    def _who(self, titles: set[str]) -> tuple[Person, ...]:
        return tuple(person for person in self.people if any(is_called(person, title) for title in titles))


class StaffReportService:
    """Builds the documents about one person's month."""

    def __init__(self, context: Context, boards: MonthEndService, reporting: ReportingService) -> None:
        self._context = context
        self._boards = boards
        self._reporting = reporting

    def practitioner(self, month: Month, person: str) -> tuple[Rendering, Rendering]:
        """Their patients, what waits for their signature, overdue plan reviews: PDF and CSV."""
        return practitioner_report(self.look(month), self._person(person))

    def coordinator(self, month: Month, person: str) -> tuple[Rendering, Rendering]:
        """Their patients and own work: PDF and CSV."""
        return coordinator_report(self.look(month), self._person(person))

    def look(self, month: Month) -> StaffMonth:
        """The month as it stands; of a closed month the figures as they were closed."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            return self._look(reader, month)

    def _look(self, reader: Reader, month: Month) -> StaffMonth:
        found = survey(self._context, self._boards, reader, month, PRACTITIONER)
        standing = found.desk.standing
        closed = snapshot(reader, month) if standing.state == "closed" else None
        span = month.bounds(self._context.zone_of(reader))
        return StaffMonth(
            month=month,
            board=found.desk.board,
            pieces=closed.pieces if closed else pieces_of(found.judged),
            imprint=self._reporting.imprint(reader, standing, closed),
            people=people_of(reader),
            work=staff.work(reader.connection, *span),
            contacts=tuple(staff.contacts(reader.connection, *span)),
            waiting={line.patient_id: line for line in found.desk.queue.lines},
            reviews=patients.plan_reviews(reader.connection),
            today=local_words.iso_day(self._context.now(), self._context.zone_of(reader)),
        )

    def _person(self, person: str) -> Person:
        with self._context.reading() as reader:
            found = [p for p in people_of(reader) if person in (p.id, p.name)]
        if len(found) != 1:
            raise BadInput("person_unclear", "It is not clear whose report is wanted.",
                           "Give the name or id of one member of staff.")  # fmt: skip
        return found[0]


def is_called(person: Person, title: str) -> bool:
    """Whether a line names that person; a closed month keeps the title of its time, so the name alone will do."""
    return bool(title) and (title == person.title or title.partition(",")[0] == person.name)


def practitioner_report(look: StaffMonth, person: Person) -> tuple[Rendering, Rendering]:
    """PDF and CSV of one practitioner."""
    lines = [line for line in look.board.lines if is_called(person, line.practitioner)]
    document = PractitionerReport(
        look.imprint, person.title, person.npi, tuple(_patient(look, line, own=True) for line in lines)
    )
    return _both(look, "practitioner", person, partial(render_practitioner_report, document),
                 partial(render_practitioner_csv, document))  # fmt: skip


def coordinator_report(look: StaffMonth, person: Person) -> tuple[Rendering, Rendering]:
    """PDF and CSV of one coordinator."""
    lines = [line for line in look.board.lines if is_called(person, line.coordinator)]
    outcomes = _outcomes(look, person.id)
    document = CoordinatorReport(
        imprint=look.imprint,
        coordinator=person.title,
        patients=tuple(_patient(look, line, own=False) for line in lines),
        activities=_activities(look, person.id),
        outcomes=tuple((OUTCOMES.get(key, key or "No outcome"), times) for key, times in sorted(outcomes.items())),
        reached=sum(times for key, times in outcomes.items() if key in REACHED),
        by_hand_seconds=sum(p.seconds for p in _own(look, person.id) if look.work[p.entry].source in _BY_HAND),
    )
    return _both(look, "coordinator", person, partial(render_coordinator_report, document),
                 partial(render_coordinator_csv, document))  # fmt: skip


def _patient(look: StaffMonth, line: MonthLine, *, own: bool) -> StaffPatient:
    queued = look.waiting.get(line.patient_id)
    due = look.reviews.get(line.patient_id, "")
    return StaffPatient(
        patient_name=line.name,
        born=date.fromisoformat(line.birth_on) if line.birth_on else None,
        mrn=line.mrn,
        staff_seconds=line.staff_seconds,
        practitioner_seconds=line.practitioner_seconds,
        counted_seconds=line.counted_seconds,
        codes=code_units(line),
        state=STATES[line.state],
        near_miss=near_miss_of(line),
        waits=_WAITS.get(queued.state, "") if own and queued else "",
        review_due=local_words.day(date.fromisoformat(due)) if own and due and due < look.today else "",
    )


def _own(look: StaffMonth, person: str) -> Iterable[Piece]:
    """The decided seconds of one person, over all patients of the month."""
    return (
        piece
        for pieces in look.pieces
        for piece in pieces
        if piece.reason != "X_OTHER_MONTH" and piece.entry in look.work and look.work[piece.entry].person == person
    )


def _activities(look: StaffMonth, person: str) -> tuple[ActivityTotal, ...]:
    seconds: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    entries: dict[str, set[str]] = defaultdict(set)
    patients_of: dict[str, set[str]] = defaultdict(set)
    for piece in _own(look, person):
        work = look.work[piece.entry]
        seconds[work.activity] += piece.seconds
        counted[work.activity] += piece.seconds if piece.counted else 0
        entries[work.activity].add(piece.entry)
        patients_of[work.activity].add(work.patient)
    return tuple(
        ActivityTotal(ACTIVITIES.get(key, key), len(entries[key]), len(patients_of[key]), seconds[key], counted[key])
        for key in sorted(seconds, key=lambda key: -seconds[key])
    )


def _outcomes(look: StaffMonth, person: str) -> Counter[str]:
    """How own contacts ended; a call that a contact belongs to is told once."""
    told = {contact.entry for contact in look.contacts}
    found = Counter(contact.outcome for contact in look.contacts if contact.person == person)
    calls = {piece.entry for piece in _own(look, person)}
    found.update(
        look.work[entry].outcome for entry in calls if entry not in told and look.work[entry].activity in CALLS
    )
    return found


def _both(
    look: StaffMonth, kind: str, person: Person, pdf: Callable[[Progress], bytes], table: Callable[[Progress], bytes]
) -> tuple[Rendering, Rendering]:
    name = f"CCM_{look.month}_{kind}_{_slug(person)}"
    rules = look.imprint.rule_version
    return (
        Rendering(f"{kind}_report", f"{name}.pdf", str(look.month), "", rules, pdf),
        Rendering(f"{kind}_csv", f"{name}.csv", str(look.month), "", rules, table),
    )


def _slug(person: Person) -> str:
    """`Maria-Ortiz_0199a2b4c5d6`: the end of the id keeps apart people of one name."""
    return f"{_NOT_IN_NAMES.sub('-', person.name).strip('-')[:40]}_{person.id[-12:]}"


__all__ = ["StaffMonth", "StaffReportService", "coordinator_report", "practitioner_report"]
