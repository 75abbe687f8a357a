"""Chart review: a sample is drawn, each chart answered question by question, findings followed until resolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ccm_desktop.domain import audit_sample, chart_review
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.chart_review import FINDING, QUESTIONS, YES, Answer
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.chart_review import ChartReviewed, FindingResolved, ReviewFinding, SampleDrawn
from ccm_desktop.models.queries import chart_reviews, claims
from ccm_desktop.models.queries.chart_reviews import FindingRow, ReviewRow
from ccm_desktop.models.store import Reader
from ccm_desktop.reports import chart_review as paper
from ccm_desktop.services import local_words
from ccm_desktop.services.audit_draw import Draw, drawn
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.month_snapshot import snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.packet_scene import scene
from ccm_desktop.services.people import people_of
from ccm_desktop.services.programme_selection import EVERYBODY, Roster, Selection
from ccm_desktop.services.reporting import Rendering, ReportingService

Keeps = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as lists show it; instants in epoch seconds."""

    finding_id: str
    patient_id: str
    patient: str
    month: Month
    question: str
    text: str
    owner_id: str
    owner: str
    at: int
    by: str
    resolution: str
    """What was done about it; empty while it is open."""
    resolved_at: int
    resolved_by: str

    @property
    def open(self) -> bool:
        return not self.resolution


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sampled patient-month and how far its review is."""

    patient_id: str
    patient: str
    reviewed_at: int | None
    reviewed_by: str
    answers: tuple[Answer, ...]
    """The newest reviewer's, in the order of the questions; empty before the first review."""
    reviewers: int
    open_findings: int

    @property
    def not_in_order(self) -> int:
        """Answers other than yes."""
        return sum(1 for answer in self.answers if answer.answer != YES)


@dataclass(frozen=True, slots=True)
class ReviewBoard:
    """The review of a month: its samples, and the findings open of any month."""

    month: Month
    samples: tuple[str, ...]
    """Each draw in words, oldest first."""
    lines: tuple[Sampled, ...]
    """In the order in which they were drawn."""
    findings: tuple[FindingLine, ...]
    """Open ones of all months first, oldest first; then those of this month that are resolved."""
    selection: Selection

    @property
    def reviewed(self) -> int:
        return sum(1 for line in self.lines if line.answers)


@dataclass(frozen=True, slots=True)
class Checklist:
    """A sampled patient-month, opened for answers."""

    patient_id: str
    patient: str
    month: Month
    last: Sampled
    findings: tuple[FindingLine, ...]
    """Open ones of this patient-month: the same answer again makes no second one."""


