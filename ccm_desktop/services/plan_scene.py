"""One look at a patient for the papers made from their plan: the plan, who they are, what came before, what comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.ledger.payloads.patient import NextContact, PatientContact
from ccm_desktop.models.queries import months, patients, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.reports import plan_documents
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.plan_documents import Change, FollowUp, PlanContent, ReadingLine
from ccm_desktop.reports.plan_words import labels, plain
from ccm_desktop.reports.wording import joined
from ccm_desktop.services import brief_lines, escalations, tasks
from ccm_desktop.services.care_plans import LATEST
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Caregiver, Form
from ccm_desktop.services.last_visit import last_visit
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_content import changes, content_of, day_of, permitted
from ccm_desktop.services.plan_copies import require_whole, undecided
from ccm_desktop.services.plan_follow_ups import follow_ups
from ccm_desktop.services.plan_forms import held_in, held_now
from ccm_desktop.services.plan_record import is_unnamed
from ccm_desktop.services.plan_sharing import emptied, for_caregivers
from ccm_desktop.services.plan_signing import PlanStanding
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.services.readings import rounded
from ccm_desktop.services.teach_backs import lines_of

_READINGS = 12


class PlanScene:
    """Reads within one view of the file; the documents it makes are frozen."""

    def __init__(self, context: Context, reader: Reader, patient: str) -> None:
        self._context, self._reader, self.patient = context, reader, patient
        self.identity = who_is(reader, patient)
        self._zone = context.zone_of(reader)
        self._today = local_day(context.clock.now(), self._zone)
        held = held_now(reader, patient)
        self.plan = build(patient, held.forms, newer=held.newer)
        self.versions = months.plan_versions(reader.connection, LATEST, patient).get(patient, ())

    def require_decided(self) -> None:
        """A paper must not choose between two versions: a person does (ux.md 7.7)."""
        require_whole(self.plan.conflicts, self.plan.newer)

    @cached_property
    def contact(self) -> PatientContact:
        """How the patient is reached, and in which language."""
        held = self._reader.held(PatientContact, self.patient)
        return held.value if held else PatientContact()

    @property
    def name(self) -> str:
        return f"{self.identity.given} {self.identity.family}".strip()

    def instant(self, language: str) -> str:
        """Now, as the foot of a paper tells it."""
        return labels(language).instant(self._context.clock.now().astimezone(self._zone))

    def audience(self, caregiver: str) -> plan_documents.Audience | None:
        """Who gets the copy, and what the patient permits them; None for the patient's own."""
        if not caregiver:
            return None
        value = _caregiver(self.plan, caregiver).value
        sections = frozenset(value.may_see) - emptied(self.plan)
        return plan_documents.Audience(value.name, day_of(value.permitted_on), sections)

    def copy(
        self,
        imprint: Imprint,
        language: str,
        size: int,
        audience: plan_documents.Audience | None,
        version: str,
        signature: PlanStanding | None = None,
    ) -> plan_documents.CarePlanDocument:
        """The patient's copy, or that of one caregiver, in which nothing unpermitted was ever read.

        `version` holds what the paper says; empty where nothing was ever written. `signature`: of that version.
        """
        signed = None
        if signature is not None:
            on = self._day_at(signature.signed_at)
            signed = plan_documents.SignedBy(signature.signed_by, on, signature.fingerprint)
        content, before = self._content(language), self._before(self._month_began(), language)
        if audience is not None:
            content, before = self._permitted(audience, language)
        named = plans.version(self._reader.connection, version)
        return plan_documents.CarePlanDocument(
            imprint=imprint,
            patient_name=self.name,
            born=None if audience else day_of(self.identity.birth_date),
            content=content,
            changes=changes(before, content) if before else (),
            is_first=before is None,
            after_hours_phone=self._context.practice_of(self._reader).after_hours_phone,
            version=marked(version, named.number) if named is not None else "",
            saved_on=self._day_at(named.at // 1000) if named is not None else None,
            language=language,
            size=size,
            audience=audience,
            signed=signed,
        )

    def _permitted(
        self, audience: plan_documents.Audience, language: str
    ) -> tuple[PlanContent, PlanContent | None]:  # fmt: skip
        """Now and as the month began: what is withheld now was never in it, so that no change tells of it."""
        plan, earlier = self.plan, self._plan_before(self._month_began())
        shown = for_caregivers(plan, frozenset(plan.withheld), tells_problem=plan.tells_problem)
        now = permitted(self._content(language, shown), audience.sections)
        if earlier is None:
            return now, None
        hidden, tells = frozenset((*plan.withheld, *earlier.withheld)), plan.tells_problem or earlier.tells_problem
        before = content_of(for_caregivers(earlier, hidden, tells_problem=tells), language)
        return now, permitted(before, audience.sections)

    def versions_to_give(self) -> tuple[tuple[str, int], ...]:
        """Id and number of what a copy can be of, the newest first."""
        saved = tuple((row[0], row[1]) for row in reversed(self.versions))
        if not is_unnamed(self._reader, self.patient):
            return saved
        return (("", plans.newest_number(self._reader.connection, self.patient) + 1), *saved)

    def visit(self, imprint: Imprint, language: str) -> plan_documents.VisitSheet:
        """For the next appointment: what changed since the last one."""
        visit = last_visit(self._context, self._reader, self.patient)
        before = self._before(visit, language) if visit else None
        content = self._content(language)
        return plan_documents.VisitSheet(
            imprint=imprint,
            patient_name=self.name,
            born=day_of(self.identity.birth_date),
            questions=tuple(self._questions(language)),
            changes=changes(before, content) if before else (),
            since=self._day_at(visit) if visit else None,
            readings=tuple(self._readings(language, visit)),
            content=content,
            language=language,
            again=tuple(plain(one.instruction, language) for one in lines_of(self._reader, self.patient) if one.again),
        )

    def checkin(self, imprint: Imprint, language: str, size: int) -> plan_documents.CheckinSheet:
        """What the patient answers at home."""
        signs, born = self._content(language).symptoms, day_of(self.identity.birth_date)
        return plan_documents.CheckinSheet(imprint, self.name, born, signs, language, size)

    def medication_sheet(self, imprint: Imprint, language: str, size: int) -> plan_documents.MedicationSheet:
        """Each medicine, and what comes next."""
        return plan_documents.MedicationSheet(
            imprint=imprint,
            patient_name=self.name,
            born=day_of(self.identity.birth_date),
            medications=self._content(language).medications,
            follow_ups=self.ahead(language),
            language=language,
            size=size,
        )

    def brief(self, imprint: Imprint) -> plan_documents.PractitionerBrief:
        """Five lines for who decides."""
        before, content = self._before(self._month_began(), "en"), self._content("en")
        asked = escalations.lines_of(self._context, self._reader, patient=self.patient)
        found: tuple[Change, ...] = changes(before, content) if before else ()
        return plan_documents.PractitionerBrief(
            imprint=imprint,
            patient_name=self.name,
            born=day_of(self.identity.birth_date),
            mrn=self.identity.mrn,
            lines=brief_lines.lines(self.plan, [one.reason for one in asked], found, is_first=before is None),
        )

    def ahead(self, language: str) -> tuple[FollowUp, ...]:
        """What comes on a day from today on, the soonest first."""
        every = follow_ups(self._context, self._reader, self.plan, self._content(language), language)
        found = [one for one in every if one.on >= self._today]
        return tuple(sorted(found, key=lambda one: (one.on, one.kind, one.key)))

    def _content(self, language: str, plan: CarePlanView | None = None) -> PlanContent:
        held = self._reader.held(NextContact, self.patient)
        return content_of(plan or self.plan, language, held.value.next_contact_on if held else "")

    def _before(self, at: int, language: str) -> PlanContent | None:
        """What the last version before that instant said; None when there was none."""
        plan = self._plan_before(at)
        return content_of(plan, language) if plan is not None else None

    def _plan_before(self, at: int) -> CarePlanView | None:
        """The plan as the last version before that instant held it; None when there was none."""
        earlier = [row for row in self.versions if row[3] // 1000 < at]
        if not earlier:
            return None
        row = plans.version(self._reader.connection, earlier[-1][0])
        heads = tuple(json.loads(row.heads)) if row is not None else ()
        return build(self.patient, held_in(self._reader, self.patient, heads).forms)

    def _month_began(self) -> int:
        return Month.of(self._today).bounds(self._zone)[0]

    def _questions(self, language: str) -> Iterator[str]:
        """What the team noted to bring up at the next visit."""
        for line in tasks.lines_of(self._context, self._reader, patient=self.patient):
            if line.what.value.kind == "visit":
                yield plain(line.what.value.title, language)

    def _readings(self, language: str, visit: int | None) -> Iterator[ReadingLine]:
        """The newest of each kind, and what came before it since the last visit."""
        found = patients.readings(self._reader.connection, self.patient, _READINGS, visit)
        for display, value, unit, at in found:
            yield ReadingLine(plain(display, language), joined((rounded(value), unit), " "), self._day_at(at))

    def _day_at(self, seconds: int) -> date:
        return local_day(from_epoch(seconds), self._zone)


def _caregiver(plan: CarePlanView, entity: str) -> Form[Caregiver]:
    found: Form[Caregiver] | None = next((one for one in plan.short["caregivers"] if one.entity == entity), None)
    if found is None:
        raise BadInput("caregiver_unknown", "There is no such caregiver in the plan.", "Choose one of the plan.")
    if found.others:
        raise undecided()
    if not found.value.may_see:
        raise Refusal("caregiver_sees_nothing", "The patient permits this caregiver no part of the plan.",
                      "Ask the patient what they may have, and write it down with the caregiver.")  # fmt: skip
    return found
