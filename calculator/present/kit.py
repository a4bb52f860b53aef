"""The switch kit's element: a form, and what to copy for the choice in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator import dates
from calculator.choice import ENVIRONMENT, LABELS, LASTS, UNPINNED, Choice, data, parse
from calculator.credentials import checked
from calculator.inputs import show
from calculator.kit import kit
from calculator.present.environment import render

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog, Model
    from calculator.inputs import Misread

LAST_NAMES = {
    "once": "For one session",
    "shell": "For this terminal",
    "project": "For this project",
    "always": "Always",
}


def pinnable(catalog: Catalog, on: date) -> tuple[str, ...]:
    """Return the ids of the models that can be pinned: those on sale to everybody, newest first."""
    return tuple(model.id for model in catalog.models if model.availability == "general" and model.on_sale(on))


def switch_kit(catalog: Catalog, query: str, on: date) -> str:
    """Return the whole element, with the kits for the common choices, complete before any script runs.

    Args:
        catalog: The models.
        query: The first choice as a fragment; empty for the default.
        on: The day of the build.

    Raises:
        ValueError: When a choice is damaged: an example must be right.
    """
    common = [(name, _drawn(_good(catalog, fragment, on))) for name, fragment in data()["common"].items()]
    body = kit_body(catalog, _good(catalog, query, on), on, common=common)
    return render("kit_element.html", body=body)


def kit_body(
    catalog: Catalog,
    choice: Choice,
    on: date,
    misread: tuple[Misread, ...] = (),
    common: list[tuple[str, str]] | None = None,
) -> str:
    """Return what stands inside the element."""
    form = _form(catalog, choice, misread, on)
    return render("kit_body.html", form=form, drawn=_drawn(choice), common=common or [])


def announcement(choice: Choice, misread: tuple[Misread, ...]) -> str:
    """Return one sentence or more for screen readers."""
    return " ".join([*(wrong.sentence for wrong in misread), kit(choice).gives])


def _drawn(choice: Choice) -> str:
    system, shell = data()["systems"][choice.system]["name"], data()["shells"][choice.shell]["name"]
    return render("kit.html", kit=kit(choice), system=system, shell=shell, checked=checked())


def _good(catalog: Catalog, query: str, on: date) -> Choice:
    choice, misread = parse(query, pinnable(catalog, on))
    if misread:
        raise ValueError(misread[0].sentence)
    if choice.model not in (*pinnable(catalog, on), UNPINNED):
        message = f"the kit pins {choice.model}, which is not on sale on {on}"
        raise ValueError(message)
    return choice


def _named(model: Model) -> str:
    """Return a model's name, and the day from which it is refused where that is set."""
    return f"{model.name}, retires {dates.show(model.retired)}" if model.retired else model.name


def _form(catalog: Catalog, choice: Choice, misread: tuple[Misread, ...], on: date) -> dict[str, Any]:
    """Return the form's choices, its values as text, and the sentence at each input that was not understood."""
    names = {name: entry["name"] for name, entry in data()["keepers"].items()}
    pins = [(name, _named(found)) for name in pinnable(catalog, on) if (found := catalog.find(name))]
    return {
        "systems": [(name, entry["name"]) for name, entry in data()["systems"].items()],
        "shells": [(name, entry["name"]) for name, entry in data()["shells"].items()],
        "keeps": [*names.items(), (ENVIRONMENT, "Nowhere: in a variable")],
        "lasts": [(name, LAST_NAMES[name]) for name in LASTS],
        "models": [*pins, (UNPINNED, "Don't pin one")],
        "values": {name: show(getattr(choice, name)) for name in LABELS},
        "wrong": {wrong.field: wrong.sentence for wrong in misread},
    }
