"""Versions of a care plan beside each other, and one line of an earlier one taken up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ccm_desktop.domain.calendar import local_day, midnight
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_diff import SAME, Key, PlanChange
from ccm_desktop.models.queries import months, plans
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.care_plans import LATEST, CarePlanService
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_changes import ASSESSMENT, changes, compared, gone, plan_forms
from ccm_desktop.services.plan_views import CarePlanView, PlanVersionLine

NOTHING_YET = PlanVersionLine("", 0, "", 0, "", "before the first save", ())
"""Stands for the plan before it was there."""
Forms = Mapping[Key, tuple[Form[Any], ...]]


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """Two versions, every line of both, and what a restored line goes by."""

    patient_id: str
    name: str
    before: PlanVersionLine
    after: PlanVersionLine
    versions: tuple[PlanVersionLine, ...]
    """All there are, newest first."""
    signed: str
    """Id of the last version that was signed; empty for none. A month that was signed with it is another thing."""
    lines: tuple[PlanChange, ...]
    earlier: Forms = field(repr=False)
    """Lines as they were before."""
    shown: Forms = field(repr=False)
    """Their registers as they stand now, whatever `after` is: a restored line replaces these."""

    @property
    def changes(self) -> tuple[PlanChange, ...]:
        """The lines that differ."""
        return tuple(line for line in self.lines if line.kind != SAME)

    @property
    def has_changed_since_signed(self) -> bool:
        """Whether there is a signature, and a save after it: then `latest` compares with what was signed."""
        return bool(self.signed) and self.signed != self.versions[0].version_id


class PlanVersionService:
    """Compares and restores."""

    def __init__(self, context: Context, care_plans: CarePlanService) -> None:
        self._context, self._care_plans = context, care_plans

    def latest(self, patient: str) -> PlanComparison:
        """What changed since the last signature; without one, or with no save after it, what the last save changed."""
        versions = self._care_plans.view(patient).versions
        newest = versions[0].version_id if versions else ""
        signed = self._signed(patient)
        if signed in ("", newest):
            return self.between(patient, versions[1].version_id if len(versions) > 1 else "", newest)
        return self.between(patient, signed, newest)

    def between(self, patient: str, before: str, after: str) -> PlanComparison:
        """Any two versions; an empty id is the plan before its first save."""
        with self._context.reading() as reader:
            now = self._care_plans.view(patient)
            old, new = self._plan(patient, before), self._plan(patient, after)
            by_id = {line.version_id: line for line in now.versions}
            earlier, later = plan_forms(old), plan_forms(new)
            shown = {key: _standing(reader, earlier.get(key) or later[key]) for key in {**earlier, **later}}
            who = who_is(reader, patient)
            return PlanComparison(
                patient, f"{who.family}, {who.given}", by_id.get(before, NOTHING_YET),
                by_id.get(after, NOTHING_YET), now.versions, plans.last_signed(reader.connection, patient),
                compared(old, new), earlier, shown,
            )  # fmt: skip

    def since(self, patient: str, day: date) -> PlanComparison:
        """What changed from the beginning of a day of the practice until now."""
        start = midnight(day, self._context.zone())
        versions = self._care_plans.view(patient).versions
        before = next((line.version_id for line in versions if line.at < start), "")
        return self.between(patient, before, versions[0].version_id if versions else "")

    def this_month(self, patient: str) -> PlanComparison:
        """What changed since the first of the month."""
        return self.since(patient, self._context.month().first_day)

    def mine_today(self, patient: str) -> PlanComparison:
        """Lines that the person signed in changed today, from how the day found them to how they are now."""
        zone = self._context.zone()
        today = local_day(self._context.clock.now(), zone)
        found = self.since(patient, today)
        with self._context.reading() as reader:
            rows = months.plan_versions(reader.connection, LATEST, patient).get(patient, ())
        mine, before, touched = self._context.person, "", set[Key]()
        for version, _, _, at, by, _ in rows:
            if by == mine and at >= midnight(today, zone) * 1000:
                touched |= {line.key for line in changes(self._plan(patient, before), self._plan(patient, version))}
            before = version
        return replace(found, lines=tuple(line for line in found.lines if line.key in touched))

    def restore(self, shown: PlanComparison, key: Key) -> Outcome[tuple[str, ...]]:
        """Make a line what it was before, as a new version; refused when somebody saved it since it was shown."""
        patient = shown.patient_id
        if key[0] == ASSESSMENT:
            raise Refusal("assessment_not_restored", "An assessment is not restored from an earlier version.",
                          "Correct or withdraw it under Assessments, with a reason.")  # fmt: skip
        with self._context.together():
            with self._context.reading() as reader:
                forms = tuple(self._to_restore(reader, shown, key))
            if not forms:
                raise BadInput("line_unchanged", "This line is as it was.", "There is nothing to restore.")
            return self._care_plans.save(patient, forms, restored_words(shown, key))

    def _to_restore(self, reader: Reader, shown: PlanComparison, key: Key) -> Iterator[Form[Any]]:
        standing = shown.shown.get(key, ())
        for form in standing:
            held: Held[Any] | None = reader.held(type(form.value), form.entity)
            if (held.heads if held else ()) != form.heads:
                raise Refusal("line_changed_since", "Somebody changed this line since it was shown.",
                              "Look at the comparison again: it shows that change now.")  # fmt: skip
        wanted = shown.earlier.get(key)
        if wanted is None:
            for value, heads in gone(reader, type(standing[0].value), key[1]):
                yield Form(key[1], value, heads)
            return
        for now, then in zip(standing, wanted, strict=True):
            if now.others or now.value != then.value:
                yield Form(now.entity, then.value, now.heads)

    def _plan(self, patient: str, version: str) -> CarePlanView:
        if not version:
            return build(patient, {})
        found = self._care_plans.version(version)
        if found.patient_id != patient:
            raise BadInput("version_unknown", "There is no such version.", "Choose one from the list.")
        return found

    def _signed(self, patient: str) -> str:
        with self._context.reading() as reader:
            return plans.last_signed(reader.connection, patient)


def _standing(reader: Reader, forms: Sequence[Form[Any]]) -> tuple[Form[Any], ...]:
    """The registers of a line as they are now, those of a line that left the plan too."""
    found = []
    for form in forms:
        held: Held[Any] | None = reader.held(type(form.value), form.entity)
        found.append(Form(form.entity, held.value, held.heads, held.others) if held else Form(form.entity, form.value))
    return tuple(found)


def restored_words(shown: PlanComparison, key: Key) -> str:
    """What the save is called that restores a line."""
    number = f"version {shown.before.title}" if shown.before.number else "before the first version"
    return f"{key[0]} restored from {number}"
