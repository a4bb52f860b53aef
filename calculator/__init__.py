"""Prices Claude Code usage exactly and compares what it costs on a plan and on the API."""
