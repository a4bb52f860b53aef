"""What the published dataset says of each kind of entry: its members, what they mean and how they are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from calculator.shapes import COUNT, DAY, DECIMAL, FLAG, TEXT, Member, Record, Shape, constant, words
from calculator.validation import STANDINGS

SCHEMA = 1
"""Raised by a change that could break a reader: a member renamed, removed or given another meaning."""
UNIT = "US dollars per million tokens"
LICENSE = "MIT"


def _fact_value(value: Decimal | date | str) -> str:
    if isinstance(value, Decimal):
        return DECIMAL.write(value)
    return DAY.write(value) if isinstance(value, date) else value


EVIDENCE = {
    "source": Member(shape=TEXT.many(), told="Ids of the sources it rests on.", attribute="sources"),
    "checked": Member(shape=DAY, told="The day on which the sources were last looked at."),
    "standing": Member(shape=words(STANDINGS), told="How well it stands."),
    "note": Member(shape=TEXT.optional(), told="What else a reader should know."),
}
PERIOD = {
    "from": Member(
        shape=DAY.optional(), told="First day on which it held; null: no beginning of its own.", attribute="valid_from"
    ),
    "until": Member(
        shape=DAY.optional(),
        told="First day on which it held no more; null: no end of its own.",
        attribute="valid_until",
    ),
}
RATES = Record(
    name="rates",
    told=f"{UNIT}, with the decimals that were published.",
    members={
        "input": Member(shape=DECIMAL, told="Input that is not cached."),
        "output": Member(shape=DECIMAL, told="Output, thinking included."),
        "cache_read": Member(shape=DECIMAL, told="Input read from the cache."),
        "cache_write_5m": Member(shape=DECIMAL, told="Input written to the cache for five minutes."),
        "cache_write_1h": Member(shape=DECIMAL, told="Input written to the cache for one hour."),
    },
)
STEP = Record(
    name="step",
    told="Other prices for every token of a request, output included, whose prompt is longer.",
    members={
        "above_prompt_tokens": Member(
            shape=COUNT, told="The last prompt length without this step: input, cache writes and cache reads together."
        ),
        "prices": Member(shape=RATES.shape, told="Instead of the prices beside the step.", attribute="rates"),
    },
)
PRICE = Record(
    name="price",
    told="What a model's tokens cost in one period.",
    members={
        **PERIOD,
        "prices": Member(shape=RATES.shape, told="For prompts up to the first step.", attribute="rates"),
        "steps": Member(shape=STEP.shape.many(), told="Ascending by prompt length; the last that applies holds."),
        **EVIDENCE,
    },
)
FAST = Record(
    name="fast",
    told="A period in which a model could answer faster for more.",
    members={
        **PERIOD,
        "multiplier": Member(shape=DECIMAL, told="Factor on every price."),
        "ignores_steps": Member(shape=FLAG, told="True: on the prices without a step, whatever the prompt's length."),
        **EVIDENCE,
    },
)
MODEL = Record(
    name="model",
    told="One model. Its evidence is for everything but prices and fast mode, which have their own.",
    members={
        "id": Member(shape=TEXT, told="Its id in Anthropic's API."),
        "name": Member(shape=TEXT, told="Its name."),
        "family": Member(shape=TEXT, told="`opus`, `sonnet`, `haiku`, `fable`, `mythos`."),
        "aliases": Member(shape=TEXT.many(), told="Other ids of the same model, without those of cloud platforms."),
        "availability": Member(shape=words(("general", "limited")), told="`limited`: access must be granted."),
        "released": Member(shape=DAY.optional(), told="Null: not known."),
        "deprecated": Member(shape=DAY.optional(), told="The day on which its retirement was announced."),
        "retired": Member(shape=DAY.optional(), told="First day without it on Anthropic's platforms; may lie ahead."),
        "retirement": Member(shape=TEXT.optional(), told="What is promised while no date is set."),
        "context_tokens": Member(shape=COUNT, told="Longest prompt with its answer."),
        "max_output_tokens": Member(shape=COUNT.optional(), told="Longest answer."),
        "tokenizer": Member(
            shape=words(("old", "new")), told="`new` counts more tokens: fact `tokenizer.new_over_old`."
        ),
        "us_inference_multiplier": Member(
            shape=DECIMAL.optional(), told="Factor on every price for US-only inference; null: unknown or not offered."
        ),
        "history": Member(
            shape=PRICE.shape.many(),
            told="Every price it had, oldest first, without gap or overlap; empty: no price is known.",
            attribute="prices",
        ),
        "fast": Member(shape=FAST.shape.many(), told="Every period with fast mode, oldest first."),
        **EVIDENCE,
    },
)
PLAN = Record(
    name="plan",
    told="One subscription plan. What is not published is null, never zero.",
    members={
        "id": Member(shape=TEXT, told="Stays the same when the plan is renamed."),
        "name": Member(shape=TEXT, told="What it is called now."),
        "former_names": Member(shape=TEXT.many(), told="What it was called, oldest first."),
        "renamed": Member(shape=TEXT.optional(), told="When the last former name ended, as exactly as is known."),
        "usd_per_month": Member(shape=DECIMAL.optional(), told="Fee paid monthly; of a seat where seats are sold."),
        "usd_per_month_annual": Member(shape=DECIMAL.optional(), told="Fee of a month paid by the year."),
        "per_seat": Member(shape=FLAG, told="Whether seats are sold."),
        "next_up": Member(shape=TEXT.optional(), told="Id of the plan that holds more for the same buyer."),
        "weekly_vs_pro": Member(shape=DECIMAL.optional(), told="Published multiple of Pro's week."),
        "weekly_vs_pro_standing": Member(
            shape=TEXT.optional(), told="How well that stands, where it is not as the plan does."
        ),
        "session_vs_pro": Member(shape=DECIMAL.optional(), told="Published multiple of Pro's five hours."),
        "five_hour_window": Member(shape=TEXT, told="`yes`, `no`, or the condition."),
        "weekly_limit": Member(shape=FLAG, told="Whether a weekly limit is documented."),
        "claude_code": Member(shape=FLAG, told="Whether Claude Code is part of it."),
        "usage_included": Member(shape=FLAG, told="False: all usage is billed at API prices on top."),
        "includes_fable": Member(shape=FLAG, told="Whether Fable is, up to a share of the week; else on credits."),
        "api_credit_usd_per_month": Member(
            shape=DECIMAL.optional(), told="Credit for the API, which does not pay for Claude Code."
        ),
        **EVIDENCE,
    },
)
FACT = Record(
    name="fact",
    told="Any other figure: modifiers, limits, published usage, dates.",
    members={
        "id": Member(shape=TEXT, told="Dotted name, such as `usage.average.usd_per_active_day`."),
        "title": Member(shape=TEXT, told="What it is."),
        "value": Member(
            shape=Shape(schema=TEXT.schema, write=_fact_value).optional(),
            told="Null exactly when its standing is `unknown`.",
        ),
        "unit": Member(shape=TEXT, told="`text` and `date` say what the value is; any other unit is of a decimal."),
        **PERIOD,
        **EVIDENCE,
    },
)
SOURCE = Record(
    name="source",
    told="Where figures come from.",
    members={
        "id": Member(shape=TEXT, told="What `source` refers to."),
        "title": Member(shape=TEXT, told="What it is."),
        "date": Member(shape=TEXT, told="When it was written, as exactly as is known."),
        "url": Member(shape=TEXT.optional(), told="Where to read it, if there is a lasting address."),
    },
)
CATALOG = Record(
    name="catalog",
    told="What Claude models and plans cost and allow, dated and sourced.",
    members={
        "schema": Member(shape=constant(SCHEMA), told="Version of this form."),
        "unit": Member(shape=constant(UNIT), told="Unit of everything in `prices`."),
        "license": Member(shape=constant(LICENSE), told="SPDX id."),
        "checked": Member(shape=DAY, told="The oldest check among the prices that hold."),
        "models": Member(shape=MODEL.shape.many(), told="Newest first, retired ones included."),
        "plans": Member(shape=PLAN.shape.many(), told="Cheapest first: people, then teams, then companies."),
        "facts": Member(shape=FACT.shape.many(), told="By subject."),
        "sources": Member(shape=SOURCE.shape.many(), told="Every source that `source` names."),
    },
)
RECORDS = (CATALOG, MODEL, PRICE, RATES, STEP, FAST, PLAN, FACT, SOURCE)
"""From the whole to its parts."""
