"""Puts the people page into the window, and closes what the role of the person signed in may not use."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.people.page import PeoplePage
from ccm_desktop.ui.practice_screens import PracticeScreens
from ccm_desktop.ui.role_gate import RoleGate

_MENU = {
    Verb.IMPORT: ("import", "import_folder"),
    Verb.BACK_UP: ("backup",),
    Verb.CARE: ("add_patient", "undo_plan"),
    Verb.TRACK_TIME: ("start", "start_here", "pause", "finish", "note", "add_time"),
    Verb.EXPORT_CLAIMS: ("save_csv", "save_claims", "import_outcomes"),
}


class PeopleScreens(QObject):
    """The page with its side forms, and the gate before everything else."""

    def __init__(self, desk: Desk, window: MainWindow, screens: PracticeScreens) -> None:
        super().__init__(window)
        self._window = window
        self.page = PeoplePage(desk)
        window.add_page("people", "People", "key", self.page)
        window.actions_by_key.bind({"people": self.show_page, "own_passphrase": self._change_own})
        self.page.side_asked.connect(self._show_side)
        self.page.kit_form.preview_asked.connect(screens.documents.preview)
        window.page_shown.connect(self._on_page_shown)
        self._close_what_the_role_may_not(desk, screens)

    def show_page(self) -> None:
        """Everybody, with their sign-ins."""
        self._window.show_page("people")
        self.page.table.setFocus()

    def _change_own(self) -> None:
        self._window.show_page("people")
        self.page.change_own()

    def _show_side(self, form: object) -> None:
        if form in self.page.forms:
            self._window.show_side(next(one for one in self.page.forms if one is form))
        else:
            self._window.hide_side()

    def _on_page_shown(self, key: str) -> None:
        if key == "people":
            self.page.reload()
            if self.page.kit_form.draft is not None:  # back from looking at its page
                self._window.show_side(self.page.kit_form)
        elif key == "preview" and self.page.kit_form.draft is not None:
            self._window.hide_side()
        else:
            open_here = any(form.isVisible() for form in self.page.forms)
            for form in self.page.forms:
                form.wipe()  # no passphrase stays behind on a page that was left
            if open_here:
                self._window.hide_side()

    def _close_what_the_role_may_not(self, desk: Desk, screens: PracticeScreens) -> None:
        gate, actions = RoleGate(desk, self), self._window.actions_by_key
        for verb, keys in _MENU.items():
            gate.close(verb, *(actions[key] for key in keys))
        for menu in actions.menus:
            menu.setToolTipsVisible(True)
        workspace = screens.workspace
        enrolment, plan, time = workspace.enrolment, workspace.plan, workspace.time
        gate.close(Verb.IMPORT, screens.panel.import_button)
        gate.close(Verb.TRACK_TIME, workspace.banner.start_button, screens.bar.switch_button, time.add_button,
                   time.amend_button, time.void_button)  # fmt: skip
        gate.close(Verb.APPROVE_TIME, time.approve_button)
        claims, outcome = screens.programme.page.claims, screens.programme.form
        gate.close(Verb.EXPORT_CLAIMS, claims.record_button, claims.import_button, claims.save_button,
                   outcome.save_button, outcome.withdraw_button)  # fmt: skip
        gate.close(
            Verb.CARE, workspace.contacts.add_button, enrolment.attest_button, enrolment.enrol_button,
            enrolment.end_button, enrolment.consent.consent_button, enrolment.consent.revoke_button,
            *plan.add_buttons.values(), plan.undo_button, plan.copy_button, plan.detail.save_button,
            plan.detail.end_button,
        )  # fmt: skip
