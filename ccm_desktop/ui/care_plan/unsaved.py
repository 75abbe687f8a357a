"""What was typed and not saved, in words, and how it is opened again."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.services.forms import MedicationReview
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_moves import name_of
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.ui.care_plan.fields import HOMES
from ccm_desktop.ui.care_plan.opened import Opened, parent_in
from ccm_desktop.ui.drafts import Drafts

PlanDrafts = Drafts[PlanDraft]
_LONGEST = 60


def section_of_draft(draft: PlanDraft) -> str:
    """The section that its line belongs to."""
    cls = type(draft.forms[0].value)
    return "medications" if cls is MedicationReview else BY_TYPE[cls].section


def edited_sections(drafts: Sequence[PlanDraft]) -> frozenset[str]:
    """Sections in which something is typed and not saved."""
    return frozenset(section_of_draft(draft) for draft in drafts)


def unsaved_words(drafts: Sequence[PlanDraft]) -> str:
    """What is offered again; empty for nothing."""
    if not drafts:
        return ""
    first, value = drafts[0], drafts[0].forms[0].value
    texts = (text for (_, name), text in first.texts.items() if name not in HOMES)  # an id says nothing to a reader
    typed = " · ".join(" ".join(text.split()) for text in texts if text.strip())
    short = typed if len(typed) <= _LONGEST else f"{typed[: _LONGEST - 1]}…"
    more = f", and {len(drafts) - 1} more" if len(drafts) > 1 else ""
    words = f"{first.title}{f' “{short}”' if short else ''}" if not first.forms[0].entity else name_of(value)
    return f"Not saved yet: {words}{more}."


def opened_from(draft: PlanDraft) -> Opened:
    """The line that a draft was typed into, where the plan does not show it: a new one, or one taken out since."""
    gone = "" if not draft.forms[0].entity else "This line is not in the plan any more. "
    parent, serial = parent_in(draft.place)
    return Opened(draft.title, draft.forms, about=f"{gone}{draft.about}", parent=parent, serial=serial)