class ChartReviewService:
    """Draws, keeps answers and follows findings. Nothing of it changes the month, so a closed one can be reviewed."""

    def __init__(self, context: Context, reporting: ReportingService) -> None:
        self._context = context
        self._reporting = reporting

    def draw(self, month: Month, draw: Draw) -> Outcome[int]:
        """Draw a sample and keep it, so that everybody reviews the same charts. Returns how many."""
        require(self._context, Verb.REVIEW_CHARTS)
        with self._context.transaction() as tx:
            taken = drawn(scene(self._context, tx, month), draw)
            patients = tuple(one.patient for one in taken)
            tx.record(SampleDrawn(str(month), draw.method, draw.seed.strip(), taken[0].of, patients), entity=new_id())
        return Outcome(len(taken), Changed.REVIEW)

    def board(self, month: Month, selection: Selection = EVERYBODY) -> ReviewBoard:
        """How far the month's review is; with a selection, of those patients only."""
        with self._context.reading() as reader:
            return self._board(reader, month, selection)

    def checklist(self, month: Month, patient: str) -> Checklist:
        """The questions of one sampled patient-month, with what was answered last."""
        with self._context.reading() as reader:
            board = self._board(reader, month, EVERYBODY)
        found = next((line for line in board.lines if line.patient_id == patient), None)
        if found is None:
            raise Refusal("not_sampled", "This patient-month is in no sample.", "Draw a sample first.")
        mine = tuple(f for f in board.findings if f.open and (f.patient_id, f.month) == (patient, month))
        return Checklist(patient, found.patient, month, found, mine)

    def answer(self, month: Month, patient: str, answers: Iterable[Answer]) -> Outcome[int]:
        """Keep one reviewer's answers to all questions. Returns how many findings are new."""
        require(self._context, Verb.REVIEW_CHARTS)
        with self._context.transaction() as tx:
            staff = {person.id for person in people_of(tx) if person.active}
            checked = chart_review.check(answers, staff)
            if patient not in _sampled(tx, month):
                raise Refusal("not_sampled", "This patient-month is in no sample.", "Draw a sample first.")
            known = {(row.question, row.text) for row in chart_reviews.findings(tx.connection, str(month), patient)
                     if not row.resolution}  # fmt: skip
            review = new_id()
            told = tuple((one.question, one.answer, one.note.strip()) for one in checked)
            tx.record(ChartReviewed(str(month), told), entity=review, patient=patient)
            new = [one for one in checked
                   if one.answer == FINDING and (one.question, one.note.strip()) not in known]  # fmt: skip
            for one in new:
                fact = ReviewFinding(str(month), review, one.question, one.note.strip(), one.owner)
                tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(len(new), Changed.REVIEW)

    def resolve(self, finding: str, text: str) -> Outcome[str]:
        """Say what was done about a finding: its owner may, and who reviews charts."""
        with self._context.transaction() as tx:
            row = next(iter(chart_reviews.findings(tx.connection, finding=finding)), None) if finding else None
            if row is None:
                raise BadInput("finding_unknown", "There is no such finding.", "List them with `ccm review findings`.")
            if row.owner != self._context.person:
                require(self._context, Verb.REVIEW_CHARTS)
            if row.resolution:
                raise Refusal("finding_resolved", "This finding is resolved already.", "Look at the list again.")
            if not text.strip():
                raise BadInput("resolution_missing", "The resolution is empty.", "Say what was done about it.")
            tx.record(FindingResolved(finding, text.strip()), entity=new_id(), patient=row.patient)
        return Outcome(finding, Changed.REVIEW)

    def report(self, month: Month, selection: Selection = EVERYBODY) -> Rendering:
        """The review of a month as PDF: samples, answers, findings."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            board, zone = self._board(reader, month, selection), self._context.zone_of(reader)
            standing = month_standing(self._context, reader, month)
            closed = snapshot(reader, month) if standing.state == "closed" else None
            imprint = self._reporting.imprint(reader, standing, closed)

        def when(at: int | None) -> str:
            return local_words.instant(at, zone) if at else ""

        document = paper.ReviewReport(
            imprint, selection.words, board.samples,
            tuple(paper.Reviewed(line.patient, line.reviewed_by, when(line.reviewed_at), line.reviewers,
                                 tuple((QUESTIONS[a.question], chart_review.ANSWERS[a.answer], a.note)
                                       for a in line.answers)) for line in board.lines),
            tuple(paper.Finding(f.patient, f.month.title, QUESTIONS.get(f.question, f.question), f.text, f.owner,
                                f"{when(f.at)}, {f.by}", f.resolution,
                                f"{when(f.resolved_at)}, {f.resolved_by}" if f.resolution else "")
                  for f in board.findings),
        )  # fmt: skip
        part = "-selected" if selection.words else ""
        return Rendering("chart_review", f"CCM_{month}_chart-review{part}.pdf", str(month), "", imprint.rule_version,
                         lambda progress: paper.render_review(document, progress))  # fmt: skip

    def _board(self, reader: Reader, month: Month, selection: Selection) -> ReviewBoard:
        told = _Teller(reader)
        reviews: dict[str, list[ReviewRow]] = defaultdict(list)
        for review in chart_reviews.reviews(reader.connection, str(month)):
            reviews[review.patient].append(review)
        rows = chart_reviews.findings(reader.connection)
        open_rows = [row for row in rows if not row.resolution]
        keeps = _keeper(self._context, reader, month, selection)
        done = [row for row in rows if row.resolution and row.month == str(month)]
        waiting = [row.patient for row in open_rows if row.month == str(month)]
        return ReviewBoard(
            month,
            tuple(
                f"{audit_sample.METHODS[s.method]}: {len(s.patients)} of {s.of} billable patient-months, seed {s.seed}"
                for s in chart_reviews.samples(reader.connection, str(month))
            ),
            tuple(told.sampled(patient, reviews[patient], waiting.count(patient))
                  for patient in _sampled(reader, month) if keeps(patient)),
            tuple(told.finding(row) for row in (*open_rows, *done) if keeps(row.patient)),
            selection,
        )  # fmt: skip


class _Teller:
    """Rows in words."""

    def __init__(self, reader: Reader) -> None:
        self._names = claims.patient_names(reader.connection)
        self._people = {person.id: person.title for person in people_of(reader)}

    def sampled(self, patient: str, reviews: Sequence[ReviewRow], open_findings: int) -> Sampled:
        """How far the review of a patient-month is."""
        newest = reviews[-1] if reviews else None
        return Sampled(
            patient, self._name(patient), newest.at // 1000 if newest else None,
            self._people.get(newest.by, newest.by) if newest else "",
            tuple(Answer(*answer) for answer in newest.answers) if newest else (),
            len({review.by for review in reviews}), open_findings,
        )  # fmt: skip

    def finding(self, row: FindingRow) -> FindingLine:
        """One finding."""
        return FindingLine(
            row.id, row.patient, self._name(row.patient), Month.parse(row.month), row.question, row.text, row.owner,
            self._people.get(row.owner, row.owner), row.at // 1000, self._people.get(row.by, row.by), row.resolution,
            row.resolved_at // 1000, self._people.get(row.resolved_by, row.resolved_by),
        )  # fmt: skip

    def _name(self, patient: str) -> str:
        family, given = self._names.get(patient, ("", ""))
        return f"{family}, {given}"


def _sampled(reader: Reader, month: Month) -> tuple[str, ...]:
    """Patients of all samples of the month, each once."""
    samples = chart_reviews.samples(reader.connection, str(month))
    return tuple(dict.fromkeys(patient for sample in samples for patient in sample.patients))


def _keeper(context: Context, reader: Reader, month: Month, selection: Selection) -> Keeps:
    if selection == EVERYBODY:
        return lambda _patient: True
    roster = Roster.of(reader, MonthEndService(context).board_of(reader, month).lines)
    return lambda patient: roster.keeps(selection, patient)
