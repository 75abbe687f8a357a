"""Replies to check-ins from a file: all of it in one commit, or nothing; what is on record already changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.checkins import LEVELS, Question
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.search import fold
from ccm_desktop.interop.checkin_replies import FiledAnswer, read_replies, refuse
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.models.queries import checkins, patients
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.checkins import Given, NewCheckin, questions_of, write_checkin
from ccm_desktop.services.context import Context

_CHANGED = Changed.TASKS | Changed.PATIENTS | Changed.CARE_PLAN


@dataclass(frozen=True, slots=True)
class ImportedCheckins:
    """What a file brought."""

    new: int
    unchanged: int
    """Check-ins that were on record already, taken back ones too: a second import does nothing."""
    levels: tuple[tuple[str, int], ...]
    """Level and count of the new ones, the most pressing first."""

    @property
    def words(self) -> str:
        """`3 new (1 red, 2 green), 1 on record already`."""
        levels = ", ".join(f"{count} {LEVELS[level].lower()}" for level, count in self.levels)
        return f"{self.new} new{f' ({levels})' if levels else ''}, {self.unchanged} on record already"


class CheckinImportService:
    """Reads and records."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def import_file(self, path: Path) -> Outcome[ImportedCheckins]:
        """Record every check-in of a CSV file (`interop.checkin_replies`); BadInput names the lines that are wrong."""
        require(self._context, Verb.CARE)
        filed = read_replies(path)
        with self._context.together(), self._context.transaction() as tx:
            today = local_day(self._context.clock.now(), self._context.zone_of(tx)).isoformat()
            found = _Replies(tx, today).gathered(filed)
            fresh = [new for new in found if not _is_known(tx, new)]
            records = [write_checkin(self._context, tx, new) for new in fresh]
            levels = Counter(row.level for one in records if (row := checkins.one(tx.connection, one)) is not None)
        counted = tuple((level, levels[level]) for level in LEVELS if levels[level])
        return Outcome(ImportedCheckins(len(fresh), len(found) - len(fresh), counted), _CHANGED)


class _Replies:
    """Puts lines to patients and questions; all lines that cannot be are told at once."""

    def __init__(self, reader: Reader, today: str) -> None:
        self._reader, self._today = reader, today
        self._patients: dict[str, str] = {}
        self._questions: dict[str, dict[str, Question]] = {}
        self._wrong: list[str] = []

    def gathered(self, filed: Iterable[FiledAnswer]) -> list[NewCheckin]:
        """One check-in a patient and day, in the order of the file."""
        found: dict[tuple[str, str], dict[str, Given]] = {}
        for one in filed:
            patient = self._patient(one.patient)
            question = self._question(patient, one.question) if patient else None
            given = found.setdefault((patient, one.answered_on), {})
            if not patient:
                self._say(one, "names a patient that is not here, or two of them")
            elif question is None:
                self._say(one, "asks what is not in the patient's plan")
            elif one.answered_on > self._today:
                self._say(one, "has a date still to come")
            elif question.key in given:
                self._say(one, "answers a question of that day twice")
            else:
                given[question.key] = Given(question, one.answer, one.words)
        refuse(self._wrong)
        return [
            NewCheckin(patient, tuple(given.values()), day, "import")
            for (patient, day), given in found.items() if any(one.answer for one in given.values())
        ]  # fmt: skip

    def _say(self, one: FiledAnswer, what: str) -> None:
        self._wrong.append(f"line {one.line} {what}")

    def _patient(self, text: str) -> str:
        """By id or MRN; empty where that is nobody, or not one."""
        if text not in self._patients:
            own = [text] if self._reader.patient_of(PatientIdentity, text) is not None else []
            known = own or patients.known_as(self._reader.connection, mrn=text)
            self._patients[text] = known[0] if len(known) == 1 else ""
        return self._patients[text]

    def _question(self, patient: str, text: str) -> Question | None:
        """By key or words; of two signs with the same words the more pressing one."""
        if patient not in self._questions:
            asked = sorted(questions_of(self._reader, patient), key=lambda one: one.is_pressing)
            self._questions[patient] = {
                **{_plain(one.ask): one for one in asked}, **{one.key: one for one in asked},
            }  # fmt: skip
        known = self._questions[patient]
        return known.get(text) or known.get(_plain(text))


def _is_known(reader: Reader, new: NewCheckin) -> bool:
    """Whether the same answers of that day were recorded once; one that was taken back does not come back."""
    told = {(one.question.key, one.answer, one.words) for one in new.given if one.answer}
    return any(
        row.answered_on == new.on
        and told == {(one["question"], one["answer"], one["words"]) for one in row.answers if one["answer"]}
        for row in checkins.of_patient(reader.connection, new.patient)
    )


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).rstrip(".?")
