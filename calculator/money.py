"""The one door to money: exact US dollars in, one rounding at the face out.

Amounts are `Decimal`, made from text or whole numbers only. Arithmetic runs in `EXACT`, where a step that would lose
a digit is an error instead of a rounding. What is drawn many times is in whole micro-dollars. The `show_*` functions
are the face: they round once, for a reader.
"""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
)

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, DivisionByZero])
"""60 digits hold any sum of token counts times prices; a step that needs more raises `decimal.Inexact`."""

ROUNDED = Context(prec=40, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero])
"""For ratios and averages, the only places that may round; 40 digits, long before anything is shown."""

ZERO = Decimal(0)
CENT = Decimal("0.01")
_DECIMALS_OF_MTOK = 6
_DECIMALS_OF_MICRO = 6


def usd(amount: str | int) -> Decimal:
    """Return `amount` US dollars exactly.

    >>> usd("3.75")
    Decimal('3.75')

    Raises:
        TypeError: For a float, a bool or anything else that may already have lost digits.
        ValueError: For text that is no finite number.
    """
    if isinstance(amount, bool) or not isinstance(amount, str | int):
        message = f"money is made from text or whole numbers, not {type(amount).__name__}"
        raise TypeError(message)
    try:
        value = Decimal(amount)
    except InvalidOperation:
        message = f"{amount!r} is no amount of money"
        raise ValueError(message) from None
    if not value.is_finite():
        message = f"{amount!r} is no amount of money"
        raise ValueError(message)
    return value


def dollars(amount: int) -> Decimal:
    """Return micro-dollars as dollars.

    >>> dollars(1_500_000)
    Decimal('1.500000')
    """
    return Decimal(amount).scaleb(-_DECIMALS_OF_MICRO)


def micro(amount: Decimal) -> int:
    """Return dollars as whole micro-dollars.

    >>> micro(usd("1.5"))
    1500000
    """
    return int(amount.scaleb(_DECIMALS_OF_MICRO).to_integral_value())


def cost(tokens: int, usd_per_mtok: Decimal) -> Decimal:
    """Return what `tokens` cost at a price per million tokens, exactly.

    >>> cost(123_456_789, usd("3.75"))
    Decimal('462.96295875')
    """
    return EXACT.scaleb(EXACT.multiply(Decimal(tokens), usd_per_mtok), -_DECIMALS_OF_MTOK)


def add(*amounts: Decimal) -> Decimal:
    """Return the exact sum.

    >>> add(usd("0.10"), usd("0.20"))
    Decimal('0.30')
    """
    total = ZERO
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def times(amount: Decimal, factor: Decimal | int) -> Decimal:
    """Return the exact product.

    >>> times(usd("2.50"), 2)
    Decimal('5.00')
    """
    return EXACT.multiply(amount, Decimal(factor))


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Return `part / whole` to 40 digits.

    >>> ratio(1, 4)
    Decimal('0.25')
    """
    return ROUNDED.divide(Decimal(part), Decimal(whole))


def plain(amount: Decimal) -> str:
    """Return every digit, without an exponent and without trailing zeros.

    >>> plain(usd("517.3000")), plain(usd("100")), plain(usd("0.00"))
    ('517.3', '100', '0')
    """
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def show_usd(amount: Decimal) -> str:
    """Return dollars and cents for a reader; amounts that are not zero never show as zero.

    >>> show_usd(usd("1234.565")), show_usd(usd("0.0031")), show_usd(usd(0))
    ('$1,234.57', 'less than $0.01', '$0.00')
    """
    if ZERO < amount < CENT / 2:
        return "less than $0.01"
    return f"${amount.quantize(CENT, rounding=ROUND_HALF_UP):,f}"


def show_signed(amount: Decimal) -> str:
    """Return a difference in dollars and cents with its sign; what is not zero never shows as zero.

    >>> show_signed(usd("-1.5")), show_signed(usd("0.001")), show_signed(usd(0))
    ('-$1.50', '+less than $0.01', '$0.00')
    """
    sign = "-" if amount < ZERO else "+" if amount else ""
    return sign + show_usd(abs(amount))


def show_price(amount: Decimal) -> str:
    """Return a list price or fee as it is published: whole dollars bare, otherwise at least two decimals.

    >>> show_price(usd("20")), show_price(usd("2.5")), show_price(usd("0.125"))
    ('$20', '$2.50', '$0.125')
    """
    text = plain(amount)
    whole, _, decimals = text.partition(".")
    return f"${int(whole):,}" + (f".{decimals:0<2}" if decimals else "")


def two_figures(amount: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round to two significant figures, which is all that an estimate knows.

    >>> two_figures(usd("137.2")), two_figures(usd("4.449")), two_figures(usd(0))
    (Decimal('1.4E+2'), Decimal('4.4'), Decimal('0'))
    """
    if not amount:
        return ZERO
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1), rounding=rounding)


def show_about(amount: int) -> str:
    """Return micro-dollars of an estimate as dollars in two figures.

    >>> show_about(137_200_000), show_about(4_449_000)
    ('$140', '$4.40')
    """
    return show_price(two_figures(dollars(amount)))


def show_range(low: Decimal, high: Decimal) -> str:
    """Return a range to two significant figures, rounded outwards so that it never claims too much.

    A least of whole dollars is a fee, which is exact: nothing on that plan costs less. So are whole cents alone.

    >>> show_range(usd("141.2"), usd("305")), show_range(usd(20), usd(20)), show_range(usd("0.4"), usd("1.92"))
    ('$140–310', '$20', '$0.40–2')
    >>> show_range(usd(125), usd("187.3")), show_range(usd("29.99"), usd("29.99"))
    ('$125–190', '$29.99')
    """
    if low == high:
        return show_price(low) if low == low.quantize(CENT, context=ROUNDED) else _show_estimate(low)
    first, last = (
        low if low == low.to_integral_value() else _to_cents(two_figures(low, ROUND_FLOOR), ROUND_FLOOR),
        _to_cents(two_figures(high, ROUND_CEILING), ROUND_CEILING),
    )
    if first == last:
        return "about " + _show_estimate(first)
    return f"{_show_estimate(first)}–{_show_estimate(last).removeprefix('$')}"


def _to_cents(amount: Decimal, rounding: str) -> Decimal:
    """Drop what is finer than a cent; two figures of a large amount are coarser already and stay as they are."""
    return amount if amount == amount.to_integral_value() else amount.quantize(CENT, rounding=rounding)


def _show_estimate(amount: Decimal) -> str:
    rounded = amount if amount == amount.to_integral_value() else two_figures(amount)
    return f"${rounded:,.0f}" if rounded == rounded.to_integral_value() else f"${rounded:,.2f}"


def show_share(share: Decimal | None) -> str:
    """Return a share of one in percent, to a tenth; a dash where there is none.

    >>> show_share(Decimal("0.9512")), show_share(None)
    ('95.1%', '–')
    """
    return "–" if share is None else f"{times(share, 100).quantize(Decimal('0.1'), context=ROUNDED)}%"


def show_tokens(tokens: int) -> str:
    """Return a token count in words to two significant decimals; the exact count belongs beside it.

    >>> show_tokens(5_272_886_331), show_tokens(1_240_000), show_tokens(98_765)
    ('5.27 billion', '1.24 million', '98,765')
    """
    for size, word in ((1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million")):
        if tokens >= size:
            return f"{ratio(tokens, size).quantize(CENT, rounding=ROUND_HALF_UP)} {word}"
    return f"{tokens:,}"
