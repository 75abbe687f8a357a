"""The words of a review that changed nothing belong to the day of that review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ccm_desktop.models.store import Reader
from ccm_desktop.services.forms import Form, PlanReview


def of_its_day(reader: Reader, form: Form[Any]) -> Form[Any]:
    """The form to keep: a review on another day does not take over the words of the one before."""
    value = form.value
    if not isinstance(value, PlanReview) or not value.no_change:
        return form
    for one in map(reader.version, form.heads):
        if isinstance(one, PlanReview) and one.no_change == value.no_change and one.reviewed_on != value.reviewed_on:
            return replace(form, value=replace(value, no_change=""))
    return form
