"""Write a synthetic Claude Code log folder and the true totals of it. Seeded: the same options give the same bytes.

    python -m tests.make_logs OUT --mb 200 --days 90 --seed 7

It makes `OUT/projects/<encoded cwd>/<session id>.jsonl`, sub-agents in `<session id>/subagents/agent-<id>.jsonl`, and
`OUT/truth.json`: what a correct reader must report. Each thing imitated has broken some published analyser:

* most bytes are message content (tool results, held twice: in `message.content` and in `toolUseResult`);
* one response is several rows, one a content block, with one message id and request id; `output_tokens` is partial
  until the last one;
* resumed sessions replay an older session's rows in a new file;
* sub-agents have their own files, or stand inline with `isSidechain`; some open with the parent's last answer again,
  under the same message id but a new request id and with a big cache read, which must not be counted;
* rows of fast mode; cache writes of five minutes and one hour; a pause longer than either rewrites the context;
* `<synthetic>` error rows with usage-limit messages, rows of other types, lines cut short by a crash;
* file sizes are log-normal around 105 kB with a long tail, as in the profile that ccusage publishes for its benchmark.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

WORDS = (  # noqa: SIM905 - words are easier to read in lines
    "the a of to in and is for this that with function return value error test file path"
    " import class self None True False data list dict async await request response token"
    " model cache usage cost session user project build run check update config parse load"
    " write read index query table column row key handler server client node event state"
    " render component props effect hook route schema migration deploy branch commit merge"
).split()
SIGNS = ["→", "✓", "é", "ü", "日本語", "…", "“quoted”", "├──", "€", "🚀"]
KEYS = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")
LONG_PROMPT = 100_000
"""Haiku 5.5 costs more for responses whose prompt is longer than this."""
TRAP = '{"type":"assistant","message":{"usage":{"input_tokens":999999,"output_tokens":999999}}}'
"""Text that looks like a row with usage, inside message content."""
WEEKLY = "You've hit your weekly limit · resets Thu 3pm (UTC)"
SESSION = "You've hit your limit · resets 3pm (UTC)"

Totals = dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the logs are like. Shares are between 0 and 1."""

    mb: float = 20
    """Size goal in MiB."""
    days: int = 60
    start: str = "2026-08-01"
    """First day, UTC."""
    seed: int = 1
    projects: int = 12
    models: str = "claude-opus-4-6=5,claude-sonnet-4-6=4,claude-haiku-4-5-20251001=1"
    """NAME=WEIGHT,..."""
    line_kb: float = 8
    """Typical row of a tool result, in kB."""
    context: int = 160_000
    """Tokens at which a session compacts."""
    one_hour: float = 0.7
    """Share of sessions with 1-hour cache writes."""
    replays: float = 0.06
    """Share of sessions that replay an older one."""
    sidechains: float = 0.10
    """Chance that a prompt starts a sub-agent in its own file."""
    echoes: float = 0.2
    """Share of sub-agent files that open with an echo of the parent's answer."""
    fast: float = 0.0
    """Share of responses in fast mode."""
    inline_sidechains: bool = False
    """The old layout: rows of sub-agents inside the session's file."""
    partial_output: bool = True
    """Whether only the last row of a response has its final output tokens."""
    limit_hits: float = 0.03
    """Share of sessions that end in a usage-limit message."""
    broken: float = 0.01
    """Share of files that end in a cut line."""
    noon: float = 14.0
    """Centre of the working day, hour UTC."""
    version: str = "2.1.120"
    """The Claude Code version that the rows name."""


class Place(NamedTuple):
    """Where a row is written."""

    session: str
    cwd: str
    sidechain: bool
    agent: str


class Branch(NamedTuple):
    """A sub-agent that a session started."""

    at: dt.datetime
    size: int
    place: Place
    message: str
    model: str


def make_pool(rng: random.Random, pieces: int = 256) -> list[str]:
    """Return JSON-encoded pieces of text without the outer quotes, 200 B to 2 kB each.

    They are encoded one by one, so joining them is again the inside of a valid JSON string.
    """
    pool = []
    for _ in range(pieces):
        lines, size, goal = [], 0, rng.randint(200, 2000)
        while size < goal:
            lines.append(make_line(rng))
            size += len(lines[-1])
        pool.append(json.dumps("".join(lines), ensure_ascii=False)[1:-1])
    return [*pool, json.dumps(TRAP)[1:-1]]


