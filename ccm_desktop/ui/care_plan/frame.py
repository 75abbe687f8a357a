"""The parts of the care plan editor and where they stand: side by side, or one under the other where it is narrow."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ccm_desktop.ui.care_plan.detail import DetailForm
from ccm_desktop.ui.care_plan.find_bar import FindBar
from ccm_desktop.ui.care_plan.plan_header import PlanHeader
from ccm_desktop.ui.care_plan.section_head import SectionHead
from ccm_desktop.ui.care_plan.sections import Sections
from ccm_desktop.ui.care_plan.template_insert import InsertTemplate
from ccm_desktop.ui.care_plan.tree import PlanTree
from ccm_desktop.ui.care_plan.unsaved import PlanDrafts
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.one_of import OneOf
from ccm_desktop.ui.widgets.parts import Message, button

_COMPACT_BELOW, _ONE_PANE_BELOW, _BASE_PX = 900, 700, 13
_SHORT_BELOW = 720
"""Height of the window, in pixels of 100 % text, below which all that stands above the lines is one row each."""


class PlanFrame(QWidget):
    """Header; sections, the lines of one, the form of one line; or choosing from templates in their place."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drafts = PlanDrafts(desk, lambda: desk.office.plan_drafts, self)
        self.header, self.message, self.unsaved_message = PlanHeader(desk), Message(), Message()
        self.undo_button = self.header.undo_button
        self.copy_button, self.print_button = self.header.copy_button, self.header.print_button
        self.export_button = self.header.export_button
        self.compare_button = self.header.compare_button
        self.freshness_button, self.signature_button = self.header.freshness_button, self.header.signature_button
        self.sections, self.head = Sections(desk.theme), SectionHead()
        self.add_buttons, self.template_button = self.head.add_buttons, self.head.template_button
        self.tree, self.detail = PlanTree(self.drafts), DetailForm(desk, self.drafts)
        self.insert = InsertTemplate(desk)
        self.find_bar = FindBar()
        self.plan_part, self.split, self.pages = QWidget(), QSplitter(), _Pages()
        self.fields_button = button("Fields of this line", "pencil")
        self.lines_button = button("Lines", "chevron-left", role="link", shortcut="Esc")
        self.lines_button.setAccessibleName("Back to the lines")
        self._mounted: dict[str, QWidget] = {}
        self._instead: list[QWidget] = []
        self._one_pane = self._fields_up = False
        self.has_lines = True
        """The section on show has lines, and is not one form or another room's."""
        self._lay_out()
        self.fields_button.clicked.connect(self.detail.focus_first)
        self.lines_button.clicked.connect(self._on_lines)
        self.detail.left.connect(self._on_lines)
        self.detail.removed.connect(self._on_lines)
        self.detail.entered.connect(partial(self.show_fields, shown=True))
        self.insert.closed.connect(self._on_insert_closed)

    def mount(self, section: str, widget: QWidget) -> None:
        """Show a widget of another room in the place of a section's lines."""
        self._mounted[section] = widget
        self.pages.addWidget(widget)

    def show_page(self, widget: QWidget) -> None:
        """Show the lines, or what is mounted; what is out of sight asks for no room."""
        for page in (self.split, *self._mounted.values()):
            policy = QSizePolicy.Policy.Preferred if page is widget else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
        self.pages.setCurrentWidget(widget)

    def show_fields(self, *, shown: bool) -> None:
        """Where there is room for one pane: the fields of the line in hand, or the lines."""
        self._fields_up = shown
        alone = self._one_pane and self.has_lines
        self.tree.setVisible(self.has_lines and not (alone and shown))
        self.detail.setVisible(not alone or shown)
        lines = self.pages.currentWidget() is self.split and not (alone and shown)
        self.head.show_for(lines=lines)
        self.lines_button.setVisible(alone and shown)
        self.fields_button.setVisible(alone and not shown and self.detail.opened is not None)

    def _on_lines(self) -> None:
        if self._one_pane and self.has_lines:
            self.show_fields(shown=False)
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.split.addWidget(self.tree)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        self.pages.addWidget(self.split)
        self._middle = middle = QVBoxLayout()
        parts: tuple[QWidget, ...] = (self.lines_button, self.message, self.unsaved_message, self.head, self.pages,
                                     self.fields_button)  # fmt: skip
        for part in parts:
            middle.addWidget(part, 1 if part is self.pages else 0)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.plan_part)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self.sections.hold(self.head.add_button)
        self._row.addWidget(self.sections)
        self._row.addLayout(middle, 1)
        self.split.setSizes([600, 380])
        self.tree.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._column = column = QVBoxLayout(self)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addWidget(self.plan_part, 1)
        self.take_in(self.insert)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._adapt()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_row"):
            self._adapt()

    def _adapt(self) -> None:
        """Narrow, or with large text: the sections in a box on top, the form below the lines."""
        scale = self.fontInfo().pixelSize() / _BASE_PX
        compact = self.width() < _COMPACT_BELOW * scale
        self.sections.adapt(compact=compact)
        self.head.title_label.setVisible(not compact)  # the box above says it
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(down if compact else across)
        self.split.setOrientation(Qt.Orientation.Vertical if compact else Qt.Orientation.Horizontal)
        short = compact and self.window().height() < _SHORT_BELOW * scale
        self._one_pane = self.width() < _ONE_PANE_BELOW * scale
        self.header.fold(folded=self._one_pane or short)
        self.head.folded = short
        self._row.setSpacing(4 if short else 12)
        self._middle.setSpacing(4 if short else 6)
        self._column.setContentsMargins(0, 2 if short else 8, 0, 0)
        self._column.setSpacing(4 if short else 6)
        self.tree.setHeaderHidden(short and self._one_pane)
        self.show_fields(shown=self._fields_up)
        self.tree.setMinimumHeight(round((150 if compact else 120) * scale))
        self.detail.setMinimumHeight(round((190 if compact else 120) * scale))
        self.tree.fit()

    def _on_insert_closed(self) -> None:
        self.close_insert()
        self.template_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_insert(self) -> None:
        """Back to the plan, if it is chosen from templates."""
        if self.insert.isVisibleTo(self):
            self.show_insert(shown=False)
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_insert(self, *, shown: bool) -> None:
        """Choosing stands in the place of the plan, or the plan again."""
        self.show_instead(self.insert if shown else None)

    def take_in(self, widget: QWidget) -> None:
        """What can stand in the place of the plan."""
        self._instead.append(widget)
        widget.hide()
        self._column.addWidget(widget, 1)

    def show_instead(self, widget: QWidget | None) -> None:
        """One thing at a time: that one in the place of the plan, or the plan."""
        for one in self._instead:
            one.setVisible(one is widget)
        self.header.setVisible(widget is None)
        self.plan_part.setVisible(widget is None)


class _Pages(QStackedWidget):
    """Asks for the least height of what it shows; a stack would ask for all that every list in it would like."""

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        """With room for words that fold at this width."""
        least, page = super().minimumSizeHint(), self.currentWidget()
        layout = (page.shown() if isinstance(page, OneOf) else page).layout() if page is not None else None
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(layout.totalMinimumHeightForWidth(max(self.width(), least.width())))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
