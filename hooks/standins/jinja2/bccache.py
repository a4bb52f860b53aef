"""In place of what keeps compiled templates in files, for which Jinja2 loads pickle and tempfile."""


class BytecodeCache:
    """Never used."""


class FileSystemBytecodeCache(BytecodeCache):
    """Never used."""


class MemcachedBytecodeCache(BytecodeCache):
    """Never used."""
