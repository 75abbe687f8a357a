"""Who may look into whom: the contracts of pyproject.toml hold, and each catches a seeded breach."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

LAYERS = "Rooms look down only"
BREACHES = [
    (LAYERS, "domain/seeded.py", "import ccm_desktop.ledger"),
    (LAYERS, "services/seeded.py", "import ccm_desktop.ui"),
    (LAYERS, "models/seeded.py", "import ccm_desktop.security"),
    (LAYERS, "sync/seeded.py", "import ccm_desktop.services"),
    (LAYERS, "annex/__init__.py", ""),
    ("The window reaches the file only through the services", "ui/seeded.py", "import ccm_desktop.models"),
    (
        "The window reaches the file only through the services",
        "ui/seeded.py",
        "import ccm_desktop.ledger.payloads",
    ),
    ("Qt stays in ui and app", "services/seeded.py", "from PySide6.QtCore import QObject"),
    ("SQL stays in models", "services/seeded.py", "import sqlalchemy.orm"),
    ("SQL stays in models", "app/seeded.py", "import sqlcipher3"),
    ("Libraries for documents stay in reports", "ui/seeded.py", "import pypdfium2"),
    ("Libraries for documents stay in reports", "services/seeded.py", "from reportlab.lib import colors"),
    ("The dictionary stays in interop", "ui/seeded.py", "import spellchecker"),
    ("Keys and ciphers stay in security", "models/seeded.py", "import keyring"),
    ("Keys and ciphers stay in security", "services/seeded.py", "import cryptography.fernet"),
    ("Typed JSON stays in ledger, interop, services and app", "ui/seeded.py", "import msgspec"),
    ("No cycles inside a room", "ui/seeded.py", "import ccm_desktop.ui.seeded_too"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT_IMPORTS, "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, to be spoilt."""
    shutil.copytree(ROOT / "ccm_desktop", tmp_path / "ccm_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "ccm_desktop/ui/seeded_too.py").write_text("import ccm_desktop.ui.seeded\n")
    (tmp_path / "ccm_desktop/ui/seeded.py").write_text("")
    return tmp_path


def test_every_contract_is_kept() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "module", "text"), BREACHES)
def test_a_seeded_breach_of_a_contract_is_caught(contract: str, module: str, text: str, copy: Path) -> None:
    place = copy / "ccm_desktop" / module
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"{text}\n")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout


def test_every_contract_has_its_seeded_breach() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {contract for contract, _, _ in BREACHES}
