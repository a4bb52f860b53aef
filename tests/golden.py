"""Golden vectors: scenarios and logs with the exact answers, computed alike by CPython and in Pyodide.

`python -m tests.golden` writes the answers of today's code to golden.json, to be read as a diff before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from calculator import browser
from tests.offered import offer

ON = "2026-11-23"
FILE = Path(__file__).with_suffix(".json")
SCENARIOS = (
    "",
    "plan=pro&days=1&day=light&wall=never&models=sonnet",
    "plan=max&days=5&day=average&wall=3&models=opus",
    "plan=ultra&days=7&day=heavy&wall=1&models=fable",
    "plan=team_premium&days=5&day=heavy&models=sonnet-haiku&discount=12.5",
    "plan=pro&day=own&session_usd=3.3333&sessions=2.5&fee=22.99",
    "plan=max&models=own&fable=10&opus=20&sonnet=30&haiku=40",
    "plan=gold&days=0&day=%3Cb%3E&session_usd=1e9&nonsense=%00",
)
MODELS = ("claude-opus-5-5", "claude-haiku-5-5", "claude-sonnet-4-6", "claude-opus-4-8", "claude-novel-9")


def log_lines() -> list[str]:
    """Return rows of responses that meet every rule of pricing: steps, fast mode, writes of both kinds, searches."""
    lines = []
    for number in range(120):
        prompt = 99_990 + number * 3
        usage = {
            "input_tokens": number % 7,
            "output_tokens": number * 37 % 1999,
            "cache_read_input_tokens": prompt,
            "cache_creation_input_tokens": number * 11,
            "cache_creation": {"ephemeral_1h_input_tokens": number * 5, "ephemeral_5m_input_tokens": number * 6},
            "server_tool_use": {"web_search_requests": int(number % 11 == 0)},
            "speed": "fast" if number % 13 == 0 else "standard",
        }
        message = {"id": f"msg_{number % 100}", "model": MODELS[number % len(MODELS)], "usage": usage}
        stamp = f"2026-11-{1 + number % 20:02}T23:{number % 60:02}:59.999Z"
        row = {"type": "assistant", "timestamp": stamp, "requestId": f"req_{number % 100}", "message": message}
        lines.append(json.dumps(row))
    return [*lines, '{"type":"assistant","usage":', "", "[1, 2]", '{"type":"user"}']


def report_of(lines: list[str], slices: int) -> dict[str, Any]:
    """Return the page's report of one log file that arrives in so many slices."""
    data = "\n".join(lines).encode()
    browser.import_begin()
    size = len(data) // slices + 1
    for start in range(0, len(data), size):
        part = data[start : start + size]
        browser.import_feed(json.dumps([["projects/a/b.jsonl", len(part), start + size >= len(data)]]), part)
    browser.import_end("", ON)
    report = json.loads(browser.download("", ON))["report"]
    browser.import_clear("", ON)
    return report


EXPORTS = {
    "usage.csv": "usage_date_utc,model_version,api_key,workspace,context_window,usage_input_tokens_no_cache,"
    "usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens\n"
    '2026-11-03,claude-haiku-5-5,=key,"two, words",,90001,5000,40000,777\n'
    "2026-11-03,claude-opus-5-5,key,x,≤ 200k,3,1,2,4\n2026-11-04,claude-novel-9,key,x,> 200k,3,1,2,many\n",
    "cost.csv": "\ufeffusage_date_utc,model,token_type,cost_usd\r\n2026-11-03,Claude Opus 5.5,output,1.23\r\n",
    "ccusage.json": '{"daily":[{"date":"2026-11-05","modelBreakdowns":[{"modelName":"claude-opus-4-8-fast",'
    '"inputTokens":7,"outputTokens":8,"cacheCreationTokens":9,"cacheReadTokens":10,"cost":0.30000000000000004}]}],"totals":{}}',
    "admin.json": '{"data":[{"starting_at":"2026-12-01T00:00:00Z","results":[{"uncached_input_tokens":5,'
    '"model":"claude-opus-5-5","output_tokens":6}]}],"has_more":true}',
    "notes.txt": "hello",
}


def ccusage_days() -> str:
    """Return ccusage's daily export of three weeks, with a model that has steps and one that has none."""
    days = [
        {
            "date": f"2026-11-{day:02}",
            "modelBreakdowns": [
                {
                    "modelName": ("claude-opus-5-5", "claude-haiku-5-5")[day % 3 == 0],
                    "inputTokens": day * 11,
                    "outputTokens": day * 7919,
                    "cacheCreationTokens": day * 104_729,
                    "cacheReadTokens": day * 1_299_709,
                    "cost": 1,
                }
            ],
        }
        for day in range(1, 24)
        if day % 7
    ]
    return json.dumps({"daily": days, "totals": {}})


ZONE = '{"name": "Europe/Berlin", "changes": [[0, 60], [1774746000, 120], [1792890000, 60]]}'


def results_of(files: dict[str, str], source: str) -> dict[str, str]:
    """Return what the page shows and gives away of files in Berlin, with this source if several tell of a day."""
    offer({name: text.encode() for name, text in files.items()})
    browser.import_end("", ON, ZONE)
    browser.import_wish("source", source, "", ON)
    found = {
        "report": json.loads(browser.download("", ON))["report"],
        "csv": browser.download_table("csv"),
        "markdown": browser.download_table("markdown"),
    }
    browser.import_clear("", ON)
    return found


PLAN_USAGE = {
    "status.json": '{"rate_limits":{"seven_day":{"used_percentage":61.5,"resets_at":1795651200}}}',
    "plan-usage-history.json": '{"version":2,"samples":[{"t":1794787200000,"u":{"sd":2}},'
    '{"t":1795132800000,"u":{"sd":71}}]}',
}


def estimate_from(files: dict[str, str], query: str) -> dict[str, Any]:
    """Return the estimate that rests on files, without their report."""
    offer({name: text.encode() for name, text in files.items()})
    browser.import_end(query, ON)
    found = json.loads(browser.download(query, ON))
    browser.import_clear(query, ON)
    return {name: part for name, part in found.items() if name != "report"}


def answers() -> dict[str, Any]:
    """Compute every vector."""
    return {
        "on": ON,
        "estimates": {scenario: json.loads(browser.download(scenario, ON)) for scenario in SCENARIOS},
        "from logs": estimate_from({"a.jsonl": "\n".join(log_lines()), **PLAN_USAGE}, "plan=max&wall=4"),
        "from plan usage": estimate_from(PLAN_USAGE, "plan=pro"),
        "from exports": estimate_from({"ccusage.json": ccusage_days()}, "plan=max&wall=3&hours=5"),
        "report": report_of(log_lines(), slices=7),
        "exports": results_of({"a.jsonl": "\n".join(log_lines()), **EXPORTS}, "console_usage"),
    }


def text() -> str:
    """Return the vectors as they stand in the file."""
    return json.dumps(answers(), ensure_ascii=False, indent=1) + "\n"


def drawn() -> str:
    """Return all that the page is told of the scenarios: too long to review, but the same bytes everywhere."""
    return "\n".join(browser.update(scenario, ON) for scenario in SCENARIOS)


if __name__ == "__main__":
    FILE.write_text(text())
