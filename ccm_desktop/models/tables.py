"""Tables: the ledger as it was written, and its projections, whose columns are the payloads' fields."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.payload import Kind, json_text, kind_of
from ccm_desktop.ledger.payloads import (
    assessment,
    call,
    care_plan,
    chart_review,
    claims,
    clinical,
    consent,
    contact,
    coordination,
    exchange,
    fees,
    instruction,
    month,
    month_close,
    month_sign,
    patient,
    plan_sections,
    plan_sign,
    plan_template,
    practice,
    quick_finding,
    task,
    teach_back,
    timekeeping,
)

METADATA = sa.MetaData()
LOG_TABLES = frozenset({"op", "own"})
"""Only ever added to; triggers and the authorizer see to it."""

OP = sa.Table(
    "op",
    METADATA,
    sa.Column("rid", sa.Integer, primary_key=True),
    sa.Column("id", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("entity", sa.Text, nullable=False, index=True),
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)
OWN = sa.Table(
    "own",
    METADATA,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("rid", sa.Integer, sa.ForeignKey("op.rid"), nullable=False),
)
DEVICE = sa.Table("device", METADATA, sa.Column("id", sa.Text, primary_key=True))
KEPT_TABLES = (OP, OWN, DEVICE)
"""What cannot be made again; all other tables are views of these."""

PRESENCE = sa.Table(
    "presence",
    METADATA,
    sa.Column("rid", sa.Integer, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("started_at", sa.Integer, nullable=False),
    sa.Column("ended_at", sa.Integer, nullable=False),
    sa.Column("dismissed", sa.Integer, nullable=False),
)
PLAN_DRAFT = sa.Table(
    "plan_draft",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("patient", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
PERSON_WORD = sa.Table(
    "person_word",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("word", sa.Text, primary_key=True),
)
LOCAL_TABLES = (PRESENCE, PLAN_DRAFT, PERSON_WORD)
"""Of this device alone: in no ledger, in no proof, on no other device (docs/decisions/0007, 0009 and 0011)."""

PROJECTED_BY = sa.Table("projected_by", METADATA, sa.Column("shape", sa.Text, primary_key=True))
"""The shape of the projections in this file; a program of another shape writes them anew."""

HEAD = sa.Table(
    "head",
    METADATA,
    sa.Column("reg", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("hlc", sa.Text, nullable=False),
    sa.Column("rid", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
DEAD = sa.Table(
    "dead",
    METADATA,
    sa.Column("reg", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
PARKED = sa.Table("parked", METADATA, sa.Column("id", sa.Text, primary_key=True), sqlite_with_rowid=False)
IMPORT_LINK = sa.Table(
    "import_link",
    METADATA,
    sa.Column("reg", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("hlc", sa.Text, nullable=False),
    sa.Column("op", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
FOLD_TABLES = (HEAD, DEAD, PARKED, IMPORT_LINK)

TRIGGERS = (
    "CREATE TRIGGER op_is_kept BEFORE UPDATE ON op BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER op_is_never_deleted BEFORE DELETE ON op BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    (
        "CREATE TRIGGER op_shape BEFORE INSERT ON op BEGIN"
        " SELECT RAISE(ABORT, 'identity') WHERE length(new.id) <> 16; END"
    ),
    "CREATE TRIGGER own_is_kept BEFORE UPDATE ON own BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER own_is_never_deleted BEFORE DELETE ON own BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    (
        "CREATE TRIGGER own_has_no_gap BEFORE INSERT ON own BEGIN"
        " SELECT RAISE(ABORT, 'slot') WHERE new.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM own); END"
    ),
)


@dataclass(frozen=True)
class Projection:
    """How operations of one kind become a row: which table, which statement, which values."""

    kind: Kind[Any]
    table: sa.Table
    columns: tuple[str, ...]
    sql: str
    values: Callable[[Any], tuple[Any, ...]]


PROJECTIONS: dict[str, Projection] = {}
"""By kind."""


_hints = cache(typing.get_type_hints)
"""A payload's fields with their types; each is a text until it is asked for, and to read it takes long."""
_TEXT, _INTEGER, _FLOAT = sa.Text(), sa.Integer(), sa.Float()
_WRITTEN = {"op": str, "at": int, "by": str, "heads": int}
"""What every register says of its version beside its fields."""


def _column(name: str, hint: Any) -> sa.Column[Any]:
    optional = isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)
    plain = next(a for a in typing.get_args(hint) if a is not type(None)) if optional else hint
    if optional:
        return sa.Column(name, _INTEGER if plain in (int, bool) else _TEXT)
    if plain in (int, bool):
        return sa.Column(name, _INTEGER, nullable=False, server_default="0")
    if plain is float:
        return sa.Column(name, _FLOAT, nullable=False, server_default="0")
    return sa.Column(name, _TEXT, nullable=False, server_default="")


