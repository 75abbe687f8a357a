"""The practice's choices where Medicare leaves one; the lead makes them, everybody may read them."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.billing import policies as rules
from ccm_desktop.domain.billing.policies import POLICIES, Policies, Policy
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import Verb, who_may
from ccm_desktop.ledger.payloads.practice import PolicyChoice
from ccm_desktop.models.queries import practice
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require, roles_of
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.people import people_of


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy as a page lists it, opened for editing."""

    policy: Policy
    form: Form[PolicyChoice]

    @property
    def is_default(self) -> bool:
        return self.form.value.choice == self.policy.default


class PolicyService:
    """Reads and sets the practice's policies."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def in_force(self) -> Policies:
        """What the rules go by now."""
        with self._context.reading() as reader:
            return policies_of(reader)

    def lines(self) -> tuple[PolicyLine, ...]:
        """Every policy with what is chosen, in the order of the page."""
        with self._context.reading() as reader:
            names = {person.id: person.title for person in people_of(reader)}
            return tuple(PolicyLine(policy, _form(reader, policy, names)) for policy in POLICIES)

    def may_choose(self) -> bool:
        """Whether the person signed in is a lead."""
        with self._context.reading() as reader:
            return not roles_of(reader, self._context.person).isdisjoint(who_may(Verb.MANAGE_PRACTICE))

    def choose(self, form: Form[PolicyChoice]) -> Outcome[None]:
        """Set one policy; lead only, and another choice than the conservative one needs a reason.

        Months that are closed keep what they were judged by.
        """
        require(self._context, Verb.MANAGE_PRACTICE)
        chosen = form.value
        rules.check(chosen.key, chosen.choice)
        if form.entity != _entity(chosen.key):
            raise BadInput("policy_unknown", "The choice is for another policy.", "Reload the page.")
        if chosen.choice != rules.policy(chosen.key).default and not chosen.reason.strip():
            raise BadInput("policy_reason_missing", "This choice is not the conservative one and has no reason.",
                           "Say in a sentence why the practice chose it.")  # fmt: skip
        with self._context.transaction() as tx:
            tx.record(chosen, entity=form.entity, prev=form.heads)
        return Outcome(None, Changed.PRACTICE | Changed.TIME)


def policies_of(reader: Reader) -> Policies:
    """What the rules go by, within a view of the file."""
    known = {policy.key: policy.choices for policy in POLICIES}
    # A newer program may have written a policy or a choice that this one does not know: its default holds.
    chosen = practice.policies(reader.connection).items()
    return Policies.of({key: choice for key, choice in chosen if choice in known.get(key, ())})


def _form(reader: Reader, policy: Policy, names: dict[str, str]) -> Form[PolicyChoice]:
    entity = _entity(policy.key)
    held = reader.held(PolicyChoice, entity)
    if held is None:
        return Form(entity, PolicyChoice(policy.key, policy.default))
    return Form(entity, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)


def _entity(key: str) -> str:
    return f"policy:{key}"
