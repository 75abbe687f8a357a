"""Fee tables: which one holds, what each pays beside the shipped figures, and the way to import another."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from ccm_desktop.services.fee_tables import FeeLine, FeeTableLine, InForce
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.fee_import import FeeImportForm
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.rows_model import Column

_INTRODUCTION = (
    "The program comes with national figures. Import the relative value file of CMS (PPRRVU….csv), with the locality "
    "file (GPCI….csv) of the same year, to see what your locality pays. Months that are closed keep their table."
)


class FeeGroup(SettingsGroup):
    """The list of tables, the amounts of the one in hand, the import form."""

    key, title = "fees", "Fees"

    def __init__(self, desk: Desk) -> None:
        super().__init__("fee table physician schedule locality GPCI PPRRVU conversion factor import")
        self._desk = desk
        self._may = False
        self.now_label = label("", "settingTitle", wrap=True)
        self.import_button = button("Import fee table…", "upload", role="primary")
        self.use_button = button("Use this table", "check")
        self.shipped_button = button("Restore default", "arrow-back-up")
        self.shipped_button.setToolTip("Use the shipped national figures")
        self.tables = DataTable("Fee tables", _columns(), lambda line: line.id, desk.theme)
        self.tables.hide_first(("source", "to", "from"))
        self.tables.set_empty_text("No table was imported: the shipped national figures hold.")
        self.amounts_title = label("", "sectionTitle", wrap=True)
        self.amounts_title.setIndent(0)
        self.amounts = amounts_table("Amounts", desk.theme)
        self.form = FeeImportForm(desk)
        self.form.hide()
        self._lay_out()
        self._connect()

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def lock(self, reason: str) -> None:
        super().lock(reason)
        for part in (self.import_button, self.shipped_button):
            part.setEnabled(not reason)
            part.setToolTip(reason)
        self._may = not reason
        self._on_table(self.tables.current_row())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for part in (self.import_button, self.use_button, self.shipped_button):
            buttons.addWidget(part)
        buttons.addStretch(1)
        self.introduction = label(_INTRODUCTION, "caption", wrap=True)
        self.column.addWidget(self.introduction)
        self.column.addWidget(self.now_label)
        self.column.addWidget(self.form)
        self.column.addWidget(self.tables, 1)
        self.column.addLayout(buttons)
        self.column.addWidget(self.amounts_title)
        self.column.addWidget(self.amounts, 2)
        self.column.addStretch(0)

    def _connect(self) -> None:
        self.import_button.clicked.connect(self.open_form)
        self.use_button.clicked.connect(self._on_use)
        self.shipped_button.clicked.connect(self._on_shipped)
        self.tables.current_changed.connect(self._on_table)
        self.tables.opened.connect(self._on_opened)
        self.form.closed.connect(self._on_form_closed)

    def open_form(self) -> None:
        """Begin an import."""
        self.form.open()
        self._make_room(busy=True)

    def _ask(self) -> tuple[tuple[FeeTableLine, ...], InForce, bool]:
        office = self._desk.office
        return office.fees.tables(), office.fees.in_force(self._desk.month()), office.policies.may_choose()

    def _on_loaded(self, found: tuple[tuple[FeeTableLine, ...], InForce, bool]) -> None:
        lines, in_force, may = found
        self.now_label.setText(f"{self._desk.month().title} goes by: {in_force.words}")
        self.tables.show_rows(lines)
        self.lock("" if may else NOT_LEAD)
        self.shipped_button.setEnabled(may and any(line.in_use for line in lines))

    def _on_table(self, line: FeeTableLine | None) -> None:
        self.use_button.setEnabled(self._may and line is not None and not line.in_use)
        for part in (self.amounts_title, self.amounts):
            part.setVisible(line is not None and not self.form.isVisibleTo(self))
        if line is not None:
            self.amounts_title.setText(f"{line.table.name}: what it pays")
            self.amounts.show_rows(line.lines)

    def _on_opened(self, _line: FeeTableLine) -> None:
        self.use_button.click()

    def _on_use(self) -> None:
        line = self.tables.current_row()
        if isinstance(line, FeeTableLine):
            self._desk.gateway.send(partial(self._desk.office.fees.use, line.id)).failed.connect(self._on_refused)

    def _on_shipped(self) -> None:
        self._desk.gateway.send(self._desk.office.fees.use_shipped).failed.connect(self._on_refused)

    def _on_refused(self, problem: object) -> None:
        self.message.show_problem(problem)

    def _make_room(self, *, busy: bool) -> None:
        """One thing at a time: the form stands instead of the list."""
        self.introduction.setVisible(not busy)
        for part in (self.tables, self.import_button, self.use_button, self.shipped_button):
            part.setVisible(not busy)
        for detail in (self.amounts_title, self.amounts):
            detail.setVisible(not busy and self.tables.current_row() is not None)

    def _on_form_closed(self) -> None:
        self._make_room(busy=False)
        self.import_button.setFocus(Qt.FocusReason.OtherFocusReason)


def amounts_table(name: str, theme: Theme) -> DataTable:
    """What a table pays, code by code, beside the shipped figures."""
    return DataTable(name, _AMOUNTS, lambda line: line.code, theme)


def _columns() -> tuple[Column[FeeTableLine], ...]:
    return (
        Column("use", "In use", lambda line: "In use" if line.in_use else "—", 66),
        Column("name", "Name", lambda line: line.table.name, 330),
        Column("from", "From", lambda line: line.table.effective_from, 76),
        Column("to", "To", lambda line: line.table.effective_to, 76),
        Column("source", "File", lambda line: line.table.source, 190),
    )


_AMOUNTS: tuple[Column[FeeLine], ...] = (
    Column("code", "Code", lambda line: line.code, 70),
    Column("amount", "Pays", lambda line: figures.money(line.amount), 90, lambda line: line.amount, right=True),
    Column("shipped", "National", lambda line: figures.money(line.shipped), 90, lambda line: line.shipped, right=True),
    Column("label", "What", lambda line: line.label, 320),
)
