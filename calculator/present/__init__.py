"""The face: everything a reader sees, as HTML text, the same at build time and in the page."""
