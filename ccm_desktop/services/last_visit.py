"""When the patient was last seen, by whatever says so: an imported encounter, a visit written down, a discharge."""

from __future__ import annotations

from datetime import date

from ccm_desktop.domain.activities import REACHED
from ccm_desktop.domain.calendar import midnight
from ccm_desktop.domain.transition import VISIT
from ccm_desktop.models.queries import patients
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.transition_lines import transitions_of


def last_visit(context: Context, reader: Reader, patient: str) -> int | None:
    """Epoch seconds of the newest visit that is not ahead; of one that has a day only, its midnight here.

    A contact written down as a visit counts where somebody was met, and the visit after a discharge that is done.
    """
    encounter = patients.last_encounter(reader.connection, patient)
    found = [encounter[1]] if encounter is not None else []
    contacts = patients.contacts(reader.connection, patient)
    found += [one.contacted_at for one in contacts if one.channel == "visit" and one.outcome in REACHED]
    for transition in transitions_of(context, reader, patient):
        step = transition.line(VISIT).form.value
        if transition.holds and step.status == "done":
            found.append(midnight(date.fromisoformat(step.done_on), context.zone_of(reader)))
    return max((int(at) for at in found if at <= context.now()), default=None)
