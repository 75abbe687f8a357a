"""The practice's own care-plan templates, beside those that are shipped; the lead keeps them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_template import OWN, PlanTemplate
from ccm_desktop.interop.plan_templates import load_shipped, parse_template, read_pack, write_pack
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form, PracticeTemplate
from ccm_desktop.services.people import people_of


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A template as the lead's list shows it."""

    template: PlanTemplate
    form: Form[PracticeTemplate] | None = None
    """Its register, opened for editing; None for a shipped one."""

    @property
    def is_own(self) -> bool:
        return self.form is not None

    @property
    def state(self) -> str:
        """Shipped, In use, Retired, or that a decision is due."""
        if self.form is None:
            return "Shipped"
        if self.form.others:
            return "Two versions: save decides"
        return "Retired" if self.form.value.retired else "In use"


class TemplateRegister:
    """Lists all templates; makes, changes, retires, imports and exports the practice's own."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def lines(self) -> tuple[RegisterLine, ...]:
        """The practice's own by title, then the shipped ones."""
        with self._context.reading() as reader:
            names = {person.id: person.title for person in people_of(reader)}
            own = [RegisterLine(held.value.template, _form(held, names)) for held in _own(reader)]
        own.sort(key=lambda line: line.template.title.casefold())
        return (*own, *(RegisterLine(template) for template in _shipped()))

    def line(self, key: str) -> RegisterLine:
        """The line of that key, with or without `@version`."""
        wanted = key.partition("@")[0]
        found = next((line for line in self.lines() if line.template.key == wanted), None)
        if found is None:
            raise _unknown()
        return found

    def begin(self, key: str) -> Form[PracticeTemplate]:
        """A form for one of the practice's own, begun as a copy; nothing is kept before it is saved."""
        line = self.line(key)
        with self._context.reading() as reader:
            free = _free_key(reader, line.template.key)
        template = replace(line.template, key=free, version=0, title=f"{line.template.title}, our practice")
        return Form(_entity(free), PracticeTemplate(template, line.template.name))

    def keep(self, form: Form[PracticeTemplate]) -> Outcome[str]:
        """Keep an edited template as its next version; lead only. Returns its key."""
        require(self._context, Verb.MANAGE_PRACTICE)
        versions = [one.template.version for one in (form.value, *form.others)]
        template = _checked(replace(form.value.template, version=max(versions) + 1))
        if form.entity != _entity(template.key) or not template.key.startswith(OWN):
            raise BadInput("plan_template_key", "The form is of another template.", "Open it again from the list.")
        with self._context.transaction() as tx:
            tx.record(replace(form.value, template=template), entity=form.entity, prev=form.heads)
        return Outcome(template.key, Changed.PRACTICE)

    def retire(self, form: Form[PracticeTemplate], *, back: bool = False) -> Outcome[None]:
        """Offer it no longer, or again; lead only. What was inserted from it stays."""
        require(self._context, Verb.MANAGE_PRACTICE)
        with self._context.transaction() as tx:
            tx.record(replace(form.value, retired=not back), entity=form.entity, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)

    def take_in(self, path: Path) -> Outcome[tuple[str, ...]]:
        """Keep the templates of a file as the practice's own, all or none; lead only. Returns their keys.

        What was exported here becomes the next version of its template, and puts it in use again.
        """
        require(self._context, Verb.MANAGE_PRACTICE)
        pack = read_pack(path)
        keys = [_own_key(one.key) for one in pack]
        if len(set(keys)) < len(keys):
            raise BadInput("plan_template_twice", f"The file {path.name} has one of our templates twice.",
                           "Leave one of them out.")  # fmt: skip
        with self._context.together():
            kept = [self._take_one(replace(one, key=key), path.name) for one, key in zip(pack, keys, strict=True)]
        changed = Changed.PRACTICE if any(one.changed for one in kept) else Changed.NOTHING
        return Outcome(tuple(one.value for one in kept), changed)

    def _take_one(self, template: PlanTemplate, file: str) -> Outcome[str]:
        with self._context.reading() as reader:
            held = reader.held(PracticeTemplate, _entity(template.key))
        if held is not None and held.value == PracticeTemplate(_as(template, held), held.value.based_on):
            return Outcome(template.key, Changed.NOTHING)
        if held is None:
            return self.keep(Form(_entity(template.key), PracticeTemplate(replace(template, version=0), file)))
        value = PracticeTemplate(_as(template, held), held.value.based_on)
        return self.keep(Form(_entity(template.key), value, held.heads, held.others))

    def put_out(self, keys: Sequence[str], path: Path, *, replace_file: bool = False) -> Outcome[str]:
        """Write templates as a file that `take_in` reads, here or elsewhere; returns the file's name."""
        content = write_pack([self.line(key).template for key in dict.fromkeys(keys)])
        try:
            with path.open("wb" if replace_file else "xb") as stream:
                stream.write(content)
        except FileExistsError as error:
            raise Refusal("file_exists", "There is a file of that name.", "Choose another name.") from error
        except OSError as error:
            raise BadInput("file_unwritable", "The file cannot be written.",
                           "Choose a folder that is yours and has room.") from error  # fmt: skip
        return Outcome(path.name, Changed.NOTHING)


def in_use(reader: Reader) -> tuple[tuple[PlanTemplate, bool], ...]:
    """Every template that may be inserted, and whether it is the practice's own."""
    own = tuple((held.value.template, True) for held in _own(reader) if not held.value.retired)
    return (*own, *((template, False) for template in _shipped()))


def template_named(reader: Reader, key: str) -> PlanTemplate:
    """The template of that key that may be inserted."""
    found = next((template for template, _ in in_use(reader) if template.key == key), None)
    if found is None:
        raise _unknown()
    return found


@cache
def _shipped() -> tuple[PlanTemplate, ...]:
    return load_shipped()


def _own(reader: Reader) -> tuple[Held[PracticeTemplate], ...]:
    found = (reader.held(PracticeTemplate, entity) for entity in plans.templates(reader.connection))
    return tuple(held for held in found if held is not None)


def _form(held: Held[PracticeTemplate], names: dict[str, str]) -> Form[PracticeTemplate]:
    entity = _entity(held.value.template.key)
    return Form(entity, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)


def _entity(key: str) -> str:
    """By its key, so that the same template brought to two devices is one register."""
    return f"plan_template:{key}"


def _free_key(reader: Reader, key: str) -> str:
    taken = {held.value.template.key for held in _own(reader)}
    first = _shortened(OWN + key.removeprefix(OWN))
    return next(one for n in range(1, len(taken) + 3) if (one := first if n == 1 else f"{first}-{n}") not in taken)


def _own_key(key: str) -> str:
    """The key as one of the practice's own."""
    return key if key.startswith(OWN) else _shortened(OWN + key)


def _shortened(key: str) -> str:
    return re.sub(r"[-_]+$", "", key[:56])


def _as(template: PlanTemplate, held: Held[PracticeTemplate]) -> PlanTemplate:
    """Versions count here: the number in a file says nothing about those of this practice."""
    return replace(template, version=held.value.template.version)


def _checked(template: PlanTemplate) -> PlanTemplate:
    """By the same reader as a file, so that every template of a practice can be exported and imported."""
    return parse_template(asdict(template), f"“{template.title[:60]}”")


def _unknown() -> BadInput:
    return BadInput("plan_template_unknown", "There is no such template in use.", "See `ccm plan template list`.")
