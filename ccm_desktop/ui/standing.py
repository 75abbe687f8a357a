"""Words for where a month stands: beside its name, and above everything that shows a closed or reopened one."""

from __future__ import annotations

from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk


def state_words(standing: MonthStanding) -> str:
    """`Open`, `In review`, `Closed rev 1`, `Reopened`: the short form beside the month's name."""
    if standing.state == "closed":
        return f"Closed rev {standing.revision}"
    if standing.state == "reopened":
        return "Reopened, time is over" if standing.lapsed else "Reopened"
    return "In review" if standing.state == "in_review" else "Open"


def standing_strip(standing: MonthStanding, desk: Desk) -> tuple[str, str]:
    """What stands above a month that is closed or reopened, and its tone; nothing for an open one."""
    title, revision = standing.month.title, standing.revision
    if standing.in_conflict:
        return f"Two devices closed or reopened {title} at once. Close it again to decide.", "error"
    if standing.state == "closed" or standing.lapsed:
        came = f" {standing.addenda} came in since." if standing.addenda else ""
        over = "The reopening is over, so " if standing.lapsed else ""
        return (
            f"{over}{title} is closed (rev {revision}): it can be read, not changed. Forgotten work comes in as an "
            f"addendum with a reason; to bill it, the practice lead reopens the month.{came}"
        ), "info"
    if standing.state == "reopened":
        whom = f" for {_patients(len(standing.scope))}" if standing.scope else ""
        until = f" until {figures.instant(standing.until, desk.zone)}" if standing.until else ""
        return f"{title} is reopened{whom}{until}: {standing.reason}", "warn"
    return "", "info"


def _patients(count: int) -> str:
    return "1 patient" if count == 1 else f"{count} patients"


def is_locked(standing: MonthStanding, patient: str = "") -> bool:
    """Whether the month takes no change, of that patient where one is named."""
    if standing.state == "closed" or standing.lapsed:
        return True
    return standing.state == "reopened" and bool(standing.scope and patient) and patient not in standing.scope
