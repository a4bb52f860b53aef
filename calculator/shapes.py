"""How values are written as JSON, and the JSON Schema of what is written: one object knows both, so they agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    type Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of value."""

    schema: Mapping[str, Any]
    write: Callable[[Any], Any]
    """From the value to what `json.dumps` takes."""
    definitions: Mapping[str, Json] = field(default_factory=dict)
    """Schemas of the records inside, by name."""

    def optional(self) -> Shape:
        """Return the shape of a value that may be None, which is written as null."""
        return Shape(
            schema={"anyOf": [self.schema, {"type": "null"}]},
            write=lambda value: None if value is None else self.write(value),
            definitions=self.definitions,
        )

    def many(self) -> Shape:
        """Return the shape of several such values in order."""
        return Shape(
            schema={"type": "array", "items": self.schema},
            write=lambda values: [self.write(value) for value in values],
            definitions=self.definitions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a JSON object."""

    shape: Shape
    told: str
    """What it means, for whoever reads the data."""
    attribute: str = ""
    """Its name in Python where that differs from the one in JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A JSON object. Every member is always there."""

    name: str
    told: str
    members: Mapping[str, Member]

    def write(self, value: object, names: Iterable[str] | None = None) -> Json:
        """Return the object as JSON, with all members or only those of these names, in the order of the record."""
        chosen = self.members if names is None else {name: self.members[name] for name in names}
        return {name: member.shape.write(getattr(value, member.attribute or name)) for name, member in chosen.items()}

    @property
    def shape(self) -> Shape:
        """The record as the shape of a member of another one."""
        inner = {key: schema for member in self.members.values() for key, schema in member.shape.definitions.items()}
        return Shape(
            schema={"$ref": f"#/$defs/{self.name}"},
            write=self.write,
            definitions={**inner, self.name: self.schema},
        )

    @property
    def schema(self) -> Json:
        """Its schema, in which other records are references."""
        return {
            "description": self.told,
            "type": "object",
            "properties": {
                name: {**member.shape.schema, "description": member.told} for name, member in self.members.items()
            },
            "required": list(self.members),
        }


TEXT = Shape(schema={"type": "string"}, write=str)
FLAG = Shape(schema={"type": "boolean"}, write=bool)
COUNT = Shape(schema={"type": "integer", "minimum": 0}, write=int)
DECIMAL = Shape(schema={"type": "string", "pattern": r"^\d+(\.\d+)?$"}, write=lambda value: format(value, "f"))
"""A string, since a JSON number is a float to most readers."""
DAY = Shape(schema={"type": "string", "format": "date"}, write=lambda value: value.isoformat())


def words(allowed: Iterable[str]) -> Shape:
    """Return the shape of one out of a few words."""
    return Shape(schema={"enum": list(allowed)}, write=str)


def constant(value: str | int) -> Shape:
    """Return the shape of a member that is the same in every file of a version."""
    return Shape(schema={"const": value}, write=lambda _: value)
