"""Today (Ctrl+1): the month in five figures, what is due, and what is best done next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ccm_desktop.services.changes import Changed
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.today import TodayView
from ccm_desktop.services.today_cards import TodayCard
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.today import rows
from ccm_desktop.ui.today.beside import Beside
from ccm_desktop.ui.today.cards import Cards
from ccm_desktop.ui.today.rows import Row, Undoable
from ccm_desktop.ui.today.week import Week
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label
from ccm_desktop.ui.widgets.scrolling import Scrolling

_BESIDE_FROM, _WEEK_FROM, _BESIDE_WIDTH, _SHORT_BELOW, _BASE_PX = 900, 1400, 270, 420, 13
_ANY_WIDTH = 16_777_215  # Qt's own largest
_RELOAD_ON = Changed.TASKS | Changed.TIMER
"""Of its own; everything else comes with the panel's lines."""
_PASSING = frozenset({
    Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason,
})  # fmt: skip
"""The keyboard is lent to a menu or another window, and comes back."""
HINT = (
    "Enter opens · D done · T takes the contact offered · S snooze · A gives it to somebody · C call · "
    "F files under a patient · N not needed · U undoes"
)


class TodayPage(QWidget):
    """Loads the page and shows it; `commands` does what is asked of a row.

    Signals:
        panel_asked: view and chips of the panel.
        loaded: the `TodayView`, whenever it was loaded anew.
    """

    panel_asked = Signal(str, object)
    loaded = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel: tuple[PanelLine, ...] = ()
        self.view: TodayView | None = None
        self.done: dict[str, Undoable] = {}
        self.header = PageHeader("Today")
        self.whose_box = QComboBox()
        self.whose_box.setAccessibleName("Whose")
        for key, text in (("mine", "Mine"), ("everybody", "Everybody")):
            self.whose_box.addItem(text, key)
        self.log_button = button("Log a call", "phone")
        self.start_button = button("Start timer", "player-play", role="primary", shortcut="Ctrl+T")
        self.summary_button = button("Summary")
        self.summary_button.setMenu(QMenu(self.summary_button))
        self.summary_button.hide()
        for part in (self.summary_button, self.whose_box, self.log_button, self.start_button):
            self.header.add(part)
        self.cards, self.beside, self.week = Cards(desk.theme), Beside(desk.zone), Week()
        self.title_label, self.count_label = label("My calls and tasks", "groupTitle"), label("", "caption")
        self.message, self.ask = Message(), InlineAsk("Answer")
        self.table = DataTable(
            "Calls and tasks", rows.columns(desk.today().isoformat()), lambda row: row.line.key, desk.theme
        )
        self.table.hide_first(rows.HIDE_FIRST)
        self.table.rows_model.dimmed = lambda row: row.done
        self.table.set_empty_text("Looking what is due…")
        self.hint_label = label(HINT, "caption", wrap=True)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect()

    @property
    def patients(self) -> Sequence[PanelLine]:
        """All patients as the panel has them."""
        return self._panel

    def take_panel(self, lines: tuple[PanelLine, ...]) -> None:
        """The panel was loaded anew: figures and chips follow it."""
        self._panel = lines
        self.reload()

    def reload(self) -> None:
        """Ask for the page anew."""
        everybody = self.whose_box.currentData() == "everybody"
        view = partial(self._desk.office.today.view, self._panel, everybody=everybody)
        self._desk.gateway.ask(view).succeeded.connect(self._on_loaded)

    def look_again(self) -> None:
        """What was typed somewhere may be on disk only now: who is looking at the page sees whose it is."""
        if self.isVisible() and self.view is not None:
            self.reload()

    def current(self) -> Row | None:
        """The current row."""
        row = self.table.current_row()
        return row if isinstance(row, Row) else None

    def current_patient(self) -> str:
        """Its patient; empty for none."""
        row = self.current()
        return row.line.patient_id if row else ""

    def show_rows(self) -> None:
        """Due lines, with what was just done at its place."""
        if self.view is not None:
            self.table.show_rows(rows.merged(self.view.lines, self.done))

    def _lay_out(self) -> None:
        title, left = QHBoxLayout(), QVBoxLayout()
        title.setSpacing(10)
        title.addWidget(self.title_label)
        title.addWidget(self.count_label, 1)
        left.addLayout(title)
        left.addWidget(self.ask)
        left.addWidget(self.table, 1)
        left.addWidget(self.hint_label)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(12)
        self._halves.addLayout(left, 1)
        self._beside_area = Scrolling(self.beside, "besideArea")
        self._halves.addWidget(self._beside_area)
        self._halves.addWidget(self.week, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.header, self.message, self.cards):
            column.addWidget(widget)
        column.addLayout(self._halves, 1)

    def _connect(self) -> None:
        self._desk.gateway.changed.connect(self._on_changed)
        self.whose_box.currentIndexChanged.connect(self.reload)
        self.cards.opened.connect(self._on_card)
        self.table.installEventFilter(self)

    def _on_loaded(self, view: TodayView) -> None:
        if self.view is not None and _keys(self.view) != _keys(view):
            self.message.say("")  # it was said of a list that is another now
        self.view = view
        day = self._desk.today()
        days = "1 workday" if view.workdays_left == 1 else f"{view.workdays_left} workdays"
        self.header.counts_label.setText(f"{day:%A, %B} {day.day} · {days} left")
        mine = self.whose_box.currentData() == "mine"
        self.title_label.setText("My calls and tasks" if mine else "Calls and tasks of everybody")
        unfiled = f" · {view.unfiled} unfiled" if view.unfiled else ""
        waiting = f"{_sign_words(view)}{_flag_words(len(view.flags))}"
        left = f" · {len(view.left)} left half done" if view.left else ""
        self.count_label.setText(f"{view.due} due, {view.overdue} overdue{unfiled}{left}{waiting}")
        self.table.set_empty_text(_empty_words(view))
        self.cards.show_cards(view.cards)
        self._fill_summary(view)
        self.beside.show_lists(view)
        self._turn()
        self.week.show_week(view.ahead, day)
        due = {line.key: line for line in view.lines}
        self.done = {key: one for key, one in self.done.items() if due.get(key) != one.line}
        self.show_rows()
        self.loaded.emit(view)

    def _fill_summary(self, view: TodayView) -> None:
        """The figures as a menu, for a window too short for the cards."""
        menu = self.summary_button.menu()
        menu.clear()
        for card in view.cards:
            menu.addAction(f"{card.value} · {card.detail}").triggered.connect(partial(self._on_card, card))

    def _on_changed(self, changed: Changed) -> None:
        if changed & _RELOAD_ON:
            self.reload()

    def _on_card(self, card: TodayCard, _checked: bool = False) -> None:
        self.panel_asked.emit(card.view, card.chips)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was done stays, dimmed, until the keyboard leaves the list."""
        left = isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _PASSING
        if watched is self.table and left and self.done:
            self.done = {}
            self.show_rows()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_halves"):
            self._turn()

    def _turn(self) -> None:
        """The short lists stand beside where there is room, else below; the week only in a wide window."""
        scale = self.fontInfo().pixelSize() / _BASE_PX
        beside = self.width() >= _BESIDE_FROM * scale
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        short = self.window().height() < _SHORT_BELOW * scale
        self.cards.setVisible(not short)
        self.summary_button.setVisible(short)
        self.week.setVisible(self.width() >= _WEEK_FROM * scale)
        self.week.setFixedWidth(round(_BESIDE_WIDTH * scale))
        if beside:  # they scroll by themselves: the list at the left stays where it is
            self._beside_area.setFixedWidth(round(_BESIDE_WIDTH * scale))
            self._beside_area.setMinimumHeight(0)
        else:
            self._beside_area.setMinimumWidth(0)
            self._beside_area.setMaximumWidth(_ANY_WIDTH)
            self._beside_area.setMinimumHeight(self.beside.height_at(self.width()))


def undo_at(table: DataTable, index: QModelIndex) -> bool:
    """Whether a click on that cell is on the “Done” chip of a row."""
    row = table.rows_model.row_at(index)
    return isinstance(row, Row) and row.done and table.rows_model.columns[index.column()].key == "status"


def _keys(view: TodayView) -> tuple[str, ...]:
    return tuple(line.key for line in view.lines)


def _sign_words(view: TodayView) -> str:
    """For who may sign: in a narrow window the cards stand below the list."""
    count = len(view.to_sign or ())
    return f" · {count} {'plan' if count == 1 else 'plans'} to sign" if count else ""


def _flag_words(count: int) -> str:
    """Said above the list too: in a narrow window the cards stand below it."""
    return f" · ⚠ {count} red {'flag' if count == 1 else 'flags'} open" if count else ""


def _empty_words(view: TodayView) -> str:
    close = next((card for card in view.cards if card.key == "close"), None)
    return f"Nothing due today. {close.value} of a threshold." if close and close.value[:1] != "0" else (
        "Nothing due today."
    )  # fmt: skip
