"""Rules that the source of every module keeps, each proven by a breach that it must catch."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MODULE_LINES, CLASS_LINES, FUNCTION_LINES = 400, 200, 40
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "controller"}
CLOCK_READINGS = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "QDate.currentDate",
    "QTime.currentTime",
    "QDateTime.currentDateTime",
    "QDateTime.currentDateTimeUtc",
    "QDateTime.currentSecsSinceEpoch",
    "QDateTime.currentMSecsSinceEpoch",
}
READS_THE_CLOCK = {
    "ccm_desktop/services/clock.py",
    "ccm_desktop/ledger/ids.py",  # the time in an id only keeps new ids together; nobody reads it back
}
NESTED_LOOPS = {"exec", "exec_", "processEvents"}
SLOW_MODELS = {"QTableWidget", "QStandardItemModel", "QSortFilterProxyModel"}
TASK_SIGNALS = {"succeeded", "failed", "progressed", "finished", "_settled"}
PURE_ROOMS = {
    "domain": {"ccm_desktop.domain"},
    "ledger": {"ccm_desktop.domain", "ccm_desktop.ledger", "msgspec"},
}


@dataclass(frozen=True)
class Module:
    """One source file: where it lies in the repository and what it says."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/")[1]

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        return _walked(self.text)


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _walked(text: str) -> tuple[ast.AST, ...]:
    """Every rule looks at all nodes: to walk there takes longer than to look."""
    return tuple(ast.walk(_parse(text)))


Finding = str
Search = Callable[[Module], Iterator[Finding]]


def too_long(module: Module) -> Iterator[Finding]:
    """Modules, classes and functions outgrow their name before they outgrow these numbers."""
    length = module.text.count("\n")
    if length > MODULE_LINES:
        yield f"{length} lines, at most {MODULE_LINES}"
    for node in module.nodes:
        if isinstance(node, ast.ClassDef):
            budget = CLASS_LINES
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            budget = FUNCTION_LINES
        else:
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > budget:
            yield f"{node.lineno}: {node.name} has {lines} lines, at most {budget}"


def no_docstring(module: Module) -> Iterator[Finding]:
    if not ast.get_docstring(module.tree):
        yield "1: nothing says what the module is for"


def name_that_says_nothing(module: Module) -> Iterator[Finding]:
    for part in module.path.removesuffix(".py").split("/"):
        if NAMES_THAT_SAY_NOTHING & set(part.split("_")):
            yield f"the name {part}"


def naive_clock(module: Module) -> Iterator[Finding]:
    """Time comes through `services.clock`, so that a test can hold it."""
    if module.path in READS_THE_CLOCK:
        return
    for node in module.nodes:
        if isinstance(node, ast.Attribute):
            dotted = ".".join(ast.unparse(node).split(".")[-2:])
            if dotted in CLOCK_READINGS:
                yield f"{node.lineno}: {dotted}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"{node.lineno}: time.{name.name}" for name in node.names if name.name != "monotonic")


def inline_style_sheet(module: Module) -> Iterator[Finding]:
    """One theme, one place."""
    if module.path != "ccm_desktop/ui/theme.py":
        yield from _attributes(module, {"setStyleSheet"})


def nested_event_loop(module: Module) -> Iterator[Finding]:
    """A loop inside a loop lets a click in while another is being answered."""
    if module.room == "ui":
        yield from _attributes(module, NESTED_LOOPS)


def slow_item_model(module: Module) -> Iterator[Finding]:
    """These take seconds at 5,000 rows; `ui.widgets` has a model that takes milliseconds."""
    if module.room == "ui":
        for node in module.nodes:
            if isinstance(node, ast.Name) and node.id in SLOW_MODELS:
                yield f"{node.lineno}: {node.id}"


def lambda_on_a_task(module: Module) -> Iterator[Finding]:
    """A lambda runs in the thread that emits and outlives its view; a QObject's method does neither."""
    for node in module.nodes:
        match node:
            case ast.Call(
                func=ast.Attribute(attr="connect", value=ast.Attribute(attr=signal)), args=[ast.Lambda(), *_]
            ) if signal in TASK_SIGNALS:
                yield f"{node.lineno}: {signal}.connect(lambda ...)"


def reach_for_the_application(module: Module) -> Iterator[Finding]:
    """What a widget needs is given to it; whoever finds things by itself cannot be tested alone."""
    if module.room != "ui":
        return
    for node in module.nodes:
        match node:
            case ast.Attribute(attr="instance", value=ast.Name(id=owner)) if owner.endswith("Application"):
                yield f"{node.lineno}: {owner}.instance"
            case ast.Name(id="qApp"):
                yield f"{node.lineno}: qApp"


