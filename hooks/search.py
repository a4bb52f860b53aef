"""Lets the theme's search lay out its index when somebody searches, not whenever a page is opened."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import File, Files

BEFORE = "assets/search.mjs"
"""What stands before the theme's own script, in one file with it."""
THEIRS = "assets/javascripts/workers/search.*.min.js"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put our script before the theme's."""
    ours, theirs = files.get_file_from_path(BEFORE), [file for file in files if Path(file.src_uri).match(THEIRS)]
    if ours is None or len(theirs) != 1:
        message = f"{BEFORE} and one script {THEIRS} are needed, there are {len(theirs)}"
        raise ConfigurationError(message)
    (worker,) = theirs
    content = b"\n".join((ours.content_bytes, worker.content_bytes))
    for file in (ours, worker):
        files.remove(file)
    files.append(File.generated(config, worker.src_uri, content=content))
    return files
