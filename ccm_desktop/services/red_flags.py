"""Signs of danger as this practice handles them: the shipped protocols, with its own levels and roles to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ccm_desktop.domain.call_script import Protocol
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.escalation import LEVELS, TARGETS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.practice import FlagRoute, RedFlagRoutes
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form

Shipped = Callable[[], tuple[Protocol, ...]]
"""The protocols as they come with the program, which `services.calls` reads."""


class RedFlagService:
    """Reads and sets who is told, and how soon."""

    def __init__(self, context: Context, shipped: Shipped) -> None:
        self._context, self._shipped = context, shipped

    def routes(self) -> tuple[Form[RedFlagRoutes], tuple[Protocol, ...]]:
        """The practice's choices, opened for editing, and the shipped protocols."""
        with self._context.reading() as reader:
            held = reader.held(RedFlagRoutes, PRACTICE)
        form = Form(PRACTICE, RedFlagRoutes())
        return (form if held is None else Form(PRACTICE, held.value, held.heads, held.others)), self._shipped()

    def route(self, form: Form[RedFlagRoutes], protocol: str, level: str, target: str) -> Outcome[None]:
        """Set one sign of danger; as shipped, its own choice is dropped. Lead only."""
        require(self._context, Verb.MANAGE_PRACTICE)
        shipped = next((one for one in self._shipped() if one.key == protocol), None)
        if shipped is None or level not in LEVELS or target not in TARGETS:
            raise BadInput("red_flag_route_unknown", "This choice for the red flag is not known.",
                           f"Use one of: {', '.join(LEVELS)}; and one of: {', '.join(TARGETS)}.")  # fmt: skip
        kept = tuple(one for one in form.value.routes if one.protocol != protocol)
        own = () if (level, target) == (shipped.level, shipped.target) else (FlagRoute(protocol, level, target),)
        value = RedFlagRoutes(tuple(sorted((*kept, *own), key=lambda one: one.protocol)))
        with self._context.transaction() as tx:
            tx.record(value, entity=PRACTICE, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)


def routed(reader: Reader, protocols: tuple[Protocol, ...]) -> tuple[Protocol, ...]:
    """The protocols with the practice's choices; of two choices at once the later holds."""
    held = reader.held(RedFlagRoutes, PRACTICE)
    own = {one.protocol: one for one in held.value.routes} if held is not None else {}
    return tuple(
        replace(one, level=own[one.key].level, target=own[one.key].target) if one.key in own else one
        for one in protocols
    )