def _reader(cls: type, names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a payload to its column values; collections become JSON text."""
    hints = _hints(cls)
    plain = (str, int, bool, float)
    nested = [
        index
        for index, name in enumerate(names)
        if hints[name] not in plain and not isinstance(hints[name], types.UnionType)
    ]
    pick = attrgetter(*names) if len(names) > 1 else lambda value, one=attrgetter(names[0]): (one(value),)
    if not nested:
        return pick

    def read(value: Any) -> tuple[Any, ...]:
        row = list(pick(value))
        for index in nested:
            row[index] = json_text(row[index])
        return tuple(row)

    return read


def _fields(cls: type) -> tuple[tuple[str, ...], list[sa.Column[Any]]]:
    hints = _hints(cls)
    names = tuple(field.name for field in dataclasses.fields(cls))
    return names, [_column(name, hints[name]) for name in names]


def registers(name: str, *payloads: type, indexes: tuple[str, ...] = ()) -> sa.Table:
    """One row per entity; every register fills its columns and says who wrote it and how often."""
    columns: list[sa.Column[Any]] = [
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("patient", sa.Text, nullable=False, index=name != "patient"),
    ]
    fields = {cls: _fields(cls) for cls in payloads}
    for cls, (_, own) in fields.items():
        register = kind_of(cls).register
        columns += [*own, *(_column(f"{register}_{end}", hint) for end, hint in _WRITTEN.items())]
    table = sa.Table(name, METADATA, *columns, *(sa.Index(f"ix_{name}_{i}", i) for i in indexes))
    for cls, (names, _) in fields.items():
        kind: Kind[Any] = kind_of(cls)
        written = (*names, *(f"{kind.register}_{end}" for end in _WRITTEN))
        sql = (
            f"INSERT INTO {name} (id, patient, {', '.join(written)})"
            f" VALUES ({', '.join('?' * (len(written) + 2))}) ON CONFLICT (id) DO UPDATE SET"
            f" {', '.join(f'{column} = excluded.{column}' for column in written)}"
        )
        PROJECTIONS[kind.name] = Projection(kind, table, written, sql, _reader(cls, names))
    return table


def facts(name: str, cls: type, indexes: tuple[str, ...] = ()) -> sa.Table:
    """One row per fact, keyed by its operation."""
    names, columns = _fields(cls)
    table = sa.Table(
        name,
        METADATA,
        sa.Column("rid", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, index=True),
        sa.Column("patient", sa.Text, nullable=False, index=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        *columns,
        *(sa.Index(f"ix_{name}_{i}", i) for i in indexes),
    )
    kind: Kind[Any] = kind_of(cls)
    sql = (
        f'INSERT INTO {name} (rid, id, patient, at, "by", {", ".join(names)})'
        f" VALUES ({', '.join('?' * (len(names) + 5))})"
    )
    PROJECTIONS[kind.name] = Projection(kind, table, names, sql, _reader(cls, names))
    return table


PRACTICE = registers(
    "practice", practice.PracticeProfile, fees.FeeChoice, practice.OutreachPolicy, practice.CallPolicy,
    practice.RedFlagRoutes, practice.PlanPolicy,
)  # fmt: skip
FEE_TABLE = registers("fee_table", fees.FeeTable)
PLAN_TEMPLATE = registers("plan_template", plan_template.PracticeTemplate)
POLICY = registers("policy", practice.PolicyChoice)
PERSON = registers("person", practice.PersonProfile, practice.PersonSigningKey, practice.PersonPhrases)
PERSON_ACCESS = facts("person_access", practice.PersonAccess)
PROVIDER = registers("provider", practice.ProviderProfile)
UNLOCKED = facts("unlocked", practice.Unlocked)
BACKED_UP = facts("backed_up", practice.BackedUp)
IMPORTED = facts("imported", practice.ImportFinished)
DEVICE_NAME = registers("device_name", exchange.DeviceName)
EXPORTED = facts("changes_exported", exchange.ChangesExported)

PATIENT = registers(
    "patient",
    patient.PatientIdentity, patient.PatientContact, patient.PatientProgram, patient.PatientAssignment,
    patient.PatientCoverage, patient.PatientRisk, patient.InitiatingVisit, patient.NextContact,
    patient.ContactPreferences,
)  # fmt: skip
CONDITION = registers("condition", clinical.ConditionCode, clinical.ConditionStatus, clinical.ConditionAttestation)
MEDICATION = registers(
    "medication", clinical.MedicationOrder, clinical.MedicationStatus, plan_sections.MedicationReview
)
ALLERGY = registers("allergy", clinical.AllergySubstance, clinical.AllergyStatus)
ENCOUNTER = registers("encounter", clinical.EncounterRecord)
OBSERVATION = registers("observation", clinical.ObservationRecord)
TEAM_MEMBER = registers("team_member", clinical.CareTeamMember)

PLAN = registers(
    "plan",
    care_plan.PlanSummary,
    care_plan.PlanReview,
    plan_sections.AdvanceDirectives,
    plan_sections.EmergencyPlan,
)
GOAL = registers("goal", care_plan.GoalText, care_plan.GoalStatus)
GOAL_PROGRESS = registers("goal_progress", plan_sections.GoalProgress)
INTERVENTION = registers("intervention", care_plan.InterventionText, care_plan.InterventionStatus)
BARRIER = registers("barrier", plan_sections.Barrier)
SYMPTOM = registers("symptom", plan_sections.SymptomToWatch)
RESOURCE = registers("community_resource", plan_sections.CommunityResource)
PREVENTIVE = registers("preventive_item", plan_sections.PreventiveItem, indexes=("due_on",))
CAREGIVER = registers("caregiver", plan_sections.Caregiver)
SECTION = registers("plan_section", plan_sections.SectionNote)
ASSESSMENT = registers("assessment", assessment.AssessmentResult, assessment.AssessmentStanding)
CARE_PLAN_TABLES = (
    PLAN, CONDITION, GOAL, GOAL_PROGRESS, INTERVENTION, MEDICATION, ALLERGY, TEAM_MEMBER,
    BARRIER, SYMPTOM, RESOURCE, PREVENTIVE, CAREGIVER, SECTION, ASSESSMENT,
)  # fmt: skip
"""What a care plan consists of; a saved version names the heads of all their registers."""
TEMPLATE_COMPARED = facts("template_compared", plan_template.TemplateCompared)
PLAN_VERSION = facts("plan_version", care_plan.PlanVersion)
PLAN_COPY = facts("plan_copy", care_plan.PlanCopyGiven)
PLAN_COPY_WITHDRAWN = facts("plan_copy_withdrawn", care_plan.PlanCopyWithdrawn, indexes=("copy",))
PLAN_SUBMITTED = facts("plan_submitted", plan_sign.PlanSubmitted)
PLAN_SIGNED = facts("plan_signed", plan_sign.PlanSigned)
PLAN_RETURNED = facts("plan_returned", plan_sign.PlanReturned)
PLAN_SIGNATURE_WITHDRAWN = facts("plan_signature_withdrawn", plan_sign.PlanSignatureWithdrawn, indexes=("signature",))

CONSENT = facts("consent", consent.ConsentRecorded)
REVOCATION = facts("revocation", consent.ConsentRevoked)
CONTACT = facts("contact", contact.ContactMade, indexes=("contacted_at",))
CONTACT_WITHDRAWN = facts("contact_withdrawn", contact.ContactWithdrawn, indexes=("contact",))
CONTACT_STANDS = "contact.id NOT IN (SELECT contact FROM contact_withdrawn)"
"""Of a row of `contact`: nobody took it back."""

COORDINATION = facts("coordination", coordination.CoordinationLogged, indexes=("due_on",))
COORDINATION_CLOSED = facts("coordination_closed", coordination.CoordinationClosed, indexes=("entry",))
COORDINATION_WITHDRAWN = facts("coordination_withdrawn", coordination.CoordinationWithdrawn, indexes=("record",))
INSTRUCTION = facts("instruction", instruction.InstructionRaised)
INSTRUCTION_DECIDED = facts("instruction_decided", instruction.InstructionDecided, indexes=("instruction",))
TEACH_BACK = facts("teach_back", teach_back.TeachBackRecorded, indexes=("line",))
TEACH_BACK_WITHDRAWN = facts("teach_back_withdrawn", teach_back.TeachBackWithdrawn, indexes=("record",))
QUICK_FINDING = facts("quick_finding", quick_finding.QuickFindingMade)
QUICK_FINDING_WITHDRAWN = facts("quick_finding_withdrawn", quick_finding.QuickFindingWithdrawn, indexes=("record",))

TASK = registers("task", task.TaskWhat, task.TaskStatus, task.TaskAssignee, indexes=("status",))
ESCALATION = facts("escalation", task.EscalationRaised)
ESCALATION_READ = facts("escalation_read", task.EscalationRead, indexes=("escalation",))
ESCALATION_ACTED = facts("escalation_acted", task.EscalationActed, indexes=("escalation",))
CALL_DRAFT = registers("call_draft", call.CallDraft)
CALL_NOTE_AHEAD = registers("call_note_ahead", call.NoteAhead)
CALL_FINDING = facts("call_finding", call.CallFinding, indexes=("session",))
RED_FLAG = facts("red_flag", call.RedFlagRaised, indexes=("session",))
RED_FLAG_CLOSED = facts("red_flag_closed", call.RedFlagClosed, indexes=("flag",))

TIME_ENTRY = facts("time_entry", timekeeping.TimeAdded, indexes=("started_at", "replaces"))
REMARKABLE = "note = '' OR source <> 'timer' OR clock_unsure = 1"
"""Entries that month-end looks at one by one; few among hundreds of thousands."""
sa.Index("remarkable_time", TIME_ENTRY.c.started_at, sqlite_where=sa.text(REMARKABLE))
TIME_VOID = facts("time_void", timekeeping.TimeVoided, indexes=("entry",))
TIME_REVIEW = facts("time_review", timekeeping.TimeReviewed, indexes=("entry",))
TIME_SEPARATE = facts("time_separate", timekeeping.TimeSeparate, indexes=("entry",))
TIMER_SESSION = registers("timer_session", timekeeping.TimerSession)
UNFINISHED = "state NOT IN ('final', 'void')"
"""Sessions that run or wait for something; a handful among all that ever were."""
sa.Index("unfinished_timer", TIMER_SESSION.c.person, TIMER_SESSION.c.state, sqlite_where=sa.text(UNFINISHED))
sa.Index("running_timer", TIMER_SESSION.c.person, TIMER_SESSION.c.device, sqlite_where=sa.text("state = 'running'"))

DECISION_MAKING = facts("decision_making", month.DecisionMaking)
DECISION_WITHDRAWN = facts("decision_withdrawn", month.DecisionWithdrawn, indexes=("decision",))
OTHER_SERVICE = facts("other_service", month.OtherService)
SERVICE_WITHDRAWN = facts("service_withdrawn", month.ServiceWithdrawn, indexes=("service",))
FAMILY_CHOICE = registers("month_family", month.FamilyChoice, indexes=("month",))
DOCUMENT = facts("document", month.DocumentMade)

MONTH_NOTE = registers("month_note", month_sign.MonthNote, indexes=("month",))
MONTH_SIGNATURE = facts("month_signature", month_sign.MonthSignature, indexes=("month",))
SIGNATURE_WITHDRAWN = facts("signature_withdrawn", month_sign.SignatureWithdrawn, indexes=("month",))
MONTH_HOLD = registers("month_hold", month_sign.MonthHold, indexes=("month",))
EXCEPTION_ACCEPTED = facts("exception_accepted", month_sign.ExceptionAccepted, indexes=("month",))
MONTH_STATE = registers("month_state", month_close.MonthState)
MONTH_CLOSED = facts("month_closed", month_close.MonthClosed, indexes=("month",))
CLOSED_LINE = facts("closed_line", month_close.ClosedLine, indexes=("closing",))
MONTH_ADDENDUM = facts("month_addendum", month_close.MonthAddendum, indexes=("month",))
CLAIM_OUTCOME = facts("claim_outcome", claims.ClaimOutcome, indexes=("month",))
OUTCOME_WITHDRAWN = facts("outcome_withdrawn", claims.OutcomeWithdrawn, indexes=("outcome",))

REVIEW_SAMPLE = facts("review_sample", chart_review.SampleDrawn, indexes=("month",))
CHART_REVIEW = facts("chart_review", chart_review.ChartReviewed, indexes=("month",))
REVIEW_FINDING = facts("review_finding", chart_review.ReviewFinding, indexes=("month",))
FINDING_RESOLVED = facts("finding_resolved", chart_review.FindingResolved, indexes=("finding",))

PROJECTED = tuple(dict.fromkeys(projection.table for projection in PROJECTIONS.values()))
DERIVED = (*FOLD_TABLES, *PROJECTED)
"""What is computed from the operations, and can be computed again."""


def _is_own(row: str) -> str:
    return (
        f"(SELECT json_extract(CAST(header AS TEXT), '$.dev') FROM op WHERE op.id = unhex({row}.session_op))"
        " = (SELECT id FROM device)"
    )


# Only what this device recorded, in the order in which it did: others' operations come in any order, also
# those about sessions of this device, and what another device says must never keep an exchange from ending.
_TWO_RUN = (
    " ON timer_session WHEN new.state = 'running' AND new.device = (SELECT id FROM device)"
    f" AND {_is_own('new')} AND EXISTS (SELECT 1 FROM timer_session other WHERE other.state = 'running'"
    f" AND other.person = new.person AND other.device = new.device AND other.id <> new.id AND {_is_own('other')})"
    " BEGIN SELECT RAISE(ABORT, 'a timer runs already'); END"
)
GUARDS = (
    f"CREATE TRIGGER one_timer_starts BEFORE INSERT{_TWO_RUN}",
    f"CREATE TRIGGER one_timer_goes_on BEFORE UPDATE{_TWO_RUN}",
)
"""What recording must never do; laid over the projections once they are filled."""
