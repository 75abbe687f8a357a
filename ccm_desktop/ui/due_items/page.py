"""Refills and care gaps of the panel (Alt+Shift+G), the latest first: done, snoozed and undone by one key."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain import due_items as rules
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.due_items import KINDS, DueItem
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.due_items.lines import CLOSED, NOW, SHOWN, due_columns, kept
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping

_SEARCH_MS, _SEARCH_WIDE = 60, 220
_RELOAD_ON = Changed.PATIENTS | Changed.CARE_PLAN | Changed.TASKS
_EMPTY = {
    NOW: "Nothing is due. Refill days and due items of the care plans come here 30 days before.",
    CLOSED: "Nothing was closed in the last 60 days.",
}
_HINT = "Enter opens the plan · D done · S snooze · A gives it to somebody · U undoes"
_NONE_OPEN = "Nothing is open. Give medications a refill day and due items a day in the care plan."


class DueItemsPage(QWidget):
    """The list and its filters; Enter opens the plan. `DueItemCommands` has the other keys.

    Signals:
        patient_opened: id of the patient whose plan is to be shown.
    """

    patient_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._items: tuple[DueItem, ...] = ()
        self.header = PageHeader("Refills and care gaps")
        self.shown_box, self.kind_box, self.whose_box = QComboBox(), QComboBox(), QComboBox()
        for box, name, choices in (
            (self.shown_box, "Which", {key: words for key, (words, _) in SHOWN.items()}),
            (self.kind_box, "Kind", {"": "Refills and gaps", **KINDS}),
            (self.whose_box, "Whose", {"": "Everybody", "mine": "Mine"}),
        ):
            box.setAccessibleName(name)
            for key, words in choices.items():
                box.addItem(words, key)
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("Find name, MRN, what")
        self.search_edit.setAccessibleName("Find in this list")
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.setMinimumWidth(desk.theme.px(_SEARCH_WIDE))
        self.done_button = button("Done…", "check", role="primary", shortcut="D")
        self.snooze_button = button("Snooze…", "hourglass", shortcut="S")
        self.whose_button = button("Whose…", "users", shortcut="A")
        self.open_button = button("Open plan", "clipboard-list", shortcut="Enter")
        self.message, self.ask = Message(), InlineAsk("A day")
        self.table = DataTable("Refills and care gaps", due_columns(), lambda item: item.key, desk.theme)
        self.table.hide_first(("closed", "mrn", "kind", "owner"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SEARCH_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (
            self.header, Wrapping(self.search_edit, self.shown_box, self.kind_box, self.whose_box, self.open_button,
            self.whose_button, self.snooze_button, self.done_button), self.message, self.ask,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(label(_HINT, "caption", wrap=True))
        self.setFocusProxy(self.table)
        self._connect()

    def reload(self) -> None:
        """Ask for the list anew."""
        service = self._desk.office.due_items
        task = self._desk.gateway.ask(service.closed if self.shown_box.currentData() == CLOSED else service.open)
        task.succeeded.connect(self._on_loaded)
        task.failed.connect(self.message.show_problem)

    def _connect(self) -> None:
        self.shown_box.currentIndexChanged.connect(self._on_shown)
        for box in (self.kind_box, self.whose_box):
            box.currentIndexChanged.connect(self._show)
        self.search_edit.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._show)
        self.open_button.clicked.connect(self._on_open)
        self.table.opened.connect(self._on_open)
        self.ask.dismissed.connect(self.table.setFocus)
        self._desk.gateway.changed.connect(self._on_changed)

    def _on_loaded(self, items: tuple[DueItem, ...]) -> None:
        self._items = items
        self._show()

    def _on_shown(self, _place: int) -> None:
        self._items = ()
        self._show()
        self.reload()

    def _show(self, _place: int = 0) -> None:
        which = str(self.shown_box.currentData())
        me = self._desk.user if self.whose_box.currentData() else ""
        rows = kept(self._items, shown=which, kind=str(self.kind_box.currentData()), me=me,
                    text=self.search_edit.text())  # fmt: skip
        late = sum(item.state == rules.OVERDUE for item in rows)
        self.header.counts_label.setText(f"{len(rows):,} shown{f', {late:,} overdue' if late else ''}" if rows else "")
        filtered = bool(self.search_edit.text() or self.kind_box.currentData() or me) and bool(self._items)
        self.table.set_empty_text("Nothing passes these filters." if filtered else _EMPTY.get(which, _NONE_OPEN))
        self.table.show_rows(rows)

    def _on_open(self) -> None:
        item = self.table.current_row()
        if isinstance(item, DueItem):
            self.patient_opened.emit(item.patient_id)

    def _on_changed(self, changed: Changed) -> None:
        if changed & _RELOAD_ON and self.isVisible():
            self.reload()
