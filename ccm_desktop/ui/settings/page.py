"""Settings (Ctrl+,): groups at the left, their rows at the right, a search over all of them; applies at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from ccm_desktop.services.changes import Changed
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.icons import retint
from ccm_desktop.ui.settings.group import SettingsGroup
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import PageHeader, label
from ccm_desktop.ui.widgets.scrolling import Scrolling

_BESIDE_FROM, _LIST, _SEARCH, _LEAST_HEIGHT = 700, 190, 320, 150
_BASE_PX = 13
_REMEMBERED = "settings/group"


class Promised(NamedTuple):
    """A group before it is made."""

    kind: type[SettingsGroup]
    make: Callable[[], SettingsGroup]


class SettingsPage(QWidget):
    """Every setting of the practice and of this computer.

    A group is made when it is first looked at; the others follow it one by one, since the search looks into all.
    """

    def __init__(self, desk: Desk, promised: Sequence[Promised], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._promised = desk, {one.kind.key: one for one in promised}
        self.groups: dict[str, SettingsGroup] = {}
        """Those that are made."""
        self._following = QTimer(self)
        self._following.timeout.connect(self._make_next)
        self.header = PageHeader("Settings")
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("Find a setting")
        self.search_edit.setAccessibleName("Find a setting")
        self.search_edit.setClearButtonEnabled(True)
        self.header.add(self.search_edit)
        self.setFocusProxy(self.search_edit)
        self.group_list = QListWidget()
        self.group_list.setObjectName("groupList")
        self.group_list.setAccessibleName("Groups of settings")
        self.group_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.group_box = QComboBox()
        self.group_box.setAccessibleName("Group of settings")
        self.stack = QStackedWidget()
        self.nothing_label = label("No setting has these words.", "emptyText")
        self.nothing_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing_label.hide()
        self.area = Scrolling(self.stack, "settingsArea")
        self._lay_out()
        self._connect()

    def open(self, group: str = "") -> None:
        """Come into view, at a group or where the person was last."""
        if not self.group_list.count():
            self._list_groups()
        made = tuple(self.groups.values())
        if group in self._promised:
            self.group_list.setCurrentRow(list(self._promised).index(group))
        elif self.group_list.currentRow() < 0:
            self.group_list.setCurrentRow(0)
        for found in made:
            found.load()
        self._following.start()
        self.search_edit.setFocus()

    def _list_groups(self) -> None:
        for key, one in self._promised.items():
            self.group_list.addItem(one.kind.title)
            self.group_box.addItem(one.kind.title, key)
        last = self._desk.appearance.memory.text(_REMEMBERED, "")
        if last in self._promised:
            self.group_list.setCurrentRow(list(self._promised).index(last))

    def _group(self, key: str) -> SettingsGroup:
        made = self.groups.get(key)
        if made is None:
            made = self.groups[key] = self._promised[key].make()
            for table in made.findChildren(DataTable):
                table.remember_in(self._desk.appearance.memory)
            self.stack.addWidget(made)
            retint(made)
            made.load()
        return made

    def _make_next(self) -> None:
        missing = next((key for key in self._promised if key not in self.groups), None)
        if missing is None:
            self._following.stop()
        else:
            self._group(missing)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.group_list)
        right = QVBoxLayout()
        for part, stretch in ((self.group_box, 0), (self.nothing_label, 1), (self.area, 1)):
            right.addWidget(part, stretch)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._on_search)
        self.group_list.currentRowChanged.connect(self._on_row)
        self.group_box.activated.connect(self.group_list.setCurrentRow)
        self._desk.gateway.changed.connect(self._on_changed)

    def _on_row(self, place: int) -> None:
        if place < 0:
            return
        key = list(self._promised)[place]
        self.stack.setCurrentWidget(self._group(key))
        self.group_box.setCurrentIndex(place)
        self.area.verticalScrollBar().setValue(0)
        self.area.fit()
        self._desk.appearance.memory.remember(_REMEMBERED, key)

    def _on_search(self, text: str) -> None:
        groups = [self._group(key) for key in self._promised]
        counts = [group.show_matching(text) for group in groups]
        for place, (group, count) in enumerate(zip(groups, counts, strict=True)):
            item = self.group_list.item(place)
            item.setText(f"{group.title}  {count}" if text.strip() else group.title)
            item.setHidden(not count)
        found = [place for place, count in enumerate(counts) if count]
        if found and self.group_list.currentRow() not in found:
            self.group_list.setCurrentRow(found[0])
        self.nothing_label.setVisible(not found)
        self.area.setVisible(bool(found))
        self.area.fit()

    def _on_changed(self, changed: Changed) -> None:
        if changed & Changed.PRACTICE and self.isVisible():
            for group in self.groups.values():
                group.load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "area"):
            self._adapt()

    def _adapt(self) -> None:
        """A list of groups where there is room for it, else a box above the rows."""
        scale = self.fontInfo().pixelSize() / _BASE_PX
        beside = self.width() >= _BESIDE_FROM * scale
        self.group_list.setVisible(beside)
        self.group_list.setFixedWidth(round(_LIST * scale))
        self.group_list.doItemsLayout()  # its rows keep the height of the style before
        self.search_edit.setFixedWidth(min(round(_SEARCH * scale), self.width() // 2))
        self.group_box.setVisible(not beside)
        self.area.setMinimumHeight(round(_LEAST_HEIGHT * scale))
        self.area.fit()
