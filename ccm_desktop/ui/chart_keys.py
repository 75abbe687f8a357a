"""Commands of the menus that act on the chart in view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ccm_desktop.ui.list_rooms import PLAN

if TYPE_CHECKING:
    from ccm_desktop.ui.main_window import MainWindow
    from ccm_desktop.ui.rooms import Rooms

_TABS = 6


def slots(rooms: Rooms, window: MainWindow, patient_in_view: Callable[[], str]) -> dict[str, Callable[[], Any]]:
    """What each of them does."""
    return {
        "undo_plan": partial(_step_plan, rooms, "undo"),
        "redo_plan": partial(_step_plan, rooms, "redo"),
        "review_plan": partial(_review_plan, rooms, patient_in_view),
        "checkin": partial(_check_in, rooms, window, patient_in_view),
        **{f"tab_{tab + 1}": partial(_show_tab, rooms, window, tab) for tab in range(_TABS)},
    }


def _step_plan(rooms: Rooms, step: str) -> None:
    """Never in a plan that is out of sight."""
    if rooms.page_in_front() == "workspace" and rooms.workspace.plan.isVisible():
        getattr(rooms.workspace.plan_commands, step)()


def _review_plan(rooms: Rooms, patient_in_view: Callable[[], str]) -> None:
    if patient := patient_in_view():
        rooms.patient_asked.emit(patient, PLAN, None)
    rooms.workspace.review_commands.line_by_line.open_for(patient)


def _check_in(rooms: Rooms, window: MainWindow, patient_in_view: Callable[[], str]) -> None:
    """For the patient in view, also during a call."""
    patient = patient_in_view()
    if rooms.page_in_front() == "workspace" and patient:
        rooms.workspace.beside.checkins.begin()
    elif patient:
        rooms.open_checkin(patient)
    else:
        window.toast.say("Choose a patient first.")


def _show_tab(rooms: Rooms, window: MainWindow, tab: int) -> None:
    if rooms.page_in_front() == "workspace":
        rooms.workspace.tabs.setCurrentIndex(tab)
        window.focus_page()
    elif rooms.page_in_front() == "month":
        rooms.month_end.tabs.setCurrentIndex(tab)
