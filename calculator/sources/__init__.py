"""Readers: bytes of a log or an export in, responses and an account of what was read out."""
