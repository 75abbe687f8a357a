"""Which timer session is the call with a patient: the one that Call mode shows."""

from __future__ import annotations

from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context

_ORDER = ("running", "paused", "parked", "stopped")


def session_of_call(context: Context, reader: Reader, patient: str) -> str:
    """What runs goes before what was put aside, and that before what waits for its note; the last one first.

    Empty where the person signed in has none of this patient on this computer.
    """
    me, device = context.person, context.store.device
    waiting = [*timers.still(reader.connection, me, device), *timers.stopped(reader.connection, me, device)]
    mine = [one for one in waiting if timers.patient_of(reader.connection, one.session) == patient]
    return min(mine, key=lambda one: (_ORDER.index(one.state), -one.stopped_at)).session if mine else ""
