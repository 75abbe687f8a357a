"""A call in progress: what was answered, what follows from it, and its note. Pure values; nothing here is kept.

Every change gives a new `Call`. A sign of danger stays open until its outcome is said; until then the
call cannot be finished (product A-54). Skipping is allowed, and told (A-62).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ccm_desktop.domain.call_script import Answer, CallScript, FlagOutcome, Prompt, Protocol
from ccm_desktop.domain.errors import BadInput, Refusal


@dataclass(frozen=True, slots=True)
class Given:
    """What was said to one prompt. `prompt` is `script/prompt`."""

    prompt: str
    answer: str = ""
    """Key of an answer; empty where only words were written, or it was skipped."""
    text: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A sign of danger that came up."""

    protocol: str
    note: str = ""
    outcome: str = ""
    """Key of how it was dealt with; empty while it is open."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that an answer suggests; a person decides whether to do it."""

    kind: str
    """task | escalation"""
    prompt: str
    words: str
    task_in: int = 0
    """Workdays until the task is due."""
    level: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Scripts in their order, and what was said so far."""

    scripts: tuple[CallScript, ...]
    protocols: tuple[Protocol, ...]
    given: tuple[Given, ...] = ()
    flags: tuple[Flag, ...] = ()
    agreed: tuple[str, ...] = ()
    """Prompts of which the person wants done what the answer suggests."""

    def prompts(self) -> Iterator[tuple[str, CallScript, Prompt]]:
        """Every prompt with its id `script/prompt`, in order."""
        for script in self.scripts:
            for prompt in script.prompts:
                yield f"{script.key}/{prompt.key}", script, prompt

    def prompt(self, prompt_id: str) -> Prompt:
        """The prompt of that id."""
        found = next((prompt for one, _, prompt in self.prompts() if one == prompt_id), None)
        if found is None:
            raise BadInput("prompt_unknown", "There is no such prompt in this call.", "Choose one of the list.")
        return found

    def said(self, prompt_id: str) -> Given | None:
        """What was said to a prompt so far."""
        return next((one for one in self.given if one.prompt == prompt_id), None)

    def answer(self, prompt_id: str, key: str, text: str = "") -> Call:
        """Answer by key, or in words alone with an empty key; replaces what was said before.

        An answer that is a sign of danger raises its flag, and taking the answer back does not lower it.
        """
        chosen = self.prompt(prompt_id).answer(key)
        if chosen is None and (key or not text.strip()):
            raise BadInput("answer_unknown", "This prompt has no such answer.", "Use one of its keys, or write words.")
        call = self._with(Given(prompt_id, key, text.strip()))
        return call.raise_flag(chosen.flag) if chosen is not None and chosen.flag else call

    def skip(self, prompt_id: str) -> Call:
        """Leave a prompt out, and say so in the record."""
        self.prompt(prompt_id)
        return self._with(Given(prompt_id, skipped=True))

    def clear(self, prompt_id: str) -> Call:
        """Take back what was said to a prompt."""
        left = tuple(one for one in self.given if one.prompt != prompt_id)
        return replace(self, given=left, agreed=self._agreed_without(prompt_id))

    def agree(self, prompt_id: str) -> Call:
        """Do what the answer to a prompt suggests, or, a second time, do not; nothing where it suggests nothing."""
        if prompt_id in self.agreed:
            return replace(self, agreed=self._agreed_without(prompt_id))
        wanted = any(proposal.prompt == prompt_id for proposal in self.proposals())
        return replace(self, agreed=(*self.agreed, prompt_id)) if wanted else self

    def accepted(self) -> tuple[Proposal, ...]:
        """What will be done when the call ends."""
        return tuple(proposal for proposal in self.proposals() if proposal.prompt in self.agreed)

    def adding(self, script: CallScript) -> Call:
        """The call with another script in front; nothing changes when it is there."""
        known = any(one.key == script.key for one in self.scripts)
        return self if known else replace(self, scripts=(script, *self.scripts))

    def raise_flag(self, protocol: str, note: str = "") -> Call:
        """A sign of danger came up; a second time changes nothing."""
        self.protocol(protocol)
        if any(flag.protocol == protocol for flag in self.flags):
            return self
        return replace(self, flags=(*self.flags, Flag(protocol, note)))

    def close_flag(self, protocol: str, outcome: str, note: str = "") -> Call:
        """Say how it was dealt with; without an outcome it stays open."""
        flag_outcome(self.protocol(protocol), outcome)
        if not any(flag.protocol == protocol for flag in self.flags):
            raise BadInput("flag_unknown", "No such sign of danger came up in this call.", "Choose an open one.")
        done = tuple(
            replace(flag, outcome=outcome, note=note.strip() or flag.note) if flag.protocol == protocol else flag
            for flag in self.flags
        )
        return replace(self, flags=done)

    def protocol(self, key: str) -> Protocol:
        """The protocol of that key."""
        found = next((one for one in self.protocols if one.key == key), None)
        if found is None:
            raise BadInput("protocol_unknown", "There is no such red-flag protocol.", "Choose one of the list.")
        return found

    @property
    def open_flags(self) -> tuple[Protocol, ...]:
        """Protocols that still need their outcome."""
        return tuple(self.protocol(flag.protocol) for flag in self.flags if not flag.outcome)

    @property
    def identity(self) -> str:
        """How identity was checked, in words; empty when it was not, or failed."""
        for prompt_id, _, prompt in self.prompts():
            said = self.said(prompt_id)
            if prompt.kind == "identity" and said is not None and said.answer:
                answer = prompt.answer(said.answer)
                return answer.told if answer is not None and not answer.escalate and not answer.task else ""
        return ""

    def require_finishable(self) -> None:
        """Refuse the end of a call in which a sign of danger was not dealt with."""
        if self.open_flags:
            raise Refusal("red_flag_open", "A sign of danger came up and has no outcome yet.",
                          "Open it and say how it was dealt with.")  # fmt: skip

    def proposals(self) -> tuple[Proposal, ...]:
        """Tasks and escalations that the answers suggest, in the order of the prompts."""
        return tuple(proposal for prompt_id, prompt, said in self._answered() for proposal in
                     _proposals(prompt_id, prompt, said))  # fmt: skip

    def note(self) -> str:
        """The note that the answers make, for a person to edit: a line a script, flags first."""
        lines = [_flag_words(self.protocol(flag.protocol), flag) for flag in self.flags]
        for script in self.scripts:
            told = [words for one, prompt, said in self._answered() if one.startswith(f"{script.key}/")
                    if (words := _told(prompt, said))]  # fmt: skip
            if told:
                lines.append(f"{script.title}: {' '.join(told)}")
        skipped = sum(one.skipped for one in self.given)
        if skipped:
            lines.append(f"{skipped} {'prompt' if skipped == 1 else 'prompts'} skipped.")
        return "\n".join(lines)

    def _with(self, said: Given) -> Call:
        given = (*(one for one in self.given if one.prompt != said.prompt), said)
        return replace(self, given=given, agreed=self._agreed_without(said.prompt))

    def _agreed_without(self, prompt_id: str) -> tuple[str, ...]:
        return tuple(one for one in self.agreed if one != prompt_id)

    def _answered(self) -> Iterator[tuple[str, Prompt, Given]]:
        said = {one.prompt: one for one in self.given if not one.skipped}
        return ((one, prompt, said[one]) for one, _, prompt in self.prompts() if one in said)


def flag_outcome(protocol: Protocol, key: str) -> FlagOutcome:
    """The outcome of that key; refuses to go on without one."""
    found = protocol.outcome(key)
    if found is None:
        raise Refusal("red_flag_outcome_missing", "A sign of danger cannot be closed without its outcome.",
                      "Choose how it was dealt with.")  # fmt: skip
    return found


def _proposals(prompt_id: str, prompt: Prompt, said: Given) -> Iterator[Proposal]:
    answer: Answer | None = prompt.answer(said.answer)
    if answer is None:
        return
    more = f" {said.text}" if said.text else ""
    if answer.task:
        yield Proposal("task", prompt_id, answer.task, answer.task_in)
    if answer.escalate:
        yield Proposal("escalation", prompt_id, f"{prompt.label}: {answer.told}.{more}", level=answer.escalate,
                       target=answer.target)  # fmt: skip


def _told(prompt: Prompt, said: Given) -> str:
    answer = prompt.answer(said.answer)
    parts = [part for part in (answer.told if answer else "", said.text) if part]
    return f"{prompt.label}: {'; '.join(parts).rstrip('.')}." if parts else ""


def _flag_words(protocol: Protocol, flag: Flag) -> str:
    outcome = protocol.outcome(flag.outcome)
    parts = [part for part in (flag.note, outcome.words if outcome else "no outcome yet") if part]
    return f"Red flag, {protocol.title.lower()}: {'; '.join(parts).rstrip('.')}."
