"""Publishes the catalog for others: as JSON with its schema, and its changes as a feed."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from calculator import catalog, dataset
from calculator.present.changes import FEED, feed

FOLDER = f"data/v{dataset.SCHEMA}"
"""A form that could break a reader gets a folder of its own; the old one stays."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files, as generated ones: nothing is written into `docs/`."""
    loaded = catalog.load()
    generated = {
        f"{FOLDER}/catalog.json": dataset.as_text(dataset.dataset(loaded)),
        f"{FOLDER}/catalog.schema.json": dataset.as_text(dataset.schema()),
        FEED: feed(loaded, config.site_url or "", config.site_name),
    }
    for path, text in generated.items():
        files.append(File.generated(config, path, content=text))
    return files
