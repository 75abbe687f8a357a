"""A patient's own limits of readings, in the side panel; they go before the practice's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.reading_limits import OFF, URGENCIES, WHOSE
from ccm_desktop.domain.readings import KINDS
from ccm_desktop.services.forms import Form
from ccm_desktop.services.reading_limits import SLOTS, LimitLine, ReadingLimits, with_limits
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm

Found = tuple[tuple[LimitLine, ...], dict[str, Form[ReadingLimits]]]
"""What holds, and what was set for the patient, by kind."""
_HINT = f"Empty: what holds without it. {OFF}: no limit. Agree limits with the practitioner. What was judged stays."


class LimitsForm(SideForm):
    """Limits of one kind on show; what was typed of another stays.

    Signals:
        saved: a `Form` of `ReadingLimits` for each kind of which something was typed.
    """

    saved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Save", parent=parent)
        self._lines: dict[str, LimitLine] = {}
        self._forms: Mapping[str, Form[ReadingLimits]] = {}
        self.who_label = label("", "strong", wrap=True)
        self.kind_box = QComboBox()
        for kind in SLOTS:
            self.kind_box.addItem(f"{KINDS[kind].title} ({KINDS[kind].unit})", kind)
        self.edits: dict[str, QLineEdit] = {}
        self._typed: dict[str, str] = {}
        self._area = QWidget()
        self._column = QVBoxLayout(self._area)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.lay_out(
            label("Limits of readings", "groupTitle"), self.who_label, Field("Kind", self.kind_box), self._area,
            below=(label(_HINT, "caption", wrap=True),),
        )  # fmt: skip
        self.kind_box.currentIndexChanged.connect(self._on_kind)

    def open(self, name: str, found: Found, kind: str) -> None:
        """As it was read, at that kind."""
        self._lines = {line.key: line for line in found[0]}
        self._forms, self._typed, self.edits = found[1], {}, {}
        self.who_label.setText(name)
        self.message.say("")
        self.kind_box.setCurrentIndex(max(0, self.kind_box.findData(kind)))
        self._on_kind()
        next(iter(self.edits.values())).setFocus()

    def kind(self) -> str:
        """The kind on show."""
        return str(self.kind_box.currentData())

    def save(self) -> None:
        self._take_down()
        forms = []
        for kind, form in self._forms.items():
            own = {slot.key: self._typed[slot.key] for slot in SLOTS[kind] if slot.key in self._typed}
            if own:
                forms.append(replace(form, value=with_limits(form.value, own)))
        self.saved.emit(tuple(forms))

    def _take_down(self) -> None:
        """What was typed of the kind on show."""
        for key, edit in self.edits.items():
            if edit.text().strip() != self._lines[key].own:
                self._typed[key] = edit.text().strip()
            else:
                self._typed.pop(key, None)

    def _on_kind(self, _place: int = 0) -> None:
        self._take_down()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.edits = {}
        for slot in SLOTS[self.kind()] if self._lines else ():
            line = self._lines[slot.key]
            edit = self.edits[slot.key] = QLineEdit(self._typed.get(slot.key, line.own))
            edit.setPlaceholderText(_without(line))
            title = line.title.partition(": ")[2].capitalize()
            self._column.addWidget(Field(f"{title} · {URGENCIES[line.urgency].lower()}", edit))
            edit.setAccessibleDescription(line.source)
            edit.setToolTip(line.source)


def _without(line: LimitLine) -> str:
    """What holds while nothing is set for the patient."""
    if line.own:
        return ""
    return f"{line.value} ({WHOSE[line.whose]})" if line.value else "no limit"
