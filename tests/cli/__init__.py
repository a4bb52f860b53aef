"""The real Claude Code against a stand-in for the API: only for `make test-cli`, since it is a download of 175 MB."""
