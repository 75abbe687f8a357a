"""Programmes that time can be spent on. Minutes of one are never minutes of another (rules.md 5.2)."""

from __future__ import annotations

from ccm_desktop.domain.errors import BadInput

CCM = "CCM"
PROGRAMS: dict[str, str] = {
    CCM: "Chronic care (CCM)",
    "PCM": "Principal care (PCM)",
    "APCM": "Advanced primary care (APCM)",
    "RPM": "Remote monitoring (RPM)",
    "RTM": "Remote therapeutic monitoring (RTM)",
    "BHI": "Behavioral health (BHI)",
    "TCM": "Transitional care (TCM)",
}


def check(program: str) -> None:
    """Refuse a programme that nobody here knows: its minutes would count nowhere, unseen."""
    if program not in PROGRAMS:
        raise BadInput("program_unknown", "The programme is not known.", f"Use one of: {', '.join(PROGRAMS)}.")
