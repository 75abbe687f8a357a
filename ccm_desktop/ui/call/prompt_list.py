"""The prompts of a call in a list, with what was said to each; keys answer the one in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem

from ccm_desktop.domain.call import Call
from ccm_desktop.ui.widgets.keyed_list import KeyedList


class PromptList(KeyedList):
    """Prompts by their labels, under the titles of their scripts. `-` skips, `+` agrees, Enter goes to the words."""

    def __init__(self) -> None:
        super().__init__("Prompts of the script")
        self._call = Call((), ())

    def show_call(self, call: Call, repeat: frozenset[str]) -> None:
        """The current prompt stays current; `repeat` are those that did not succeed the last time."""
        anew = [script.key for script in call.scripts] != [script.key for script in self._call.scripts]
        self._call = call
        if anew or self.count() == 0:
            self._fill(self.current())
        for row in range(self.count()):
            if prompt_id := self._id_at(row):
                self.item(row).setText(_line(call, prompt_id, again=prompt_id in repeat))

    def current(self) -> str:
        """Id of the prompt in hand; empty for none."""
        return self._id_at(self.currentRow())

    def go_to(self, prompt_id: str) -> None:
        """Take that prompt in hand; without one, what is in hand stays."""
        for row in range(self.count()):
            if prompt_id and self._id_at(row) == prompt_id:
                self.setCurrentRow(row)

    def go_on(self) -> None:
        """To the next prompt of which nothing was said, if there is one below."""
        for row in range(self.currentRow() + 1, self.count()):
            prompt_id = self._id_at(row)
            if prompt_id and self._call.said(prompt_id) is None:
                self.setCurrentRow(row)
                return

    def _fill(self, current: str) -> None:
        self.clear()
        for script in self._call.scripts:
            heading = QListWidgetItem(script.title)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            self.addItem(heading)
            for prompt in script.prompts:
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, f"{script.key}/{prompt.key}")
                self.addItem(item)
        self.setCurrentRow(min(1, self.count() - 1))
        self.go_to(current)

    def _id_at(self, row: int) -> str:
        """Of a prompt; empty for the title of a script, and outside the list."""
        if not 0 <= row < self.count():
            return ""
        return str(self.item(row).data(Qt.ItemDataRole.UserRole) or "")


def _line(call: Call, prompt_id: str, *, again: bool) -> str:
    prompt, said = call.prompt(prompt_id), call.said(prompt_id)
    if said is None:
        return f"○  {prompt.label}{'  ↻ go over again' if again else ''}"
    if said.skipped:
        return f"–  {prompt.label}: skipped"
    answer = prompt.answer(said.answer)
    words = "; ".join(part for part in (answer.words if answer else "", said.text) if part)
    return f"✓  {prompt.label}: {words}{' → will be done' if prompt_id in call.agreed else ''}"
