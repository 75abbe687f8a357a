"""Care plans to and from other systems, as FHIR R4."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.reports import keep_pack
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    TerminalProgress,
    command,
    office,
    print_json,
    print_table,
    target,
)
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.progress import at_once
from ccm_desktop.services import packs
from ccm_desktop.services.plan_export import BUNDLES
from ccm_desktop.services.plan_import_views import HOW, NEW, PlanPreview
from ccm_desktop.services.reporting import save


def add_to(actions: Commands) -> None:
    """`plan export|import`."""
    export = command(actions, "export", _export, "write a care plan, or every one, for another system (FHIR R4)")
    export.add_argument("patient", nargs="?", default="", help="id, MRN, or a search that finds one patient")
    export.add_argument("--all", action="store_true", help="every patient who has a plan, into a new folder")
    export.add_argument("--fhir", type=target, required=True, metavar="FILE",
                        help="file or folder; with --all a new folder, which must not exist")  # fmt: skip
    export.add_argument("--bundle", choices=tuple(BUNDLES), default="document")
    export.add_argument("--to", required=True, metavar="WORDS", help="for whom: a practice, hospital or program")
    export.add_argument("--replace", action="store_true", help="replace the file if it is there")
    bring = command(actions, "import", _import, "take in a care plan from another system (FHIR R4)", json=True)
    bring.add_argument("file", type=Path, help="a bundle, or a folder of resources, that tells of one patient")
    whose = bring.add_mutually_exclusive_group()
    whose.add_argument("--patient", default="", metavar="PATIENT", help="into this one's plan")
    whose.add_argument("--new-patient", action="store_true", help="add the patient of the file")
    bring.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")


def _export(options: Options) -> int:
    if bool(options.patient) == options.all:
        raise BadInput("export_choice", "It is not clear whose plan.", "Say either a patient or --all.")
    if options.all:
        packs.check_target(options.fhir)
    with office(options) as found:
        if options.all:
            progress = TerminalProgress("Gathering")
            pack = at_once(found.plan_exports.every_plan(options.to, options.bundle, progress))
            keep_pack(found, pack, options.fhir)
            return 0
        rendering = found.plan_exports.plan(patient_id(found, options.patient), options.to, options.bundle)
        content = rendering.render(TerminalProgress("Writing"))
        saved = save(rendering, content, options.fhir, replace=options.replace)
        found.reporting.record(rendering, content, "saved")
    print(f"{saved.path}: {len(content):,} bytes, SHA-256 {saved.sha256}. It contains patient information.")
    return 0


def _import(options: Options) -> int:
    with office(options) as found:
        file = found.plan_imports.read(options.file, TerminalProgress("Reading"))
        patient = NEW if options.new_patient else patient_id(found, options.patient) if options.patient else ""
        if options.dry_run:
            shown = found.plan_imports.preview(file, patient)
        else:
            shown = found.plan_imports.take_in(file, patient).value
    if options.json:
        print_json(shown)
    else:
        _print(shown, written=not options.dry_run)
    return 0


def _print(shown: PlanPreview, *, written: bool) -> None:
    begin = "Taken in" if written else "Would take in"
    print(f"{begin}: {shown.count('added')} new, {shown.count('updated')} changed, "
          f"{shown.count('conflict')} to resolve, {shown.count('unchanged')} unchanged.")  # fmt: skip
    print(f"Whose: {HOW[shown.how]}")
    for one in shown.candidates:
        print(f"  Perhaps {one.patient}: {one.why}")
    print_table(("Item", "New", "Changed", "To resolve", "Unchanged"),
                [(one.title, one.added, one.updated, one.conflict, one.unchanged) for one in shown.kinds])  # fmt: skip
    if shown.attested:
        print(f"{shown.attested} problems were attested by the sender. Look at them in Consent and enrollment.")
    for reason, number in shown.skipped:
        print(f"Not used: {number} × {reason}")
