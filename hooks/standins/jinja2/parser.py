"""In place of the reader of template text: the archive holds templates compiled."""


class Parser:
    """Never used."""
