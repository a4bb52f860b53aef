"""In place of importlib.resources, which `importlib.abc` imports for the sake of old names."""