def state_of_a_module(module: Module) -> Iterator[Finding]:
    """Constants in capitals may be tables; anything else that changes belongs to an object."""
    for node in module.nodes:
        if isinstance(node, ast.Global):
            yield f"{node.lineno}: global {', '.join(node.names)}"
    for statement in module.tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if _is_mutable(value) and not name.strip("_").isupper() and name != "__all__":
                yield f"{statement.lineno}: {name} can change under everybody's feet"


def impure_room(module: Module) -> Iterator[Finding]:
    """Rules and ledger run anywhere, on the server too."""
    allowed = PURE_ROOMS.get(module.room)
    if allowed is None:
        return
    for node in module.nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        for name in names:
            if name.split(".")[0] in sys.stdlib_module_names or any(
                name == room or name.startswith(f"{room}.") for room in allowed
            ):
                continue
            yield f"{node.lineno}: import of {name}"


def values_in_database_errors(module: Module) -> Iterator[Finding]:
    """SQLAlchemy prints the values of a failed statement, a patient's name among them, unless told not to."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "create_engine":
            hidden = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if hidden.get("hide_parameters") != "True" or "echo" in hidden:
                yield f"{node.lineno}: create_engine without hide_parameters=True, or with echo"


def _attributes(module: Module, names: set[str]) -> Iterator[Finding]:
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield f"{node.lineno}: .{node.attr}"


def _is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1] in {
            "list",
            "dict",
            "set",
            "defaultdict",
            "deque",
            "Counter",
        }
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


UI = "ccm_desktop/ui/seeded.py"
SERVICES = "ccm_desktop/services/seeded.py"

BREACHES: list[tuple[Search, str, str]] = [
    (too_long, SERVICES, "x = 1\n" * (MODULE_LINES + 1)),
    (too_long, SERVICES, "class Long:\n" + "    x = 1\n" * CLASS_LINES),
    (too_long, SERVICES, "def long():\n" + "    x = 1\n" * FUNCTION_LINES),
    (too_long, SERVICES, "class C:\n    async def long(self):\n" + "        x = 1\n" * FUNCTION_LINES),
    (no_docstring, SERVICES, "x = 1\n"),
    (name_that_says_nothing, "ccm_desktop/services/time_utils.py", ""),
    (name_that_says_nothing, "ccm_desktop/ui/common/field.py", ""),
    (naive_clock, SERVICES, "at = datetime.now(UTC)\n"),
    (naive_clock, SERVICES, "day = datetime.date.today()\n"),
    (naive_clock, SERVICES, "seconds = time.time()\n"),
    (naive_clock, SERVICES, "default_factory = datetime.utcnow\n"),
    (naive_clock, SERVICES, "from time import time\n"),
    (naive_clock, UI, "day = QDate.currentDate()\n"),
    (inline_style_sheet, UI, "label.setStyleSheet('color: red')\n"),
    (nested_event_loop, UI, "dialog.exec()\n"),
    (nested_event_loop, UI, "QCoreApplication.processEvents()\n"),
    (slow_item_model, UI, "table = QTableWidget(3, 4)\n"),
    (lambda_on_a_task, UI, "task.succeeded.connect(lambda rows: label.setText(str(rows)))\n"),
    (reach_for_the_application, UI, "app = QApplication.instance()\n"),
    (reach_for_the_application, UI, "qApp.quit()\n"),
    (state_of_a_module, UI, "open_windows = []\n"),
    (state_of_a_module, UI, "cache: dict[str, int] = dict()\n"),
    (state_of_a_module, SERVICES, "def f():\n    global current\n    current = 1\n"),
    (impure_room, "ccm_desktop/domain/seeded.py", "import msgspec\n"),
    (impure_room, "ccm_desktop/domain/seeded.py", "from ccm_desktop.ledger import op\n"),
    (impure_room, "ccm_desktop/ledger/seeded.py", "import sqlalchemy\n"),
    (
        values_in_database_errors,
        "ccm_desktop/models/seeded.py",
        "engine = sa.create_engine(url, module=driver)\n",
    ),
    (
        values_in_database_errors,
        "ccm_desktop/models/seeded.py",
        "engine = create_engine(url, hide_parameters=True, echo=True)\n",
    ),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in BREACHES))


@pytest.fixture(scope="module")
def house() -> list[Module]:
    paths = sorted((ROOT / "ccm_desktop").rglob("*.py"))
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_is_free_of(rule: Search, house: list[Module]) -> None:
    assert [f"{module.path}: {finding}" for module in house for finding in rule(module)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_a_seeded_breach_is_caught(rule: Search, path: str, text: str) -> None:
    assert list(rule(Module(path, text)))
