"""Which version of a plan was signed last, and whether the plan is still that."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ccm_desktop.models.queries import plan_signing, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services.plan_views import PlanVersionLine, SignedAs


def signed_as(reader: Reader, patient: str, versions: Iterable[PlanVersionLine]) -> SignedAs | None:
    """The newest signature that nobody withdrew; None for a plan that nobody signed by itself.

    Whether the signature is genuine is the checklist's to say (`plan_signing`).
    """
    steps = plan_signing.history(reader.connection, patient).get(patient, ())
    signed = next((step for step in reversed(steps) if step.kind == "signed"), None)
    row = plans.version(reader.connection, signed.version) if signed is not None else None
    if signed is None or row is None:
        return None
    title = next((line.title for line in versions if line.version_id == signed.version), str(row.number))
    changed = set(json.loads(row.heads)) != plans.head_ids(reader.connection, patient)
    return SignedAs(title, signed.at_ms // 1000, changed)
