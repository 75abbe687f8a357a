"""Whether words of a plan are still a template's or the patient's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ccm_desktop.domain.plan_template import normalized
from ccm_desktop.models.store import Reader
from ccm_desktop.services.forms import Form, GoalText, InterventionText, SymptomToWatch

_WORDS = (
    "description", "measure", "baseline", "target", "patient_words", "barriers", "responsible", "frequency",
    "sign", "do", "urgency",
)  # fmt: skip


def own_words(reader: Reader, form: Form[Any]) -> Any:
    """The value to keep: without its mark once a person said something else than the form showed.

    Case, spacing and punctuation say nothing else, and a date is no words. A mark that the form did not show
    comes with the words of the template that were put there.
    """
    value = form.value
    if not isinstance(value, (GoalText, InterventionText, SymptomToWatch)) or not value.template:
        return value
    shown = [reader.version(head) for head in form.heads]
    if shown and value.template not in {getattr(one, "template", "") for one in shown}:
        return value
    return value if all(_says(value) == _says(one) for one in shown) else replace(value, template="")


def mark_words(template: str) -> str:
    """A mark as a person reads it: `Heart failure, version 1`."""
    key, _, version = template.partition("@")
    name = key.removeprefix("own-").replace("_", " ").replace("-", " ")
    return f"{name.capitalize()}, version {version}"


def _says(value: object) -> tuple[str, ...]:
    return tuple(normalized(getattr(value, name, "")) for name in _WORDS)
