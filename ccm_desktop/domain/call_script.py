"""What a call script is: prompts with one-key answers, and protocols for signs of danger. No prompt is compulsory."""

from __future__ import annotations

from dataclasses import dataclass

PURPOSES = {
    "monthly": "Monthly check-in",
    "medication": "Medication reconciliation",
    "discharge": "After a discharge",
    "condition": "Prompts of a condition",
}
PROMPT_KINDS = {
    "identity": "Identity check",
    "choice": "Question",
    "teach_back": "Teach-back",
    "text": "Own words",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, given by one key; words can be added to any of them."""

    key: str
    """A single letter or digit, unique in its prompt."""
    words: str
    note: str = ""
    """How the note tells it; `words` when empty."""
    task: str = ""
    """Title of a task to propose."""
    task_in: int = 1
    """Workdays until that task is due."""
    escalate: str = ""
    """Level of an escalation to propose."""
    target: str = ""
    """Role it goes to."""
    flag: str = ""
    """Key of the protocol that this answer opens at once."""

    @property
    def told(self) -> str:
        """What stands in the note."""
        return self.note or self.words


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to ask."""

    key: str
    """Unique in its script."""
    kind: str
    """A key of `PROMPT_KINDS`"""
    ask: str
    """As the caller may say it."""
    label: str
    """How the note heads it."""
    answers: tuple[Answer, ...] = ()

    def answer(self, key: str) -> Answer | None:
        """The answer of that key."""
        return next((one for one in self.answers if one.key == key), None)


@dataclass(frozen=True, slots=True)
class FlagOutcome:
    """One way in which a sign of danger was dealt with."""

    key: str
    words: str
    escalates: bool = False
    """Whether it makes an escalation by the protocol's level and target."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What to do about a sign of danger. It cannot be closed without one of its outcomes."""

    key: str
    title: str
    signs: tuple[str, ...]
    advice: tuple[str, ...]
    """Steps, in order."""
    level: str
    """Of the escalation, a key of `domain.escalation.LEVELS`."""
    target: str
    outcomes: tuple[FlagOutcome, ...]
    source: str
    """Public guideline that it follows."""

    def outcome(self, key: str) -> FlagOutcome | None:
        """The outcome of that key."""
        return next((one for one in self.outcomes if one.key == key), None)


@dataclass(frozen=True, slots=True)
class CallScript:
    """Prompts for one purpose, or those that one condition adds."""

    key: str
    version: int
    title: str
    purpose: str
    """A key of `PURPOSES`"""
    families: tuple[str, ...]
    """Condition families that it is for; empty for all patients."""
    source: str
    """Public guideline that it follows, in a line."""
    prompts: tuple[Prompt, ...]

    @property
    def name(self) -> str:
        """`key@version`, as findings keep it."""
        return f"{self.key}@{self.version}"
