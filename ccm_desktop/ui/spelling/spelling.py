"""What is spelled right for the person signed in, in the chart they have before them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.spelling import stem, word_key
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.spelling import ChartWords, Dictionary, SpellingService, read_dictionary
from ccm_desktop.ui.gateway import Gateway, Task
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.widgets.spelled import PATIENT

ON, OFF = "yes", "no"
_REMEMBERED = "spelling/on"
_NAMES = Changed.PATIENTS | Changed.CARE_PLAN | Changed.PRACTICE


class Spelling(QObject):
    """Loads the dictionary when a field is first written in, off the main thread; until then nothing is wrong.

    Signals:
        changed: other words are right now, the check was turned on or off, or the dictionary came or failed.
    """

    changed = Signal()

    def __init__(self, service: SpellingService, gateway: Gateway, memory: LayoutMemory, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._gateway, self._memory = service, gateway, memory
        self._dictionary: Dictionary | None = None
        self._is_asked = False
        self.problem = ""
        """Why there is no dictionary; empty while there is, or while nobody needed it yet."""
        self.own: frozenset[str] | None = None
        """The person's own words; None until they were read."""
        self._chart = ChartWords(in_english=False)  # until the chart has said so
        self._chart_of = ""
        self._asked_for: tuple[str, ...] | None = None
        self._ignored: set[str] = set()
        gateway.changed.connect(self._on_changed)

    @property
    def is_on(self) -> bool:
        return self._memory.text(_REMEMBERED, ON) == ON

    def choose(self, value: str) -> None:
        """`ON` or `OFF`, from now on and at the next start."""
        self._memory.remember(_REMEMBERED, value)
        self.changed.emit()

    def wake(self, patients: tuple[str, ...] = ()) -> None:
        """Somebody is about to write, in the charts of these patients."""
        if not self.is_on:
            return
        self.load_own()
        if not self._is_asked:
            self._is_asked = True
            task = self._gateway.ask_aside(read_dictionary)
            task.succeeded.connect(self._on_dictionary)
            task.failed.connect(self._on_no_dictionary)
        if patients != self._asked_for:
            self._asked_for = patients
            task = self._gateway.ask(partial(self._service.of_charts, patients))
            task.succeeded.connect(partial(self._on_chart, patients))
            task.failed.connect(self._on_no_chart)

    def load_own(self) -> None:
        """Read one's own words, once."""
        if self.own is None:
            self._gateway.ask(self._service.own_words).succeeded.connect(self._on_own)

    def checks(self, whose: str) -> bool:
        """Whether words of `STAFF` or of the `PATIENT` are checked at present."""
        return self.is_on and self._dictionary is not None and (whose != PATIENT or self._chart.in_english)

    def is_right(self, word: str) -> bool:
        """Whether a word, as it was typed, is spelled so; everything is while there is no dictionary."""
        if self._dictionary is None:
            return True
        key = word_key(word)
        root = stem(key)
        known = (self.own or (), self._chart.names, self._ignored)
        return self._dictionary.has(key) or any(root in words or key in words for words in known)

    def near(self, word: str) -> tuple[str, ...]:
        """What may have been meant, at once; names in the chart are never among it."""
        return self._dictionary.near(word_key(word)) if self._dictionary else ()

    def further(self, word: str) -> Task:
        """The same with more slips: answers later."""
        assert self._dictionary is not None
        return self._gateway.ask_aside(partial(self._dictionary.further, word_key(word)))

    def ignore(self, word: str) -> None:
        """It is right while this chart is open."""
        self._ignored.add(stem(word_key(word)))
        self.changed.emit()

    def add(self, word: str) -> None:
        """It is one of the person's own words from now on."""
        self._gateway.send(partial(self._service.add, word)).succeeded.connect(self._on_kept)

    def keep(self, words: Iterable[str]) -> Task:
        """These are all of the person's own words."""
        task = self._gateway.send(partial(self._service.keep, tuple(words)))
        task.succeeded.connect(self._on_kept)
        return task

    def _on_dictionary(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self.changed.emit()

    def _on_no_dictionary(self, problem: object) -> None:
        self.problem = str(problem)
        self.changed.emit()

    def _on_own(self, words: tuple[str, ...]) -> None:
        self.own = frozenset(words)
        self.changed.emit()

    def _on_kept(self, outcome: Outcome[tuple[str, ...]]) -> None:
        self._on_own(outcome.value)

    def _on_chart(self, patients: tuple[str, ...], words: ChartWords) -> None:
        if patients != self._asked_for:
            return  # another chart is before the person by now
        if self._chart_of not in patients:
            self._chart_of = next(iter(patients), "")
            self._ignored.clear()
        self._chart = words
        self.changed.emit()

    def _on_no_chart(self, _problem: object) -> None:
        self._chart = ChartWords(in_english=False)
        self.changed.emit()

    def _on_changed(self, changed: Changed) -> None:
        if changed & _NAMES:
            self._asked_for = None  # somebody may be called otherwise: asked anew with the next field
