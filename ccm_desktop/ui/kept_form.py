"""A form in the side panel of a chart: what is typed for one patient waits for them, and reaches no other.

It waits in the encrypted file too, so that a crash, a lock or a kill loses nothing (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.ui import figures
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.drafts import Drafts
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.widgets.typed_fields import Typed, changed, in_words, put_back, read
from ccm_desktop.ui.widgets.wrong_field import WrongField

FormDrafts = Drafts[FormDraft]
_SHORT = 40


class Keepable(Protocol):
    """What is asked of the form."""

    closed: SignalInstance
    message: Message
    wrong: WrongField
    fields: Mapping[str, Typed]
    """What a person types into, in the order in which it is filled; the names are kept with the words."""

    @property
    def subject(self) -> str:
        """What it is open for, within the chart: enough to open it again."""


@dataclass(frozen=True, slots=True)
class Name:
    """How a form is spoken of."""

    place: str
    """Among what is typed for a patient."""
    what: str
    """Within a sentence."""
    over: bool = False
    """Of what is on record, and nothing else: then what was not touched is as it is on record by now."""

    def at(self, key: str) -> str:
        """One draft each waits under every key."""
        return f"{self.place}/{key}" if key else self.place


class KeptForm(QObject):
    """Opens, leaves and sends the form.

    Signals:
        side_asked: the form for the side panel, or None to close it.
        moved: it was opened, closed or put out of sight.
    """

    side_asked = Signal(object)
    moved = Signal()

    def __init__(
        self, desk: Desk, parent: QObject, page: Chart, form: Any, drafts: FormDrafts, name: Name,
        restore: Callable[[FormDraft], None], whose: Callable[[], Whom] | None = None,
    ) -> None:  # fmt: skip
        """`restore` reads anew what it was opened for, and answers with `resume`; `whose`: who is chosen in it."""
        super().__init__(parent)
        self._desk, self._page, self._widget = desk, page, form
        self._form: Keepable = form
        self._drafts, self._name, self._restore = drafts, name, restore
        self._whose, self._whom, self._place = whose, Whom(""), name.place
        self._empty, self._is_filling = dict[str, str](), False
        self._under_way: dict[str, Mapping[str, str]] = {}  # by patient, what was sent and is not answered yet
        form.closed.connect(self.close)
        form.installEventFilter(self)
        for one in self._form.fields.values():
            changed(one).connect(self._on_typed)

    def open(self, fill: Callable[[], None], key: str = "") -> None:
        """Take the side panel; `fill` shows it with nothing typed. One draft each waits under every `key`."""
        if not self.reopen(key):
            self.begin(fill, key)

    def begin(self, fill: Callable[[], None], key: str = "") -> None:
        """The same, whatever waits."""
        self.side_asked.emit(self._widget)
        self._begin(fill, self._name.at(key))

    def reopen(self, key: str = "") -> bool:
        """Whether something typed for the patient on show is not recorded: then it comes before anything new."""
        draft = self._drafts.of(self._page.patient, self._name.at(key))
        if draft is None:
            return False
        self.take_up(draft)
        return True

    def take_up(self, draft: FormDraft) -> None:
        """Go on with what was typed for the patient on show."""
        if self._is_for(self._page.patient, draft.place):
            self.side_asked.emit(self._widget)
            self._go_on(draft)
        else:
            self._restore(draft)

    def resume(self, draft: FormDraft, fill: Callable[[], None]) -> None:
        """Open it for the patient on show, and put back what was typed."""
        self.side_asked.emit(self._widget)
        self._begin(fill, draft.place)
        self._put(draft.typed)
        self._go_on(draft)

    def close(self) -> None:
        """Esc, Cancel, or recorded: nothing of it is kept."""
        whom, self._whom = self._whom, Whom("")
        self._clear()
        if whom.patient:
            self._drafts.forget(whom.patient, self._place)
        self.side_asked.emit(None)
        self.moved.emit()

    def leave(self) -> None:
        """Another patient comes."""
        whom, self._whom = self._whom, Whom("")
        if self._drafts.of(whom.patient, self._place) is not None and whom.patient not in self._under_way:
            self._page.say(whom.told(f"The {self._name.what} is not recorded. It waits in their chart."))
        if self._widget.isVisible():
            self.side_asked.emit(None)
        self.moved.emit()

    def send(
        self, command: Callable[[], Outcome[Any]], then: Callable[[Outcome[Any]], object], *, closes: bool = True
    ) -> None:  # fmt: skip
        """For whom the form was opened, whoever is on show when the answer comes; once, however often it is pressed."""
        whom, place = self._whom, self._place
        if not whom.patient or whom.patient in self._under_way:
            return
        self._under_way[whom.patient] = read(self._form.fields)
        self._drafts.write()  # before the command: nothing of it is written once it is recorded
        keeping = partial(self._desk.office.form_drafts.record, whom.patient, place, command)
        task = self._desk.gateway.send(keeping)
        task.failed.connect(partial(self._on_refused, whom, place))
        task.finished.connect(partial(self._on_finished, whom))
        sent = self._drafts.of(whom.patient, place)
        task.succeeded.connect(partial(self._on_recorded, whom, place, sent, closes))
        task.succeeded.connect(then)

    @property
    def place(self) -> str:
        """Among what is typed for a patient."""
        return self._name.place

    @property
    def whom(self) -> Whom:
        """For whom the form is open."""
        return self._whom

    def what(self, _draft: FormDraft) -> str:
        """Its name within a sentence."""
        return self._name.what

    def is_in_hand(self, draft: FormDraft) -> bool:
        """Whether it is open before whoever is working."""
        return bool(self._widget.isVisible()) and self._is_for(self._page.patient, draft.place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.moved.emit()
        return super().eventFilter(watched, event)

    def _is_for(self, patient: str, place: str) -> bool:
        return (self._whom.patient, self._place) == (patient, place)

    def _begin(self, fill: Callable[[], None], place: str) -> None:
        self._is_filling = True
        fill()
        self._is_filling = False
        self._form.wrong.clear()
        self._whom = self._whose() if self._whose else on_show(self._page)
        self._place, self._empty = place, read(self._form.fields)
        self.moved.emit()

    def _go_on(self, draft: FormDraft) -> None:
        since = figures.since(draft.at, self._desk.zone, self._desk.today())
        named = f"{self._whom.told(draft.title)}. " if self._whose else ""  # no chart says whose it is
        self._form.message.say(f"{named}Not recorded yet, from {since}. Record it, or cancel it.", "info")
        next(iter(self._form.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self) -> None:
        """The draft is what stands in the form; nothing is kept of a form that stands as it was opened."""
        patient = self._whom.patient
        if self._is_filling:
            return
        if patient in self._under_way:  # it stands as it was sent: what were typed now would go with the form
            self._put(self._under_way[patient])
            return
        if self._whose is not None:
            patient = self._turn_to(self._whose())
        if not patient:
            return
        self._form.wrong.clear()
        typed = read(self._form.fields)
        before = self._drafts.of(patient, self._place)
        if typed == self._empty and before is not None:
            self._drafts.forget(patient, self._place)
            return
        own = {name: words for name, words in typed.items() if words != self._empty[name]}
        kept = own if self._name.over else typed
        if own and (before is None or before.typed != kept):
            now = int(self._desk.office.context.clock.now().timestamp())
            title = _title(self._form.fields, own)
            self._drafts.keep(patient, FormDraft(self._place, self._form.subject, kept, title, now))

    def _turn_to(self, whom: Whom) -> str:
        """What was typed is about somebody else, or nobody yet: it leaves nothing in the chart of the one before."""
        if self._whom.patient not in ("", whom.patient):
            self._drafts.forget(self._whom.patient, self._place)
        self._whom = whom
        return whom.patient

    def _on_finished(self, whom: Whom, _task: object) -> None:
        self._under_way.pop(whom.patient, None)

    def _on_refused(self, whom: Whom, place: str, problem: object) -> None:
        """In the form while it is open for them, else in the toast."""
        if self._is_for(whom.patient, place) and self._widget.isVisible():
            self._form.wrong.show(problem)
        elif isinstance(problem, Problem):
            self._page.say(whom.told(str(problem)))

    def _on_recorded(self, whom: Whom, place: str, sent: FormDraft | None, closes: bool, _outcome: object) -> None:
        self._drafts.recorded(whom.patient, place, sent)
        if not self._is_for(whom.patient, place):
            return
        if closes and self._widget.isVisible():
            self.close()
        else:
            self._clear()

    def _clear(self) -> None:
        """What is typed from here on is new."""
        self._put(self._empty)
        self._form.message.say("")
        self._form.wrong.clear()

    def _put(self, typed: Mapping[str, str]) -> None:
        self._is_filling = True
        for name, one in self._form.fields.items():
            if name in typed:
                put_back(one, typed[name])
        self._is_filling = False


def _title(fields: Mapping[str, Typed], own: Iterable[str]) -> str:
    words = " · ".join(filter(None, (in_words(fields[name]) for name in own)))
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
