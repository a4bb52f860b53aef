"""Takes the text of a message out of a row, so that only the rest needs parsing.

Most of a row is what was said: kilobytes, of which a bill needs nothing. A pattern that knows JSON finds where it ends.
If what remains is JSON, so was the row: an array stood where an empty one stands now. Inside the strings of a message
only their ends are looked for; a byte that is no UTF-8 there costs no response.
"""

from __future__ import annotations

import re

DEPTH = 4
"""Levels of arrays and objects inside the content that the pattern knows; what is deeper is parsed with the row."""

# A quote ends its string unless an odd number of backslashes stands before it; more than three are left to the parser.
_ODD = rb'(?:(?<=[^\\]\\")|(?<=[^\\]\\\\\\"))'
_STRING = rb'"(?:[^"]*+"' + _ODD + rb')*+[^"]*+"(?:(?<!\\")|(?<=[^\\]\\\\"))'
_NUMBER = rb"-?(?:0|[1-9][0-9]{0,300}+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]{1,3}+)?+"
_SCALAR = _STRING + rb"|" + _NUMBER + rb"|true|false|null"


def _array(value: bytes) -> bytes:
    return rb"\[(?:" + value + rb"(?:,(?!\])|(?=\])))*+\]"


def _object(value: bytes) -> bytes:
    return rb"\{(?:" + _STRING + rb":" + value + rb"(?:,(?!\})|(?=\})))*+\}"


def _value(depth: int) -> bytes:
    if not depth:
        return rb"(?:" + _SCALAR + rb")"
    inner = _value(depth - 1)
    return rb"(?:" + _SCALAR + rb"|" + _object(inner) + rb"|" + _array(inner) + rb")"


_KEY = b'"content":'
_LIST = re.compile(_array(_value(DEPTH)))


def without_content(row: bytes) -> bytes:
    r"""Return a row with its first list of content emptied, or as it is where none is found.

    >>> without_content(rb'{"message":{"content":[{"text":"a \"usage\""}],"usage":{}}}')
    b'{"message":{"content":[],"usage":{}}}'
    """
    start = row.find(_KEY)
    while start >= 0:  # bytes are searched faster than by a pattern
        start += len(_KEY)
        found = _LIST.match(row, start)
        if found is not None:
            return b"%b[]%b" % (row[:start], row[found.end() :])
        start = row.find(_KEY, start)
    return row
