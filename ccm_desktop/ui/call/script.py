"""What the script asks: its prompts, and the one in hand with its answers. One key answers; none is compulsory."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_script import PROMPT_KINDS, CallScript, Prompt
from ccm_desktop.ui.call.prompt_list import PromptList
from ccm_desktop.ui.findings.quick import QuickFindings
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.widgets.answer_row import AnswerRow
from ccm_desktop.ui.widgets.parts import button, label


class ScriptPane(QFrame):
    """Shows a `Call`; asks for every change of it.

    Signals:
        answered: prompt, key of the answer, words.
        skipped: prompt.
        cleared: prompt.
        agreed: prompt of which the suggestion is taken or dropped.
        script_added: a `CallScript`.
        flag_asked: open the red-flag protocols.
    """

    answered = Signal(str, str, str)
    skipped = Signal(str)
    cleared = Signal(str)
    agreed = Signal(str)
    script_added = Signal(object)
    flag_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._call = Call((), ())
        self._repeat: frozenset[str] = frozenset()
        self.script_box = QComboBox()
        self.script_box.setAccessibleName("Add a script")
        self.flag_button = button("Red flag…", "alert-triangle", role="danger", shortcut="Ctrl+Shift+F")
        self.prompts = PromptList()
        self.ask_label, self.kind_label = label("", "groupTitle", wrap=True), label("", "caption", wrap=True)
        self.row = AnswerRow()
        self.words_edit = QLineEdit()
        self.words_edit.setAccessibleName("Words to this prompt")
        self.words_edit.setPlaceholderText("Own words, then Enter")
        self.suggest_button = button("", "plus")
        self.hint_label = label(
            "Letter: answer · −: skip · Enter: words · +: do what it suggests", "caption", wrap=True
        )
        self.findings = QuickFindings()
        self._lay_out()
        self._connect()

    def show_scripts(self, scripts: tuple[CallScript, ...]) -> None:
        """Every script there is, to be added."""
        self.script_box.clear()
        self.script_box.addItem("Add a script…")
        for script in scripts:
            self.script_box.addItem(script.title, script)

    def show_call(self, call: Call, repeat: frozenset[str], *, enabled: bool) -> None:
        """The prompts with what was said; the current one stays current."""
        self._call, self._repeat = call, repeat
        self.prompts.show_call(call, repeat)
        for part in (self.row, self.words_edit, self.suggest_button, self.script_box, self.flag_button):
            part.setEnabled(enabled)
        self._show_current()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label("Script", "groupTitle"))
        top.addWidget(self.script_box, 1)
        top.addWidget(self.flag_button)
        words = QHBoxLayout()
        words.addWidget(self.words_edit, 1)
        words.addWidget(self.suggest_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.prompts, 1)
        for part in (self.ask_label, self.kind_label, self.row):
            column.addWidget(part)
        column.addLayout(words)
        column.addWidget(self.hint_label)
        column.addWidget(self.findings)

    def _connect(self) -> None:
        self.prompts.keyed.connect(self._on_key)
        self.prompts.currentItemChanged.connect(self._show_current)
        self.row.chosen.connect(self._answer)
        self.row.skip_pressed.connect(partial(self._on_key, "-"))
        self.words_edit.returnPressed.connect(self._on_words)
        self.suggest_button.clicked.connect(partial(self._on_key, "+"))
        self.script_box.activated.connect(self._on_script)
        self.flag_button.clicked.connect(self.flag_asked)

    def _show_current(self) -> None:
        prompt_id = self.prompts.current()
        if not prompt_id:
            for shown in (self.ask_label, self.kind_label):
                shown.setText("")
            self.row.show_answers((), "")
            self.suggest_button.hide()
            return
        prompt, said = self._call.prompt(prompt_id), self._call.said(prompt_id)
        self.ask_label.setText(f"“{prompt.ask}”")
        self.kind_label.setText(self._kind(prompt, prompt_id))
        self.kind_label.setVisible(bool(self.kind_label.text()))
        self.row.show_answers(prompt.answers, said.answer if said else "")
        self.words_edit.setText(said.text if said else "")
        self._show_suggestion(prompt_id)

    def _kind(self, prompt: Prompt, prompt_id: str) -> str:
        again = "The last time this did not succeed: go over it again." if prompt_id in self._repeat else ""
        kind = "" if prompt.kind == "choice" else f"{PROMPT_KINDS[prompt.kind]}."
        return " ".join(part for part in (kind, again) if part)

    def _show_suggestion(self, prompt_id: str) -> None:
        wanted = [one for one in self._call.proposals() if one.prompt == prompt_id]
        self.suggest_button.setVisible(bool(wanted))
        if wanted:
            agreed = prompt_id in self._call.agreed
            what = "; ".join(f"{one.kind}: {one.words.rstrip('.')}" for one in wanted)
            self.suggest_button.setText(f"{f'Added {what}' if agreed else f'Add {what}'}  +")
            self.suggest_button.setAccessibleName(f"{'Will be added' if agreed else 'Add'} {what}")
            set_icon(self.suggest_button, "check" if agreed else "plus")

    def _on_key(self, key: str) -> None:
        prompt_id = self.prompts.current()
        if not prompt_id or not self.row.isEnabled():
            return
        if key == "-":
            self.skipped.emit(prompt_id)
            self.prompts.go_on()
        elif key == "+":
            self.agreed.emit(prompt_id)
        elif key == "clear":
            self.cleared.emit(prompt_id)
        elif key == "words":
            self.words_edit.setFocus()
        elif self._call.prompt(prompt_id).answer(key) is not None:
            self._answer(key)

    def _answer(self, key: str) -> None:
        """Answers that suggest something stay in hand, for one key more."""
        prompt_id = self.prompts.current()
        answer = self._call.prompt(prompt_id).answer(key)
        said = self._call.said(prompt_id)
        self.answered.emit(prompt_id, key, said.text if said else "")
        if answer is not None and not (answer.task or answer.escalate or answer.flag):
            self.prompts.go_on()

    def _on_words(self) -> None:
        prompt_id, said = self.prompts.current(), self._call.said(self.prompts.current())
        words = self.words_edit.text()
        if prompt_id and (words.strip() or (said is not None and said.answer)):
            self.answered.emit(prompt_id, said.answer if said else "", words)
        self.prompts.setFocus()

    def _on_script(self, place: int) -> None:
        script = self.script_box.itemData(place)
        self.script_box.setCurrentIndex(0)
        if isinstance(script, CallScript):
            self.script_added.emit(script)
            self.prompts.go_to(f"{script.key}/{script.prompts[0].key}")
            self.prompts.setFocus()