def make_line(rng: random.Random) -> str:
    """Return one line of prose, code, a path, JSON or signs beyond ASCII."""
    kind, word = rng.random(), lambda: rng.choice(WORDS)
    if kind < 0.55:
        return "    " * rng.randint(0, 4) + " ".join(rng.choices(WORDS, k=rng.randint(3, 14))) + "\n"
    if kind < 0.75:
        return f'{rng.randint(1, 900):>6}\t{word()} = {word()}("{word()}", {rng.random():.4f})\n'
    if kind < 0.85:
        return f"C:\\src\\{word()}\\{word()}.ts\n"
    if kind < 0.95:
        return f'{{"{word()}": "{word()}"}}\n'
    return f"{rng.choice(SIGNS)} {word()}\n"


def stamp(at: dt.datetime) -> str:
    """Return a moment as the rows write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def zero() -> Totals:
    """Return a total that starts at nothing."""
    return defaultdict(int)


class Maker:
    """Writes one folder and keeps its truth."""

    def __init__(self, folder: Path, options: Options) -> None:
        """Prepare.

        Args:
            folder: where `projects/` is made.
            options: what the logs are like.
        """
        self.folder = folder
        self.o = options
        self.rng = random.Random(options.seed)  # noqa: S311 - text, not keys
        self.pool = make_pool(self.rng)
        self.pool_bytes = [len(piece.encode()) for piece in self.pool]
        weighted = [part.partition("=") for part in options.models.split(",")]
        self.models = [name.strip() for name, _, _ in weighted]
        self.weights = [float(weight or 1) for _, _, weight in weighted]
        self.start = dt.datetime.fromisoformat(options.start).replace(tzinfo=dt.UTC)
        self.bytes = self.rows = self.files = self.usage_rows = 0
        self.responses = self.web = self.broken = self.replayed_rows = self.echoes = 0
        self.naive, self.first, self.side = zero(), zero(), zero()
        self.by_model: dict[str, Totals] = defaultdict(zero)
        self.by_day: dict[str, Totals] = defaultdict(zero)
        self.by_day_model: dict[str, Totals] = defaultdict(zero)
        self.fast: dict[str, Totals] = defaultdict(zero)
        self.long: dict[str, Totals] = defaultdict(zero)
        self.responses_by_model = zero()
        self.last_message = ""
        self.limits: list[dict[str, str]] = []
        self.history: list[tuple[str, list[str]]] = []

    def uuid(self) -> str:
        """Return a random UUID."""
        h = f"{self.rng.getrandbits(128):032x}"
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def ident(self, prefix: str) -> str:
        """Return a random id as the API makes them."""
        letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        return prefix + "01" + "".join(self.rng.choices(letters, k=22))

    def text(self, size: int) -> str:
        """Return the inside of a JSON string of at least `size` bytes."""
        pieces, length = [], 0
        while length < size:
            i = self.rng.randrange(len(self.pool))
            pieces.append(self.pool[i])
            length += self.pool_bytes[i]
        return "".join(pieces)

    def spread(self, median: float, sigma: float, cap: float) -> int:
        """Draw a log-normal number, capped."""
        return int(min(cap, self.rng.lognormvariate(0, sigma) * median))

    def envelope(self, kind: str, at: dt.datetime, place: Place) -> str:
        """Return the keys that every row begins with, its object still open."""
        agent = f',"agentId":"{place.agent}"' if place.agent else ""
        return (
            f'{{"parentUuid":"{self.uuid()}","isSidechain":{"true" if place.sidechain else "false"},'
            f'"userType":"external","cwd":{json.dumps(place.cwd)},"sessionId":"{place.session}",'
            f'"version":"{self.o.version}","gitBranch":"main"{agent},'
            f'"type":"{kind}","uuid":"{self.uuid()}","timestamp":"{stamp(at)}"'
        )

    def blocks(self, cwd: str) -> list[tuple[str, str]]:
        """Return kind and JSON of each content block of one answer."""
        rng, blocks = self.rng, []
        if rng.random() < 0.5:
            thinking, signature = self.text(rng.randint(80, 1200)), self.ident("E") * rng.randint(8, 60)
            blocks.append(("thinking", f'{{"type":"thinking","thinking":"{thinking}","signature":"{signature}"}}'))
        if rng.random() < 0.6 or not blocks:
            blocks.append(("text", f'{{"type":"text","text":"{self.text(rng.randint(60, 1500))}"}}'))
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            tool, name = self.ident("toolu_"), rng.choice(("Bash", "Read", "Edit", "Grep", "Write"))
            path, old = f"{cwd}/src/{rng.choice(WORDS)}.py", self.text(rng.randint(20, 900))
            given = f'{{"file_path":"{path}","old_string":"{old}"}}'
            blocks.append(("tool_use", f'{{"type":"tool_use","id":"{tool}","name":"{name}","input":{given}}}'))
        return blocks

    def response(self, at: dt.datetime, place: Place, model: str, used: Totals, web: int) -> list[str]:
        """Return the rows of one response, which is added to the truth."""
        rng, message, request = self.rng, self.ident("msg_"), self.ident("req_")
        self.last_message = message
        fast = rng.random() < self.o.fast
        blocks = self.blocks(place.cwd)
        rows = []
        for i, (kind, body) in enumerate(blocks):
            last = i == len(blocks) - 1
            output = used["output"]
            if not last and self.o.partial_output:
                output = max(1, min(output, rng.randint(1, 9)))
            stop = ('"tool_use"' if kind == "tool_use" else '"end_turn"') if last else "null"
            searches = f',"server_tool_use":{{"web_search_requests":{web},"web_fetch_requests":0}}' if web else ""
            speed = ',"speed":"fast"' if fast else ""
            usage = (
                f'{{"input_tokens":{used["input"]},'
                f'"cache_creation_input_tokens":{used["cache_write_5m"] + used["cache_write_1h"]},'
                f'"cache_read_input_tokens":{used["cache_read"]},'
                f'"cache_creation":{{"ephemeral_5m_input_tokens":{used["cache_write_5m"]},'
                f'"ephemeral_1h_input_tokens":{used["cache_write_1h"]}}},'
                f'"output_tokens":{output},"service_tier":"standard"{searches}{speed}}}'
            )
            rows.append(
                self.envelope("assistant", at + dt.timedelta(milliseconds=700 * i), place)
                + f',"message":{{"model":"{model}","id":"{message}","type":"message","role":"assistant",'
                f'"content":[{body}],"stop_reason":{stop},"stop_sequence":null,"usage":{usage}}},'
                f'"requestId":"{request}"}}'
            )
            for key in KEYS:
                tokens = output if key == "output" else used[key]
                self.naive[key] += tokens
                self.first[key] += tokens if i == 0 else 0
            self.usage_rows += 1
        self.count(f"{at:%Y-%m-%d}", model, used, sidechain=place.sidechain, fast=fast)
        self.responses += 1
        self.responses_by_model[model] += 1
        self.web += web
        return rows

    def count(self, day: str, model: str, used: Totals, *, sidechain: bool, fast: bool) -> None:
        """Add one response's tokens to the truth."""
        long = sum(used.values()) - used["output"] > LONG_PROMPT
        for key in KEYS:
            self.by_model[model][key] += used[key]
            self.by_day[day][key] += used[key]
            self.by_day_model[f"{day} {model}"][key] += used[key]
            self.side[key] += used[key] if sidechain else 0
            if fast:
                self.fast[model][key] += used[key]
            if long:
                self.long[model][key] += used[key]

    def tool_result(self, at: dt.datetime, place: Place) -> tuple[str, int]:
        """Return the row of a tool's result, which holds its text twice, and the tokens it adds to the context."""
        size = self.spread(self.o.line_kb * 550, 1.15, 120_000)
        body, tool = self.text(size), self.ident("toolu_")
        row = (
            self.envelope("user", at + dt.timedelta(seconds=1), place) + f',"message":{{"role":"user","content":'
            f'[{{"tool_use_id":"{tool}","type":"tool_result","content":"{body}"}}]}},'
            f'"toolUseResult":{{"stdout":"{body}","stderr":"","interrupted":false,"isImage":false}}}}'
        )
        return row, min(size // 4, 9_000)

    def session(  # noqa: PLR0915 - one walk through a session's time, in the order in which it happens
        self, at: dt.datetime, goal: int, parent: Place | None = None
    ) -> tuple[Place, list[str], list[Branch]]:
        """Return place, rows and sub-agents of one session, or of one sub-agent's file, of about `goal` bytes."""
        rng, o = self.rng, self.o
        session = parent.session if parent else self.uuid()
        cwd = parent.cwd if parent else f"/home/dev/work/project-{rng.randrange(o.projects):03d}"
        home = parent or Place(session, cwd, sidechain=False, agent="")
        model = rng.choices(self.models, self.weights)[0]
        base = rng.randint(12_000, 24_000)
        context, cached, size = base, 0, 0
        rows: list[str] = []
        branches: list[Branch] = []
        one_hour = rng.random() < o.one_hour
        kept = dt.timedelta(hours=1) if one_hour else dt.timedelta(minutes=5)
        if not parent:
            snapshot = f'{{"trackedFileBackups":{{}},"timestamp":"{stamp(at)}"}}'
            rows.append(
                f'{{"type":"file-history-snapshot","messageId":"{self.uuid()}","snapshot":{snapshot},'
                f'"isSnapshotUpdate":false}}'
            )
        prompt_due, last = True, at
        while size < goal:
            before = len(rows)
            inline = parent is None and o.inline_sidechains and rng.random() < 0.08
            place = home._replace(sidechain=home.sidechain or inline)
            if prompt_due:
                length = self.spread(400, 1.0, 6_000)
                prompt = self.envelope("user", at, place)
                rows.append(f'{prompt},"message":{{"role":"user","content":"{self.text(length)}"}}}}')
                context += length // 4
                prompt_due = False
                if rng.random() < 0.05:
                    model = rng.choices(self.models, self.weights)[0]
                    cached = 0
            at += dt.timedelta(seconds=rng.uniform(3, 40))
            if at - last > kept:
                cached = 0
            new = max(0, context - cached)
            used = {
                "input": rng.randint(1, 12),
                "output": self.spread(260, 1.1, 16_000) + 1,
                "cache_read": cached,
                "cache_write_5m": 0 if one_hour else new,
                "cache_write_1h": new if one_hour else 0,
            }
            rows += self.response(at, place, model, used, 1 if rng.random() < 0.01 else 0)
            last, cached = at, context
            context += used["output"]
            if rng.random() < 0.86:
                row, tokens = self.tool_result(at, place)
                rows.append(row)
                context += tokens
            else:
                prompt_due = True
                at += dt.timedelta(minutes=self.spread(2.5, 1.2, 180))
                own_files = o.sidechains and not o.inline_sidechains
                if not parent and own_files and rng.random() < o.sidechains:
                    length = self.spread(60_000, 1.0, 1_500_000)
                    branches.append(Branch(at, length, home._replace(sidechain=True), self.last_message, model))
            if rng.random() < 0.10:
                turn = ',"subtype":"turn_duration","durationMs":{}'
                rows.append(self.envelope("system", at, place) + turn.format(rng.randint(900, 90_000)) + "}")
            if context > o.context:
                context, cached = base + rng.randint(4_000, 9_000), 0
                summary = '"isCompactSummary":true,"message":{"role":"user","content":"'
                rows.append(f'{self.envelope("user", at, place)},{summary}{self.text(6_000)}"}}}}')
            size += sum(len(row.encode()) + 1 for row in rows[before:])
        return home, rows, branches

    def put(self, path: Path, rows: list[str]) -> None:
        """Write one file, now and then with a last line that a crash cut short."""
        path.parent.mkdir(parents=True, exist_ok=True)
        data = ("\n".join(rows) + "\n").encode()
        cut = self.rng.random() < self.o.broken
        if cut:
            data += b'{"type":"assistant","message":{"id":"msg_cut","usage":{"input_tokens":12,"out'
        path.write_bytes(data)
        self.bytes += len(data)
        self.rows += len(rows) + cut
        self.broken += cut
        self.files += 1

    def pick_start(self) -> dt.datetime:
        """Draw when a session begins: mostly on working days, around noon."""
        rng = self.rng
        while True:
            day = self.start + dt.timedelta(days=rng.randrange(self.o.days))
            if day.weekday() < 5 or rng.random() < 0.35:
                break
        hour = min(23.5, max(0.0, rng.gauss(self.o.noon, 3.2)))
        return day + dt.timedelta(hours=hour, milliseconds=rng.randrange(60_000))

    def limit_hit(self, place: Place) -> str:
        """Return the row that Claude Code writes when a usage limit is reached."""
        when = self.pick_start()
        kind = self.rng.choice(("5-hour", "weekly"))
        self.limits.append({"timestamp": stamp(when), "kind": kind, "session": place.session})
        said = json.dumps(WEEKLY if kind == "weekly" else SESSION, ensure_ascii=False)
        return (
            self.envelope("assistant", when, place)
            + f',"message":{{"id":"{self.uuid()}","model":"<synthetic>","role":"assistant",'
            '"stop_reason":"stop_sequence","type":"message",'
            '"usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},'
            f'"content":[{{"type":"text","text":{said}}}]}},"error":"rate_limit","isApiErrorMessage":true}}'
        )

    def echo(self, branch: Branch, place: Place) -> str:
        """Return a row that repeats the parent's answer at the head of a sub-agent's file."""
        return (
            self.envelope("assistant", branch.at, place)
            + f',"message":{{"model":"{branch.model}","id":"{branch.message}","type":"message","role":"assistant",'
            f'"content":[{{"type":"text","text":"{self.text(300)}"}}],"stop_reason":"end_turn","usage":'
            '{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":50000,"output_tokens":40}},'
            f'"requestId":"{self.ident("req_")}"}}'
        )

    def run(self) -> dict[str, Any]:
        """Write sessions until the size is reached, and return the truth."""
        rng, o = self.rng, self.o
        goal = int(o.mb * 1024 * 1024)
        while self.bytes < goal:
            size = max(3_000, min(self.spread(105_000, 1.6, 87_000_000), goal - self.bytes))
            place, rows, branches = self.session(self.pick_start(), size)
            if self.history and rng.random() < o.replays:
                # a resumed session: an older one's rows again, under the new session's id
                old, old_rows = rng.choice(self.history)
                rows = [row.replace(old, place.session) for row in old_rows] + rows
                self.replayed_rows += len(old_rows)
            if len(rows) < 400:
                self.history = [*self.history[-49:], (place.session, rows)]
            if rng.random() < o.limit_hits:
                rows.append(self.limit_hit(place))
            folder = self.folder / "projects" / place.cwd.replace("/", "-")
            self.put(folder / f"{place.session}.jsonl", rows)
            for branch in branches:
                if self.bytes < goal:
                    self.put_branch(folder, branch)
        return self.truth()

    def put_branch(self, folder: Path, branch: Branch) -> None:
        """Write a sub-agent's file."""
        place = branch.place._replace(agent=f"{self.rng.getrandbits(64):016x}")
        _, rows, _ = self.session(branch.at, branch.size, place)
        if self.rng.random() < self.o.echoes:
            self.echoes += 1
            rows.insert(0, self.echo(branch, place))
        self.put(folder / place.session / "subagents" / f"agent-{place.agent}.jsonl", rows)

    def truth(self) -> dict[str, Any]:
        """Return what a correct reader must report of everything written so far."""
        plain = lambda table: {key: dict(value) for key, value in sorted(table.items())}  # noqa: E731 - used below only
        return {
            "options": asdict(self.o),
            "bytes": self.bytes,
            "files": self.files,
            "rows": self.rows,
            "rows_with_usage_before_replays": self.usage_rows,
            "responses": self.responses,
            "responses_by_model": dict(sorted(self.responses_by_model.items())),
            "replayed_rows": self.replayed_rows,
            "broken_lines": self.broken,
            "web_search_requests": self.web,
            "sidechain_echoes": self.echoes,
            "fast_part_by_model": plain(self.fast),
            "long_prompt_part_by_model": plain(self.long),
            "total": {key: sum(model[key] for model in self.by_model.values()) for key in KEYS},
            "total_if_first_row_wins": dict(self.first),
            "total_if_not_deduplicated_but_without_replays": dict(self.naive),
            "sidechain_part": dict(self.side),
            "by_model": plain(self.by_model),
            "by_day_utc": plain(self.by_day),
            "by_day_model_utc": plain(self.by_day_model),
            "limit_hits": self.limits,
        }


def make(folder: Path, options: Options) -> dict[str, Any]:
    """Write a log folder and its truth, also as `truth.json`.

    Args:
        folder: where `projects/` and `truth.json` go.
        options: what the logs are like.

    Returns:
        The truth.

    Raises:
        FileExistsError: `folder` holds logs already.
    """
    if (folder / "projects").exists():
        message = f"{folder}/projects exists; give a new folder"
        raise FileExistsError(message)
    folder.mkdir(parents=True, exist_ok=True)
    truth = Maker(folder, options).run()
    (folder / "truth.json").write_text(json.dumps(truth, indent=1))
    return truth


def main() -> None:
    """Read the command line: an option for each field of `Options`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    defaults = Options()
    for field in fields(Options):
        value = getattr(defaults, field.name)
        kind = argparse.BooleanOptionalAction if isinstance(value, bool) else "store"
        given: dict[str, Any] = {} if isinstance(value, bool) else {"type": type(value)}
        parser.add_argument(f"--{field.name.replace('_', '-')}", action=kind, default=value, **given)
    chosen = vars(parser.parse_args())
    truth = make(chosen.pop("out"), replace(defaults, **chosen))
    sys.stderr.write(f"{truth['files']} files, {truth['rows']} rows, {truth['bytes'] / 1048576:.1f} MiB\n")


if __name__ == "__main__":
    main()
