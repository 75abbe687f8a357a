"""Which fields of a document hold characters that no font here has: on paper each stands as its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from ccm_desktop.reports.lettering import visible
from ccm_desktop.reports.plan_documents import PractitionerBrief

_MARK = "⟨U+"
_OUTER = frozenset({"imprint", "content"})
"""Parts of a document that say nothing of the field."""


def unprintable_in(document: object) -> Mapping[str, int]:
    """How many such characters, by field: `goals: in my words`; in the order of the document, empty for none."""
    found: Counter[str] = Counter()
    for field, text in _texts(document, ()):
        numbers = visible(text).count(_MARK) - text.count(_MARK)
        if numbers:
            found[field] += numbers
    return found


def _texts(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every text with the field it stands in, and what that is a part of."""
    if not isinstance(value, str):
        for part, inner in _parts(value, path):
            yield from _texts(part, inner)
    elif not value.isascii() or not value.isprintable():
        yield ": ".join(name.replace("_", " ") for name in path[-2:]), value


def _parts(value: object, path: tuple[str, ...]) -> Iterator[tuple[object, tuple[str, ...]]]:
    if isinstance(value, PractitionerBrief):
        yield from ((value.patient_name, ("patient name",)), *((words, (title,)) for title, words in value.lines))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield getattr(value, field.name), path if field.name in _OUTER else (*path, field.name)
    elif isinstance(value, (tuple, list, frozenset, Mapping)):
        yield from ((part, path) for part in (value.values() if isinstance(value, Mapping) else value))
