"""What the practice asks of every call, and each person's own phrases for notes."""

from __future__ import annotations

from typing import TypeVar

from ccm_desktop.domain import phrases
from ccm_desktop.domain.call_end import IDENTITY_CHECKS
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.phrases import Phrase
from ccm_desktop.ledger.payloads.practice import CallPolicy, PersonPhrases
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form

R = TypeVar("R")


class CallSettingsService:
    """Reads and sets both."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def policy(self) -> Form[CallPolicy]:
        """What the practice asks, opened for editing."""
        with self._context.reading() as reader:
            return _form(reader, PRACTICE, CallPolicy())

    def choose(self, form: Form[CallPolicy]) -> Outcome[None]:
        """Set it; lead only."""
        require(self._context, Verb.MANAGE_PRACTICE)
        if form.entity != PRACTICE or form.value.identity not in IDENTITY_CHECKS:
            raise BadInput("identity_check_unknown", "This choice for the identity check is not known.",
                           f"Use one of: {', '.join(IDENTITY_CHECKS)}.")  # fmt: skip
        with self._context.transaction() as tx:
            tx.record(form.value, entity=form.entity, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)

    def phrases(self) -> Form[PersonPhrases]:
        """The phrases of the person signed in, opened for editing; the shipped ones until there are own."""
        with self._context.reading() as reader:
            return _form(reader, self._context.person, PersonPhrases(phrases.DEFAULTS))

    def keep_phrases(self, form: Form[PersonPhrases]) -> Outcome[None]:
        """Keep the list as it was edited; everybody may their own."""
        if form.entity != self._context.person:
            raise BadInput("phrases_of_another", "These are the phrases of somebody else.", "Reload the page.")
        phrases.parsed(phrases.listed(form.value.phrases))
        with self._context.transaction() as tx:
            tx.record(form.value, entity=form.entity, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)


def identity_required(reader: Reader) -> bool:
    """Whether a call that reached somebody needs its identity check; of two choices at once the later holds."""
    held = reader.held(CallPolicy, PRACTICE)
    return held is not None and held.value.identity == "required"


def phrases_of(reader: Reader, person: str) -> tuple[Phrase, ...]:
    """What `/key` stands for when that person types it."""
    held = reader.held(PersonPhrases, person)
    return phrases.DEFAULTS if held is None else held.value.phrases


def _form(reader: Reader, entity: str, default: R) -> Form[R]:
    held = reader.held(type(default), entity)
    return Form(entity, default) if held is None else Form(entity, held.value, held.heads, held.others)


__all__ = ["IDENTITY_CHECKS", "CallPolicy", "CallSettingsService", "PersonPhrases", "identity_required", "phrases_of"]
