"""What the published dataset holds, as tables made from its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.present.environment import render
from calculator.published import RECORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def member_tables() -> str:
    """Return a table of members for each record of the dataset, from the whole to its parts."""
    records = [
        (record, [(name, _type(member.shape.schema), member.told) for name, member in record.members.items()])
        for record in RECORDS
    ]
    return render("members.html", records=records, parts=_parts)


def _parts(told: str) -> list[tuple[str, bool]]:
    """Return text and whether it stands between backticks."""
    return [(part, place % 2 == 1) for place, part in enumerate(told.split("`"))]


def _type(schema: Mapping[str, Any]) -> str:
    """Return what a member holds, in words."""
    if "anyOf" in schema:
        return f"{_type(schema['anyOf'][0])}, or null"
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "const" in schema or "enum" in schema:
        return " / ".join(str(word) for word in schema.get("enum", [schema.get("const")]))
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("format") == "date":
        return "date"
    return "decimal, as text" if "pattern" in schema else TYPES[schema["type"]]
