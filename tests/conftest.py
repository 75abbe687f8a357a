"""What every test gets: its own home, no display, no quiet warnings, and a clock to hold."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from tests.fakes import FakeClock

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

# A property is no race: a slow computer fails none, and what one run tried the next one tries too (`make faults` and
# `make months` try others, and so does `--hypothesis-profile default`).
_SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
settings.register_profile("unhurried", deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.load_profile("unhurried")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

HOMES = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}


def pytest_collection_finish() -> None:
    """What was imported by now stays: no collection of this run need search it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, and no way to the keyring of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in HOMES.items():
        monkeypatch.setenv(name, str(home / folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


@pytest.fixture(autouse=True)
def no_quiet_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on any log of WARNING or above; a test that expects one asserts it and calls `caplog.clear()`."""
    yield
    logged = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [f"{record.name}: {record.getMessage()}" for record in logged if record.levelno >= logging.WARNING]
    assert not loud, f"logged and not expected: {loud}"


_OF_A_WINDOW, _WORTH_COLLECTING = 5, 20
_left_behind: list[int] = []
"""What tests that draw have left to be collected, between two tests and nowhere else; a whole window is the most."""


@pytest.fixture(autouse=True)
def deferred_deletes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test ends its own windows, and the sheets that were not open in one: `deleteLater` only posts.

    Every later change of style would go through all that is left, and take longer from test to test.
    """
    draws = bool({"qapp", "qtbot"} & set(request.fixturenames))
    if draws:
        gc.disable()  # it would take down widgets in any thread, and in the midst of Qt's own destroying
    else:
        gc.enable()
    yield
    if draws:
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtWidgets import QApplication, QMainWindow

        shown = QApplication.topLevelWidgets()
        _left_behind.append(_OF_A_WINDOW if any(isinstance(one, QMainWindow) for one in shown) else 1)
        for widget in shown:
            if widget.parent() is None:
                widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if sum(_left_behind) >= _WORTH_COLLECTING:
            _left_behind.clear()
            gc.collect()


@pytest.fixture(scope="session", autouse=True)
def statements_written_once() -> Iterator[None]:
    """The statements of one practice file serve the next: SQLAlchemy would write them anew for each engine.

    It keeps them by dialect and by all that decides their words; the files of a run differ in neither.
    """
    written: dict[object, object] = {}
    dialects: list[sa.Dialect] = []
    real = sa.create_engine

    def create_engine(*arguments: Any, **options: Any) -> sa.Engine:
        engine = real(*arguments, **options)
        dialects.append(engine.dialect)
        engine.dialect = dialects[0]
        engine.update_execution_options(compiled_cache=written)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sa, "create_engine", create_engine)
        yield


@pytest.fixture
def clock() -> FakeClock:
    """Wednesday 14 October 2026, 15:00 UTC, until the test moves it."""
    return FakeClock()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real-world test data beside the checkout; tests over it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no test data at {SHARED_DATA}")
    return SHARED_DATA
