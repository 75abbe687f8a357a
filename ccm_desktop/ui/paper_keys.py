"""What the keys for previewing and saving mean on the page in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccm_desktop.ui.rooms import Rooms


def preview_or_print(rooms: Rooms) -> None:
    """What Ctrl+P means on the page in front."""
    page = rooms.page_in_front()
    if page == "preview":
        rooms.preview.print()
    elif page == "program":
        rooms.programme.page.preview()
    elif page == "workspace" and rooms.workspace.plan.isVisible():
        rooms.workspace.printing.open()
    else:
        rooms.month_end.header.preview()


def save_pdf(rooms: Rooms) -> None:
    """The document or report in front, to a file."""
    page = rooms.page_in_front()
    if page == "preview":
        rooms.preview.save()
    elif page == "program":
        rooms.programme.page.save_pdf()
    elif page == "workspace":
        if rooms.workspace.plan.isVisible():  # people press it: the line in hand is saved
            rooms.workspace.plan.save_now()
    else:
        rooms.month_end.header.save_pdf()
