"""What the role of the person signed in may not use, screen by screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ui.actions import Actions
from ccm_desktop.ui.role_gate import RoleGate

if TYPE_CHECKING:  # screens are made, and their modules read, when somebody comes to them
    from ccm_desktop.ui.programme.screen import ProgrammeScreen
    from ccm_desktop.ui.workspace.page import WorkspacePage

_MENU = {
    Verb.IMPORT: ("import", "import_folder", "import_plan"),
    Verb.SEND_PLANS: ("export_plan",),
    Verb.BACK_UP: ("backup",),
    Verb.EXCHANGE: ("export_changes", "bring_in_changes", "for_another"),
    Verb.CARE: ("add_patient", "checkin", "undo_plan", "redo_plan"),
    Verb.TRACK_TIME: ("start", "start_here", "pause", "finish", "note", "add_time"),
    Verb.EXPORT_CLAIMS: ("save_csv", "save_claims", "import_outcomes"),
}


def limit_menus(gate: RoleGate, actions: Actions) -> None:
    """Commands; their reasons show in the menus."""
    for verb, keys in _MENU.items():
        gate.close(verb, *(actions[key] for key in keys))
    for menu in actions.menus:
        menu.setToolTipsVisible(True)


def limit_workspace(gate: RoleGate, workspace: WorkspacePage) -> None:
    """A patient's time, plan, contacts and enrolment."""
    enrolment, plan, time, beside = workspace.enrolment, workspace.plan, workspace.time, workspace.beside
    gate.close(Verb.TRACK_TIME, workspace.banner.start_button, time.add_button, time.amend_button, time.void_button)
    gate.close(Verb.APPROVE_TIME, time.approve_button)
    gate.close(Verb.SEND_PLANS, plan.export_button)
    gate.close(Verb.PREPARE_MONTH, workspace.summaries.form.save_button)
    gate.close(
        Verb.CARE, workspace.contacts.add_button, enrolment.attest_button, enrolment.enrol_button,
        enrolment.end_button, enrolment.consent.consent_button, enrolment.consent.revoke_button,
        *plan.add_buttons.values(), plan.undo_button, plan.header.redo_button, plan.copy_button,
        plan.detail.save_button, plan.detail.end_button, plan.head.none_button, plan.head.not_button,
        plan.head.open_button,
        workspace.log.new_button, workspace.log.transitions.new_button,
        beside.transitions.form.save_button, beside.transitions.step_form.save_button,
        *workspace.summary.findings.buttons.values(),
        beside.instructions.form.save_button, beside.checkins.form.save_button,
        beside.checkins.schedule_form.save_button, *workspace.summary.checkins.writing,
        beside.teaching.form.save_button, beside.coordination.form.save_button,
        workspace.printing.form.copy_button, workspace.printing.copy_form.save_button,
    )  # fmt: skip


def limit_programme(gate: RoleGate, programme: ProgrammeScreen) -> None:
    """Claims and what became of them."""
    claims, outcome = programme.page.claims, programme.form
    gate.close(Verb.EXPORT_CLAIMS, claims.record_button, claims.import_button, claims.save_button,
               outcome.save_button, outcome.withdraw_button)  # fmt: skip
