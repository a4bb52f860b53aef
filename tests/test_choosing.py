"""Which option is named first: the cheapest on average, and of those near it the one that is so without its tail."""

from decimal import Decimal

from calculator.choosing import cheapest, choose
from calculator.option import Option

DOLLAR = 1_000_000


def option(name: str, *usd: int) -> Option:
    return Option(
        id=name,
        name=name,
        short=name,
        usd=tuple(each * DOLLAR for each in usd),
        minutes=(0,) * len(usd),
        blocked="",
        why=(),
    )


def test_of_options_near_the_cheapest_the_one_with_cheap_ordinary_months_is_best() -> None:
    even, tailed = option("next_plan", *[100] * 10), option("credits", *[40] * 8, 350, 400)
    found = choose([even, tailed], Decimal(10))
    assert cheapest([even, tailed], Decimal(10)) == ("next_plan", 100 * DOLLAR)
    assert (found.best, found.recommended, found.equal) == ("credits", "credits", ())
    assert found.sure_percent == 80


def test_what_is_more_than_a_tenth_dearer_on_average_is_not_best() -> None:
    even, tailed = option("next_plan", *[100] * 10), option("credits", *[40] * 8, 350, 450)
    assert choose([even, tailed], Decimal(10)).best == "next_plan"


def test_it_is_sure_only_where_nothing_else_at_once_is_cheaper() -> None:
    """Each of two others is dearer in most worlds, but in most worlds one of them is cheaper."""
    best, one, other = (
        option("stay", *[10] * 10),
        option("api", *[9] * 4, *[90] * 6),
        option("next_plan", *[90] * 6, *[9] * 4),
    )
    found = choose([best, one, other], Decimal(10))
    assert (found.best, found.equal) == ("stay", ())
    assert found.sure_percent == 20


def test_what_is_shown_with_the_same_figures_is_alike() -> None:
    stay, paying = option("stay", *[20] * 95, *[90] * 5), option("credits", *[20] * 95, *[30] * 5)
    found = choose([paying, stay, option("api", *[50] * 100)], Decimal(10))
    assert (found.best, found.alike) == ("credits", ("stay",))
    assert choose([paying, option("api", *[50] * 100)], Decimal(10)).alike == ()


def test_what_is_shown_with_the_figures_of_an_equal_one_is_alike() -> None:
    """Credits and a key past the limit cost the same without a discount: one is not as good without the other."""
    stay, *past = (
        option("stay", *[20] * 10),
        option("credits", *[15] * 5, *[26] * 5),
        option("overflow", *[15] * 5, *[26] * 5),
    )
    found = choose([stay, *past], Decimal(10))
    assert (found.best, found.equal, found.alike) == ("stay", ("credits",), ("overflow",))
