"""What was typed into a form beside a plan and not recorded: kept on this device, so that a crash loses nothing.

Of one person and one patient each, in the encrypted file (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from ccm_desktop.models.queries import drafts
from ccm_desktop.models.tables.local import FORM_DRAFT, PLAN_DRAFT
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_drafts import whole

T = TypeVar("T")
Places = frozenset[tuple[str, str]]
"""Patient and place of each draft."""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as it was left."""

    place: str
    """Which form."""
    subject: str
    """What it was opened for, in words of that form: a line of the plan, an entry; empty for nothing."""
    typed: Mapping[str, str]
    """What stands in its fields, understood or not, by their names."""
    title: str = ""
    """What it is, for who is to open it again."""
    at: int = 0
    """When it was typed, in seconds since 1970."""


class _Body(msgspec.Struct):
    subject: str
    typed: dict[str, str]
    title: str = ""


_read = msgspec.json.Decoder(_Body).decode


class FormDraftService:
    """Keeps, gives back and forgets drafts of the person signed in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def keep(self, patient: str, draft: FormDraft) -> Outcome[int]:
        """Put it by, in the place of an earlier one; returns when, in seconds since 1970."""
        now = self._context.now()
        typed = {name: whole(text) for name, text in draft.typed.items()}
        body = msgspec.json.encode(_Body(whole(draft.subject), typed, whole(draft.title))).decode()
        with self._context.transaction() as tx:
            drafts.keep(tx.connection, self._key(patient, draft.place), now, body, FORM_DRAFT)
        return Outcome(now, Changed.NOTHING)

    def drop(self, patient: str, place: str) -> Outcome[None]:
        """It is not wanted any more."""
        with self._context.transaction() as tx:
            drafts.drop(tx.connection, self._key(patient, place), FORM_DRAFT)
        return Outcome(None, Changed.NOTHING)

    def of(self, patient: str) -> tuple[FormDraft, ...]:
        """What is not recorded yet, in the order it was typed."""
        with self._context.reading() as reader:
            rows = drafts.of_patient(reader.connection, self._context.person, patient, FORM_DRAFT)
        found = [(place, at, _read(text)) for place, at, text in rows]
        return tuple(FormDraft(place, body.subject, body.typed, body.title, at) for place, at, body in found)

    def places(self) -> tuple[Places, Places]:
        """Where something is typed and not saved on this computer: in lines of plans, and in forms."""
        with self._context.reading() as reader:
            plans, forms = (drafts.places(reader.connection, self._context.person, table)
                            for table in (PLAN_DRAFT, FORM_DRAFT))  # fmt: skip
        return frozenset(plans), frozenset(forms)

    def record(self, patient: str, place: str, command: Callable[[], Outcome[T]]) -> Outcome[T]:
        """Run what records the form; it and the end of the draft are one commit, or neither happens."""
        with self._context.together():
            outcome = command()
            self.drop(patient, place)
        return outcome

    def _key(self, patient: str, place: str) -> drafts.Key:
        return self._context.person, patient, place
