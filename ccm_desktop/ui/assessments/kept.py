"""An assessment that is being taken, as a draft that outlives the program. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ccm_desktop.domain.instruments.instrument import AREAS, Follow
from ccm_desktop.services.assessment_results import Dealt
from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentSheet
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.ui.assessments.draft import Choice, Draft, choices, opened_for

PLACE = "assessment"
_FIELDS = ("title", "score", "finding", "day", "language", "answered_by", "task", "why")
_ANSWER, _DEALT, _LEFT_OUT = "answer:", "dealt:", "left out"


def place_of(choice: Choice, corrected: str = "") -> str:
    """One draft each is kept of an instrument, and of an assessment that is corrected."""
    return f"{PLACE}/{choice.area}/{choice.kind}/{corrected}"


def place(draft: Draft | None) -> str:
    """Where that one is kept; empty for none."""
    return place_of(draft.choice, draft.opened.assessment_id if draft.opened else "") if draft else ""


def as_kept(draft: Draft, at: int) -> FormDraft:
    """As it was left; `at` in seconds since 1970."""
    opened = draft.opened
    typed = {name: str(getattr(draft, name)) for name in _FIELDS}
    typed |= {_ANSWER + question: key for question, key in draft.answers.items()}
    typed |= {_DEALT + one.protocol: f"{one.outcome}\n{one.note}" for one in draft.dealt}
    typed[_LEFT_OUT] = "\n".join(sorted(map(_named, draft.left_out)))
    subject = f"{_asked(draft)}\n{' '.join(opened.result.heads if opened else ())}"
    title = f"{AREAS[draft.choice.area]}: {draft.choice.title}"
    danger = " · a sign of danger is not on record" if draft.has_danger() else ""
    return FormDraft(place(draft), subject, typed, title + danger, at)


def taken_up(kept: FormDraft, new: Draft) -> Draft:
    """`new`, with what was kept of it; answers to questions that are others by now are asked again."""
    typed, (asked, _, heads) = kept.typed, kept.subject.partition("\n")
    words: dict[str, Any] = {name: typed[name] for name in _FIELDS if name in typed}
    draft = replace(new, **words)
    if new.opened is not None:  # what somebody else corrected since is not replaced unseen
        result = replace(new.opened.result, heads=tuple(heads.split()))
        draft = replace(draft, opened=replace(new.opened, result=result))
    if asked != _asked(new):
        return draft
    draft = replace(draft, answers=_under(_ANSWER, typed))
    dealt = [Dealt(protocol, *told.split("\n", 1)) for protocol, told in _under(_DEALT, typed).items()]
    left = typed.get(_LEFT_OUT, "").split("\n")
    offered = draft.found.follow if draft.found else ()
    return replace(draft, dealt=tuple(dealt), left_out=frozenset(one for one in offered if _named(one) in left))


def opened_again(kept: FormDraft, sheet: AssessmentSheet, lines: tuple[AssessmentLine, ...]) -> Draft | None:
    """What it was begun from, without what was typed; None when that is not there any more."""
    _, area, kind, corrected = kept.place.split("/")
    if corrected:
        line = next((one for one in lines if one.assessment_id == corrected and one.holds), None)
        return opened_for(line, sheet) if line else None
    choice = next((one for one in choices(sheet) if (one.area, one.kind) == (area, kind)), None)
    return begun(choice, sheet) if choice else None


def begun(choice: Choice, sheet: AssessmentSheet) -> Draft:
    """Nothing is answered yet; of today."""
    instrument = next((one for one in sheet.instruments if one.key == choice.kind), None)
    return Draft(choice, instrument, sheet.subject, language=sheet.language)


def _asked(draft: Draft) -> str:
    return f"{draft.instrument.key}@{draft.instrument.version}" if draft.instrument else ""


def _named(follow: Follow) -> str:
    return f"{follow.kind} {follow.words}"


def _under(prefix: str, typed: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(prefix): words for name, words in typed.items() if name.startswith(prefix)}
