# consul_py: one door for building, running, testing and packaging. `make help` lists what there is.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
STATE := .make
INSTANCE = $(or $(CONSUL_INSTANCE),instance)
# For two cores: the journeys often wait for the clock on the wall.
WORKERS ?= 4
PYTEST := $(BIN)/pytest
PYTEST_ARGS ?=
SOURCES := $(shell find consul_py -name "*.py")
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.DEFAULT_GOAL := help
.PHONY: help run setup demo frontend test pg-test e2e check bench screenshots mails mail-pictures dist messages requirements clean format

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

run: $(STATE)/run frontend $(CATALOGUES) $(STATE)/compiled demo  ## everything from nothing, then serve; Ctrl-C stops
	@exec $(BIN)/consul-py up

setup: $(STATE)/run frontend $(CATALOGUES) $(STATE)/compiled demo  ## everything but serving
	@$(BIN)/consul-py db upgrade

# Environment. The stamps say which requirements are installed; hashes say that they are the right ones.

install = if command -v uv >/dev/null 2>&1 && uv pip install --quiet --compile-bytecode --python $(BIN)/python $(1); then :; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1); fi

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "No virtual environment could be made; on Debian: apt install python3-venv" >&2; exit 1; }

$(STATE)/run: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@mkdir -p $(STATE)
	@echo "Installing what consul_py needs"
	@$(call install,--require-hashes -r requirements/run.txt -r requirements/build.txt)
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(STATE)/dev: requirements/dev.txt $(STATE)/run
	@echo "Installing what tests and checks need"
	@$(call install,--require-hashes -r requirements/dev.txt)
	@touch $@

# Python may be told not to write what it compiled; then each start would compile everything anew.
$(STATE)/compiled: $(SOURCES) | $(STATE)/run
	@$(BIN)/python -m compileall -q consul_py
	@touch $@

frontend: $(STATE)/run  ## style sheets, fonts and scripts of others; compressed copies of ours
	@$(BIN)/python -m consul_py.build.vendor

translations/%/LC_MESSAGES/messages.mo: translations/%/LC_MESSAGES/messages.po | $(STATE)/run
	@$(BIN)/python -m consul_py.build.messages compile
	@touch $(CATALOGUES)

# A new embedded instance gets the demo data. A database that somebody named, or a production one, never does by itself.
demo: $(STATE)/run frontend $(CATALOGUES)
	@if [ -z "$$CONSUL_DATABASE_URL" ] && [ "$$CONSUL_ENV" != production ] \
		&& { [ ! -e "$(INSTANCE)/consul.sqlite" ] || [ -e "$(INSTANCE)/.demo-pending" ]; }; then \
		mkdir -p "$(INSTANCE)" && touch "$(INSTANCE)/.demo-pending" \
		&& $(BIN)/consul-py db upgrade && $(BIN)/consul-py demo && rm "$(INSTANCE)/.demo-pending"; fi

# Tests and checks

test: $(STATE)/dev $(CATALOGUES)  ## the whole suite; what needs a browser, PostgreSQL or Redis skips where they are absent
	@$(BIN)/python -m consul_py.build.vendor --dev
	$(PYTEST) -n $(WORKERS) --maxschedchunk 2 $(PYTEST_ARGS)

pg-test: $(STATE)/dev $(CATALOGUES)  ## the suite on a throwaway PostgreSQL (Debian's binaries)
	@$(BIN)/python -m consul_py.build.vendor --dev
	$(BIN)/python -m tests.postgres $(PYTEST) -n $(WORKERS) --maxschedchunk 2 -m "not e2e" $(PYTEST_ARGS)

e2e: $(STATE)/dev $(CATALOGUES)  ## journeys in a real browser (Debian's chromium)
	@$(BIN)/python -m consul_py.build.vendor --dev
	$(PYTEST) -m e2e $(PYTEST_ARGS)

check: $(STATE)/dev $(CATALOGUES)  ## lint, types, import order, templates, catalogues, house rules
	@$(BIN)/python -m consul_py.build.vendor --dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m consul_py.build.messages check
	$(PYTEST) -n $(WORKERS) -m "not slow" tests/house

format: $(STATE)/dev  ## lay out the code and mend what can be mended by rule
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(STATE)/dev $(CATALOGUES) frontend  ## figures: requests a second, queries, mails
	$(BIN)/python -m tests.bench

bench-newsletter: $(STATE)/dev $(CATALOGUES)  ## figures of sending: rows, messages a second, memory, resets; half an hour
	$(BIN)/python -m tests.bench.newsletter

chaos-newsletter: $(STATE)/dev $(CATALOGUES)  ## a hundred killed senders in 10,000 deliveries, and worse; ten minutes
	$(BIN)/python -m tests.chaos.newsletter

bench-votes: $(STATE)/dev $(CATALOGUES)  ## figures of voting: ballots a second, recount; BENCH_ARGS=--sustained holds 50/s for ten minutes
	$(BIN)/python -m tests.bench.votes $(BENCH_ARGS)

chaos-votes: $(STATE)/dev $(CATALOGUES)  ## killed web processes while people vote, and broken code that a test must notice; an hour
	$(BIN)/python -m tests.chaos.votes
	$(BIN)/python -m tests.chaos.mutants

screenshots: $(STATE)/dev $(CATALOGUES) frontend  ## pictures of the pages, into screenshots/
	$(BIN)/python -m tests.screenshots

mails: $(STATE)/dev $(CATALOGUES)  ## compile the MJML sources of the mails and renew the snapshots of what they say
	@$(BIN)/python -m consul_py.build.mails
	@$(BIN)/python -m tests.mails.snapshots

mail-pictures: $(STATE)/dev $(CATALOGUES) frontend  ## a picture of every mail, light and dark, and docs/mails.md
	$(BIN)/python -m tests.mails.pictures

# Packaging

dist: $(STATE)/dev $(CATALOGUES) frontend  ## wheel and source package, into dist/
	@rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	@ls -l dist

messages: $(STATE)/run  ## catalogues: take up new strings, drop old ones, compile
	@$(BIN)/python -m consul_py.build.messages extract
	@$(BIN)/python -m consul_py.build.messages compile

pin = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate

requirements:  ## pin anew within what pyproject.toml allows (needs uv); add UPGRADE=--upgrade to move on
	$(pin) $(UPGRADE) pyproject.toml -o requirements/run.txt
	$(pin) $(UPGRADE) pyproject.toml --extra dkim -c requirements/run.txt -o requirements/dkim.txt
	$(pin) $(UPGRADE) pyproject.toml --extra pdf -c requirements/run.txt -o requirements/pdf.txt
	$(pin) $(UPGRADE) pyproject.toml --extra oidc -c requirements/run.txt -o requirements/oidc.txt
	$(pin) $(UPGRADE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(pin) $(UPGRADE) --group build -c requirements/dev.txt -o requirements/build.txt
	$(pin) $(UPGRADE) --group node -o requirements/node.txt

clean:  ## everything that can be made again; never the instance
	rm -rf $(VENV) $(STATE) node_modules dist consul_py/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find consul_py/static -name '*.gz' -o -name '*.br' | xargs -r rm
	rm -f $(CATALOGUES)
