"""What was typed into lines of a plan and not saved: kept on this device, so that a crash loses nothing.

A draft keeps the versions its form showed: if somebody else saved since, both stay to decide (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ccm_desktop.ledger import payload
from ccm_desktop.models.queries import drafts
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form

Texts = Mapping[tuple[int, str], str]
"""What stands in the fields, understood or not, by place of the form and name of the field."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A line as it was opened, and its fields as they were left."""

    place: str
    """Entity of the line, or which new one it is."""
    title: str
    forms: tuple[Form[Any], ...]
    texts: Texts
    about: str = ""
    at: int = 0
    """When it was kept."""


class _Form(msgspec.Struct):
    entity: str
    kind: str
    version: int
    value: str
    heads: list[str]


class _Text(msgspec.Struct):
    form: int
    field: str
    text: str


class _Body(msgspec.Struct):
    title: str
    forms: list[_Form]
    texts: list[_Text]
    about: str = ""


_read = msgspec.json.Decoder(_Body).decode


class PlanDraftService:
    """Keeps, gives back and forgets drafts of the person signed in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def keep(self, patient: str, draft: PlanDraft) -> Outcome[int]:
        """Put it by, in the place of an earlier one; returns when, in seconds since 1970."""
        body = msgspec.json.encode(_Body(draft.title, [_written(form) for form in draft.forms],
                                         [_Text(n, name, whole(text)) for (n, name), text in draft.texts.items()],
                                         draft.about)).decode()  # fmt: skip
        with self._context.transaction() as tx:
            drafts.keep(tx.connection, (self._context.person, patient, draft.place), self._context.now(), body)
        return Outcome(self._context.now(), Changed.NOTHING)

    def drop(self, patient: str, place: str) -> Outcome[None]:
        """It is not wanted any more."""
        with self._context.transaction() as tx:
            drafts.drop(tx.connection, (self._context.person, patient, place))
        return Outcome(None, Changed.NOTHING)

    def of(self, patient: str) -> tuple[PlanDraft, ...]:
        """What is not saved yet, in the order it was typed. What a newer program kept waits for that."""
        with self._context.reading() as reader:
            rows = drafts.of_patient(reader.connection, self._context.person, patient)
        found = []
        for place, at, text in rows:
            body = _read(text)
            forms = [_form(one) for one in body.forms]
            if all(forms):
                texts = {(one.form, one.field): one.text for one in body.texts}
                found.append(PlanDraft(place, body.title, tuple(one for one in forms if one), texts, body.about, at))
        return tuple(found)


def _written(form: Form[Any]) -> _Form:
    kind = payload.kind_of(type(form.value))
    value = payload.encode(form.value).decode()
    return _Form(form.entity, kind.name, kind.version, value, list(form.heads))


def _form(kept: _Form) -> Form[Any] | None:
    value = payload.decode(kept.kind, kept.version, kept.value.encode())
    return None if value is None else Form(kept.entity, value, tuple(kept.heads))


def whole(text: str) -> str:
    """Half a character, from a broken paste, cannot be written: a mark stands for it, the rest is kept."""
    return text.encode(errors="replace").decode()
