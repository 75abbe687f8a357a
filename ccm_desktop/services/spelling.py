"""What spell check knows besides the dictionary: a person's own words, and the names and language of a chart.

Own words stay on this device, in the encrypted file, and with the person who added them: a name of a patient that
somebody adds is shown to nobody else, and is gone when it is taken out (docs/decisions/0011-spell-check.md).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ccm_desktop.domain.errors import BadInput, FileProblem
from ccm_desktop.domain.spelling import LONGEST_WORD, stem, word_key, word_keys
from ccm_desktop.ledger.payloads.patient import PatientContact
from ccm_desktop.models.queries import person_words
from ccm_desktop.reports.plan_words import language_of
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of

MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What is right in one chart only; kept nowhere."""

    names: frozenset[str] = frozenset()
    """Keys of the words in the names of the patient, of who helps and of the staff."""
    in_english: bool = True
    """Whether the patient's own words are to be expected in English."""


class Dictionary(Protocol):
    """The English word list; what it is asked about are keys as `domain.spelling.word_key` makes them."""

    def has(self, key: str) -> bool:
        """Whether it is spelled so."""

    def near(self, key: str) -> tuple[str, ...]:
        """What may have been meant, at once."""

    def further(self, key: str) -> tuple[str, ...]:
        """The same with more slips, in up to a second."""


def read_dictionary() -> Dictionary:
    """Touches no practice file, so it may be read in the background."""
    try:
        from ccm_desktop.interop.word_list import english

        return english()
    except (OSError, ValueError, EOFError, ImportError, zlib.error) as error:
        raise FileProblem(
            "dictionary_unreadable",
            "The dictionary of this program cannot be read: you can write as before, without a check.",
            "To mend it, install the program again.",
        ) from error


class SpellingService:
    """Own words of the person signed in, and what a chart adds. Methods run on the database thread."""

    def __init__(self, context: Context, care_plans: CarePlanService) -> None:
        self._context, self._care_plans = context, care_plans

    def own_words(self) -> tuple[str, ...]:
        """In the order of the alphabet."""
        with self._context.reading() as reader:
            return person_words.of_person(reader.connection, self._context.person)

    def add(self, word: str) -> Outcome[tuple[str, ...]]:
        """One word more; returns all."""
        return self.keep((*self.own_words(), word))

    def keep(self, words: Iterable[str]) -> Outcome[tuple[str, ...]]:
        """These and no others, each once and in small letters; returns them. Refuses a list without end."""
        wanted = sorted({stem(word_key(word)) for word in words})
        if len(wanted) > MOST_WORDS or any(not 0 < len(word) <= LONGEST_WORD for word in wanted):
            raise BadInput("own_words_too_many", "These are too many words, or one of them is too long.",
                           f"Keep at most {MOST_WORDS} words of {LONGEST_WORD} letters.")  # fmt: skip
        with self._context.transaction() as tx:
            person_words.replace(tx.connection, self._context.person, wanted)
        return Outcome(tuple(wanted), Changed.NOTHING)

    def of_charts(self, patients: Iterable[str]) -> ChartWords:
        """Names in these charts; the language is that of the first."""
        charts = tuple(patients)
        names = [name for patient in charts for name in self._names(patient)]
        with self._context.reading() as reader:
            names += [person.name for person in people_of(reader)]
            contact = reader.held(PatientContact, charts[0]) if charts else None
        spoken = contact.value.language if contact else ""
        return ChartWords(word_keys(names), not spoken or language_of(spoken) == "en")

    def _names(self, patient: str) -> list[str]:
        plan = self._care_plans.view(patient)
        with self._context.reading() as reader:
            who, contact = who_is(reader, patient), reader.held(PatientContact, patient)
        found = [who.given, who.family, contact.value.caregiver if contact else ""]
        for member in plan.team:
            found += [member.value.name, member.value.organization]
        return found + [one.value.name for key in ("caregivers", "community") for one in plan.short.get(key, ())]
