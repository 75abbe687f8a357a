"""The care plan on screen: sections, the lines of one, and the form of one line; every save is a version."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_homes import homes_of
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.finding import Finding
from ccm_desktop.ui.care_plan.line_actions import Editor, LineActions
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.care_plan.rows import empty_words, in_doubt, rows_of, single
from ccm_desktop.ui.care_plan.section_head import INSERT_KEYS
from ccm_desktop.ui.care_plan.unsaved import edited_sections, opened_from, section_of_draft, unsaved_words
from ccm_desktop.ui.desk import Desk

_FIRST = "problems"


class CarePlanEditor(Editor):
    """Sections at the left, lines in the middle, the form of the chosen line beside or below.

    Signals:
        shown: a plan stands here anew.
        signature_pressed: a button of the header.
        compare_asked: ids of the two versions to compare, the earlier one first; both empty for the latest change.
    """

    shown = Signal()
    signature_pressed = Signal()
    compare_asked = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.plan: CarePlanView | None = None
        self.today = desk.today
        self.is_saving, self.next_line = False, ""
        self._coming: CarePlanView | None = None
        self._saved, self._edited, self._waiting = "", frozenset[str](), list[PlanDraft]()
        self.lines, self.finding = LineActions(self), Finding(self, self.find_bar)
        self._connect()

    def show_plan(self, plan: CarePlanView, drafts: Iterable[PlanDraft] = ()) -> None:
        """Fill it; the line in hand stays in hand. While a line is being written in the tree, that waits."""
        self.drafts.learn(plan.patient_id, drafts)
        if self.tree.inline.writing and self.plan is not None and plan.patient_id == self.plan.patient_id:
            self._coming = plan
        elif plan != self.plan:
            self._show(plan)

    def _show(self, plan: CarePlanView) -> None:
        first = self.plan is None
        self.plan, self._coming = plan, None
        self.tree.patient = self.detail.patient = plan.patient_id
        self.detail.tasks, self.detail.homes = plan.tasks, homes_of(plan)
        self.header.show_plan(plan)
        self._show_lines(_FIRST if first else self.sections.current or _FIRST)
        self._show_unsaved()
        if self.insert.isVisibleTo(self):
            self.insert.look()
        self.shown.emit()

    def leave(self) -> None:
        """Another patient comes: nothing of this one may be saved into their plan."""
        self.detail.open(None)
        self.finding.leave()
        self.drafts.write()
        self.freshness_button.hide()
        self.plan, self._coming, self.tree.patient, self.detail.patient = None, None, "", ""
        self.tree.show_rows((), quietly=True)
        self.show_insert(shown=False)

    def put_down(self) -> None:
        """The practice is about to be closed: what was typed a moment ago is kept."""
        self.detail.put_by()
        self.drafts.write()

    def on_saved(self, place: str, outcome: Outcome[Any]) -> None:
        """The plan has it: go on from the line that was saved."""
        self.is_saving = False
        if place:
            self.drafts.forget(self.detail.patient, place)
        if self.detail.opened is not None and self.detail.opened.place == place:
            self.detail.mark_saved(writing=self.tree.inline.writing)
        self._show_unsaved()
        self.message.say("")
        self.close_insert()
        self._saved = next(iter(outcome.value if isinstance(outcome.value, tuple) else ()), "")
        self.tree.wanted, self.next_line = self.next_line or self._saved, ""

    def on_refused(self, _problem: object) -> None:
        """Nothing was saved; what was typed stays."""
        self.is_saving, self.next_line = False, ""

    def show_section(self, key: str) -> None:
        """Go to a section; choosing from templates, which would hide it, is over."""
        self.show_insert(shown=False)
        if self.sections.current != key:
            self.sections.choose(key)

    def go_to(self, section: str, entity: str, field: str = "") -> None:
        """Show where something is missing: the section, the line, and in it the field."""
        if section in BY_KEY:
            self.show_section(section)
        self.show_fields(shown=False)
        if entity and self.has_lines:
            self.tree.choose(entity)
        if field and self.detail.body.editor(field) is not None:
            self.detail.focus_field(field)
        elif self.has_lines:
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.detail.focus_first()

    def save_now(self) -> None:
        """Ctrl+S: what is typed into the form is saved, and it is said."""
        self.detail.save()

    def open_insert(self, key: str = "") -> None:
        """Choose from templates, that of the key first; what was typed into a line waits there."""
        if self.plan is not None:
            self.show_section(_FIRST)
            self.show_insert(shown=True)
            self.insert.open(self.plan.patient_id, key)

    def _show_lines(self, section: str, *, switched: bool = False) -> None:
        """The lines or the form of a section; `switched`: another one than before."""
        plan = self.plan
        if plan is None:
            return
        if switched:
            self.detail.put_by()
            self.tree.wanted = self._saved = ""
        field = self.detail.body.focused() if self.detail.isAncestorOf(self.window().focusWidget()) else ""
        typing = self.detail.is_dirty() and not switched
        self._show_sections(section)
        self.head.show_section(plan, section)
        mounted = self._mounted.get(section)
        self.show_page(mounted or self.split)
        form = single(plan, section)
        self.has_lines = form is None and mounted is None  # what is mounted has a head of its own
        self.setFocusProxy(mounted or (self.tree if form is None else self.detail))
        self.tree.show_rows(in_doubt(rows_of(plan, section), self.today()), quietly=typing or form is not None)
        self.tree.say_empty(empty_words(plan, section))
        self.show_fields(shown=self._fields_up and not switched)
        saved = (form or self.tree.opened_at(self._saved)) if self._saved else None
        if typing and saved is not None:
            self.detail.rebase(saved)
        elif form is not None and not typing:
            self.detail.open(form)
        if saved is not None or not typing:  # else a plan read before the save came, and the right one follows
            self._saved = ""
        if field and not typing:  # the field it was in is gone
            self.tree.setFocus() if self.tree.isVisibleTo(self) else self.detail.focus_field(field)
        self.lines.arrive()

    def _show_sections(self, section: str) -> None:
        plan = self.plan
        if plan is not None:
            self._edited = edited_sections(self.drafts.all_of(plan.patient_id))
            self.sections.show_sections(plan.sections, self._edited, len(plan.versions))
            self.sections.mark_current(section)

    def _show_unsaved(self) -> None:
        """What was typed into other lines and is not saved is offered again."""
        here = self.detail.opened.place if self.detail.opened else ""
        waiting = [one for one in self.drafts.all_of(self.detail.patient) if one.place != here]
        self.unsaved_message.say(unsaved_words(waiting), "warn", action="Open" if waiting else "")
        self._waiting = waiting[:1]
        if self.plan is not None and edited_sections(self.drafts.all_of(self.detail.patient)) != self._edited:
            self._show_sections(self.sections.current)

    def _open_unsaved(self) -> None:
        for draft in self._waiting:
            self.show_section(section_of_draft(draft))
            self.show_line(opened_from(draft))
            self.detail.focus_first()

    def show_line(self, opened: Opened) -> None:
        """Open a line of the section on show; one that the tree does not have, in the form alone."""
        shown = self.tree.opened_at(opened.forms[0].entity) if opened.forms[0].entity else None
        if shown is not None:
            self.tree.choose(shown.forms[0].entity)
        elif self.plan is None or single(self.plan, self.sections.current) is not None:
            return
        if self.detail.opened is None or self.detail.opened.place != opened.place:
            self._on_chosen(shown or opened)

    def _on_settled(self) -> None:
        """Nothing is being written in the tree any more."""
        if not self.tree.inline.writing and self.plan is not None:
            self._show(self._coming or self.plan)

    def _on_section(self, key: str) -> None:
        self._show_lines(key, switched=True)
        self._show_unsaved()

    def _on_chosen(self, opened: Any) -> None:
        self.detail.open(opened)
        self._show_unsaved()

    def _connect(self) -> None:
        self.sections.chosen.connect(self._on_section)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.version_chosen.connect(self.compare_asked)
        self.header.compare_button.clicked.connect(partial(self.compare_asked.emit, "", ""))
        self.header.signature_button.clicked.connect(self.signature_pressed)
        self.tree.settled.connect(self._on_settled)
        self.detail.typed.connect(self._show_unsaved)
        self.unsaved_message.acted.connect(self._open_unsaved)
        self.drafts.kept.connect(self.header.show_kept)
        self.lines.refused.connect(partial(self.message.say, tone="info"))
        self.template_button.clicked.connect(self._on_insert_pressed)
        self.head.compare_pressed.connect(self.open_insert)
        QShortcut(QKeySequence(INSERT_KEYS), self, self._on_insert_pressed)

    def _on_insert_pressed(self) -> None:
        self.open_insert()
