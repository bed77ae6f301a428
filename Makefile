# One way to do each thing. `make setup` runs by itself before whatever needs it and costs nothing once done.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup demo demo-library test test-browser test-postgres check format bench bench-web fuzz constraints clean

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(READY)  ## make .venv and install the pinned packages into it

$(READY): pyproject.toml constraints.txt
	@test ! -L .venv || { echo ".venv is a link to $$(readlink -f .venv), which setting up would empty: remove the link" >&2; exit 1; }
	@test -n "$(PYTHON)" || { echo "Leitmotif needs Python 3.11 or newer: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || \
		{ $(PYTHON) -m venv --without-pip --clear .venv && $(PYTHON) -m pip --python $(BIN)/python install -q pip; } || \
		{ echo "$(PYTHON) cannot make a virtual environment with pip: apt install python3-venv" >&2; exit 1; }
	@echo "Installing into .venv (torch first; a few minutes the first time) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt torch==2.13.0
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

PORT ?= 8000
demo: $(READY)  ## hear the demo library, and open its search page on 127.0.0.1 (PORT=8000; DEMO_CHECK=1 tries it and stops)
	@$(BIN)/python -m scripts.serve --library retrieval/data/starter/demo --port $(PORT) $(if $(DEMO_CHECK),--check) || [ $$? = 130 ]

demo-library: $(READY)  ## put the demo library into the index, to search it
	@$(BIN)/python -m scripts.library add retrieval/data/starter/demo
	@$(BIN)/python -m scripts.index build
	@echo 'Search it: $(BIN)/python -m scripts.search "dreamy piano -drums"'

test: $(READY)  ## every test, slow ones too
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile tests

test-browser: $(READY)  ## the pages in a real browser: sound, keyboard, Back, small screens, accessibility
	@$(BIN)/python -m pytest -q -m browser tests/webui

test-postgres: $(READY)  ## what the catalogue promises, on a PostgreSQL server started for it
	@$(BIN)/python -m pytest -q -m postgres tests/index

check: $(READY)  ## format, lint, types, layers, doctests, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q --doctest-modules encoders index retrieval scripts webui
	@$(MAKE) --no-print-directory test

format: $(READY)  ## let ruff format and mend what it can
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(READY)  ## speed of hearing, indexing and searching beside others, as ratios in one run, with charts
	@$(BIN)/python -m scripts.bench --pictures scripts/pictures

bench-web: $(READY)  ## fifty people searching at once while the index is rebuilt: how long they wait, what fails
	@$(BIN)/python -m scripts.bench_web

fuzz: $(READY)  ## thousands of damaged audio files; no crash, no hang
	@$(BIN)/python -m scripts.fuzz

constraints: $(READY)  ## record the installed versions
	@{ echo "# Versions this project is tested with. \`make setup\` installs exactly these; renew with \`make constraints\`."; \
	$(BIN)/python -m pip freeze --exclude-editable | sed -E 's/^(torch==[^+ ]*).*/\1/'; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt

clean:  ## remove the virtual environment and caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
