"""A fresh machine is prepared, or a person is told in one sentence what to do first."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest
import run as run_script
import setup
import system_libraries

APT_CACHE = """#!/bin/sh
case "$2" in
  libnowhere0t64) printf 'libnowhere0t64:\\n  Candidate: 2.80\\n' ;;
  libnowhere0) printf 'libnowhere0:\\n  Candidate: (none)\\n' ;;
esac
"""

linux_only = pytest.mark.skipif(platform.system() != "Linux", reason="only Linux asks for system libraries")


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a library of Qt's, and somebody on it who is not root."""
    monkeypatch.setattr(system_libraries, "OFFSCREEN", {"libnowhere.so.9": ("libnowhere0t64", "libnowhere0")})
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@linux_only
def test_a_missing_library_is_named_with_the_one_command_that_installs_it(bare_machine: Path) -> None:
    put(bare_machine, "apt-get", "#!/bin/sh\n")
    put(bare_machine, "apt-cache", APT_CACHE)
    with pytest.raises(system_libraries.LibrariesMissing) as told:
        system_libraries.ensure(window=False)
    assert "libnowhere.so.9" in str(told.value)
    assert str(told.value).endswith(
        "sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends libnowhere0t64'"
    )


@linux_only
def test_a_package_that_apt_has_not_heard_of_goes_by_its_older_name(bare_machine: Path) -> None:
    put(bare_machine, "apt-get", "#!/bin/sh\n")
    put(bare_machine, "apt-cache", "#!/bin/sh\n")
    with pytest.raises(system_libraries.LibrariesMissing, match=r"libnowhere0'$"):
        system_libraries.ensure(window=False)


@linux_only
@pytest.mark.usefixtures("bare_machine")
def test_without_apt_the_library_is_named_all_the_same() -> None:
    with pytest.raises(system_libraries.LibrariesMissing, match=r"libnowhere\.so\.9.*\n.*your distribution"):
        system_libraries.ensure(window=False)


@linux_only
def test_root_installs_by_itself_and_says_when_that_did_not_help(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bare_machine, "apt-get", f'#!/bin/sh\necho "$@" >> {bare_machine}/asked\n')
    put(bare_machine, "apt-cache", APT_CACHE)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(system_libraries.LibrariesMissing):
        system_libraries.ensure(window=False)
    update, install = (bare_machine / "asked").read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install --yes --no-install-recommends libnowhere0t64")


def test_an_unsupported_python_is_refused_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "OLDEST", (3, 99))
    with pytest.raises(SystemExit) as ended:
        setup.prepare("app")
    assert ended.value.code == 2
    assert "make PYTHON=" in capsys.readouterr().err


def test_a_changed_lock_asks_for_a_new_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements").mkdir()
    for name in (
        "requirements/build.lock",
        "requirements/app.lock",
        "requirements/dev.lock",
        "pyproject.toml",
    ):
        (tmp_path / name).write_text("before")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "VENV_PYTHON", Path(sys.executable))
    assert not setup._is_ready("app")
    setup._stamp("dev").write_text(setup._fingerprint("dev"))
    assert setup._is_ready("dev")
    assert setup._is_ready("app")
    (tmp_path / "requirements/dev.lock").write_text("after")
    assert not setup._is_ready("dev")


@linux_only
def test_a_machine_without_a_display_is_offered_the_screenshots(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(setup, "prepare", lambda *_, **__: Path(sys.executable))
    with pytest.raises(SystemExit) as ended:
        run_script.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "no display" in told
    assert "make screenshots" in told
