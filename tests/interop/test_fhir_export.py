"""A care plan as FHIR R4: what is written is read back, field by field, and holds before foreign validators."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.interop import code_maps
from ccm_desktop.interop.fhir_export import BUNDLES, plan_bytes
from ccm_desktop.interop.fhir_import import read_fhir
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from tests.interop.fhir_rules import faults
from tests.interop.plan_samples import PATIENT, ZONE, plans, record

Values = dict[type[Any], dict[str, Any]]
UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read_back(content: bytes) -> tuple[Values, Any]:
    """Every value that an import would take from the file, by type and entity, and the report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(content)
        report, records = read_fhir(path, zone=ZONE, code_map=code_maps.shipped(), progress=Unobserved())
        found: Values = {}
        for one in records:
            for value in one.values:
                held = found.setdefault(type(value), {})
                assert one.entity not in held, f"{type(value).__name__} twice"
                held[one.entity] = value
    return found, report


@pytest.mark.parametrize("kind", ["document", "collection"])
@given(plan=plans())
@UNHURRIED
def test_every_element_that_is_stored_comes_back(plan: Values, kind: str) -> None:
    found, report = read_back(plan_bytes(record(plan), kind))
    assert report.rejected == []
    for cls, held in plan.items():
        assert found.pop(cls, {}) == held
    assert found == {}


@pytest.mark.parametrize("kind", ["document", "collection"])
@given(plan=plans())
@UNHURRIED
def test_every_bundle_holds_before_the_published_definitions(plan: Values, kind: str) -> None:
    assert faults(json.loads(plan_bytes(record(plan), kind))) == []


def test_a_plan_of_which_nothing_is_written_is_a_sound_bundle() -> None:
    who = {PatientIdentity: {PATIENT: PatientIdentity("Castillo", "")}}
    nobody = record(who, practitioner="", npi="", version="", number=0, saved_by="", saved_at=0, current=False)
    for kind in BUNDLES:
        bundle = json.loads(plan_bytes(nobody, kind))
        assert faults(bundle) == []
