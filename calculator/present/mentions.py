"""What a sentence says beside a figure: a product of figures, a source by its title, the day of a check."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.present.environment import render
from calculator.present.figures import shown

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog


def product(catalog: Catalog, text: str) -> str:
    """Return the product of whole numbers and facts: `8 usage.average.usd_per_month_low`, in the last one's unit.

    Raises:
        LookupError: For a fact that does not exist.
        TypeError: For a fact that is no number.
        ValueError: When the last factor is no fact, or another is neither a fact nor a number.
    """
    *factors, name = text.split()
    if "." not in name:
        message = f"the last factor of {text!r} is no fact"
        raise ValueError(message)
    fact = catalog.facts[name]
    value, spoken = fact.number, []
    for factor in factors:
        number = catalog.facts[factor].number if "." in factor else money.usd(factor)
        value = money.times(value, number)
        spoken.append(money.plain(number))
    spoken.append(shown(fact.number, fact.unit))
    return render(
        "product.html",
        text=text,
        value=value,
        shown=shown(value, fact.unit),
        spoken=f"our arithmetic: {' × '.join(spoken)}",
        fact=fact,
    )


def quotient(catalog: Catalog, text: str) -> str:
    """Return how many of one thing fit into another: two facts, or a fact and a whole number, rounded down.

    Raises:
        LookupError: For a fact that does not exist.
        TypeError: For a fact that is no number.
        ValueError: When there are not two of them.
    """
    whole, part = text.split()
    number = int(catalog.facts[whole].number // catalog.facts[part].number)
    return render(
        "product.html",
        text=text,
        value=Decimal(number),
        shown=f"{number:,}",
        spoken=f"{catalog.facts[whole].title}, divided by: {catalog.facts[part].title}",
        fact=catalog.facts[whole],
    )


def source(catalog: Catalog, name: str) -> str:
    """Return a source's title and date, linked to what was taken from it.

    Raises:
        LookupError: When there is no such source.
    """
    return render("source.html", source=catalog.sources[name])


def checked(catalog: Catalog, names: str) -> str:
    """Return the oldest check of some facts (by id), plans (`plans.ID`) and models (`models.ID`).

    Raises:
        LookupError: When one of them does not exist, or none is named.
    """
    days = [_checked(catalog, name) for name in names.split()]
    if not days:
        message = "nothing is named that was checked"
        raise LookupError(message)
    return dates.show(min(days))


def _checked(catalog: Catalog, name: str) -> date:
    kind, _, rest = name.partition(".")
    entries = {"plans": catalog.plans, "models": catalog.models}.get(kind)
    if entries is None:
        return catalog.facts[name].checked
    found = next((entry for entry in entries if entry.id == rest), None)
    if found is None:
        message = f"nothing is called {name!r}"
        raise LookupError(message)
    return found.checked
