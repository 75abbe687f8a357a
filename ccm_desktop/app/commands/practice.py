"""Creating, importing into, checking and copying a practice."""

from __future__ import annotations

import sys
from pathlib import Path

from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    TerminalProgress,
    command,
    first_passphrase,
    office,
    print_json,
)
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.services import entrance, vault
from ccm_desktop.services.clock import SystemClock


def add_to(commands: Commands) -> None:
    """`init`, `import`, `verify`, `backup`, `demo`, `self-test`."""
    init = command(commands, "init", _init, "create a practice")
    init.add_argument("--name", required=True, help="name of the practice")
    init.add_argument("--time-zone", required=True, help="IANA name, such as America/New_York")
    init.add_argument("--address", default="")
    init.add_argument("--phone", default="")
    init.add_argument("--after-hours-phone", default="")
    init.add_argument("--user-name", required=True, help="your name")
    init.add_argument("--credential", default="", help="your credential, such as RN")
    init.add_argument("--role", choices=tuple(ROLES), default="lead")
    init.add_argument(
        "--practitioner",
        action="store_true",
        help="you are a practitioner (MD, DO, NP, PA, CNS, CNM) and bill yourself",
    )
    init.add_argument("--billing-practitioner", default="", help="name of another who bills")
    init.add_argument("--billing-credential", default="MD")
    init.add_argument("--npi", default="")
    reading = command(commands, "import", _import, "import FHIR R4 files or a folder of them", json=True)
    reading.add_argument("path", type=Path)
    reading.add_argument("--code-map", type=Path, help="CSV with snomed, icd10cm, family, ccm_default")
    command(commands, "verify", _verify, "check the file, its chain and every table (exit 1 with findings)", json=True)
    backup = command(commands, "backup", _backup, "make an encrypted, verified copy")
    backup.add_argument("folder", type=Path)
    demo = command(commands, "demo", _demo, "make an invented practice")
    demo.add_argument("folder", type=Path)
    command(commands, "self-test", _self_test, "check this installation (exit 1 with findings)")


def _init(options: Options) -> int:
    first = PersonProfile(
        options.user_name, options.credential, options.role,
        "practitioner" if options.practitioner or options.role == "practitioner" else "clinical_staff",
        "" if options.billing_practitioner else options.npi,
    )  # fmt: skip
    biller = PersonProfile(options.billing_practitioner, options.billing_credential, "practitioner",
                           "practitioner", options.npi)  # fmt: skip
    profile = PracticeProfile(
        options.name, options.time_zone, options.address, options.phone, options.after_hours_phone
    )
    billing = biller if options.billing_practitioner else None
    new = entrance.NewPractice(profile, first, billing, first_passphrase(options))
    vault.create_practice(options.practice, new, SystemClock()).close()
    if not options.billing_practitioner and first.lane != "practitioner":
        print("Nobody is named who bills yet, so nothing can be claimed: ccm people biller NAME.")
    print("The practice is created. Keep the passphrase safe, and make a recovery kit: ccm recovery make.")
    return 0


def _import(options: Options) -> int:
    with office(options) as found:
        result = found.importing.fhir(options.path, TerminalProgress("Importing"), options.code_map).value
    if options.json:
        print_json(result)
        return 0
    print(f"{result.patients} patients in the files, {result.new_patients} of them new.")
    print(f"{result.added} values added, {result.updated} updated, {result.unchanged} unchanged.")
    if result.conflicts:
        print(f"{result.conflicts} values changed here and at the source: both are kept.")
    if result.outside:
        print(f"{result.outside} readings lie outside their limits: ccm readings list.")
    for title, counts in (
        ("Used", result.used),
        ("Not used by this program", result.unknown_types),
        ("Needs classification", result.unmapped_codes),
    ):
        if counts:
            print(f"{title}: {', '.join(f'{key} {count}' for key, count in sorted(counts.items()))}")
    for rejected in result.rejected:
        print(f"Not used: {rejected.file} {rejected.place}: {rejected.reason}")
    return 0


def _verify(options: Options) -> int:
    with office(options) as found:
        findings = found.vault.verify(TerminalProgress("Checking"))
    if options.json:
        print_json({"sound": not findings, "findings": findings})
    else:
        print("\n".join(findings) if findings else "The practice file is sound.")
    return 1 if findings else 0


def _backup(options: Options) -> int:
    with office(options) as found:
        made = found.vault.backup(options.folder, TerminalProgress("Backing up")).value
    print(f"Backed up and verified: {made.folder} ({made.size:,} bytes).")
    return 0


def _demo(options: Options) -> int:
    from ccm_desktop.app.demo import PASSPHRASE, build_demo

    if options.folder.exists() and any(options.folder.iterdir()):
        raise BadInput("folder_not_empty", "The folder is not empty.", "Choose another folder.")
    build_demo(options.folder, TerminalProgress("Making the demo practice"))
    print(f"The demo practice is in {options.folder}. Passphrase: {PASSPHRASE}")
    return 0


def _self_test(_options: Options) -> int:
    from ccm_desktop.app.self_test import run

    return run(sys.stdout)
