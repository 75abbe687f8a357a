"""The one question before a command: may this person?"""

from __future__ import annotations

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.permissions import Verb, only, who_may
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.models.queries import practice
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context


def require(context: Context, verb: Verb) -> None:
    """Refuse what the role of the person signed in may not do."""
    require_role(context, *who_may(verb), to=verb.value)


def require_role(context: Context, *roles: str, to: str) -> None:
    """Refuse everybody but these roles; `to` completes “Only the practice lead may …”."""
    with context.reading() as reader:
        # Asked before every command: who is the lead of a practice without one is asked only where it matters.
        enough = not _own_roles(reader, context.person).isdisjoint(roles)
        if not enough and roles_of(reader, context.person).isdisjoint(roles):
            raise Refusal("role_may_not", only(roles, to), "Ask one of them to do it.")


def roles_of(reader: Reader, person: str) -> frozenset[str]:
    """What a person acts as; empty for nobody and for somebody who has left.

    A lead whose own time is a practitioner's is one too. A practice that has no lead would have
    nobody to appoint one: there everybody acts as the lead besides.
    """
    roles = _own_roles(reader, person)
    if roles and "lead" not in roles and not practice.leads(reader.connection):
        return roles | {"lead"}
    return roles


def _own_roles(reader: Reader, person: str) -> frozenset[str]:
    held = reader.held(PersonProfile, person)
    if held is None or not held.value.active:
        return frozenset()
    roles = {held.value.role}
    if roles == {"lead"} and held.value.lane == "practitioner":
        roles.add("practitioner")
    return frozenset(roles)
