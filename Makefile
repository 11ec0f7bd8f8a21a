# The one door for developers. `make` alone explains itself; everything runs in .venv with the locked packages.
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.installed
PROD := .venv-prod
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Commands need not compile every module anew, whatever the environment says: `install` does it once, runs keep it so.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install prod run up test test-full test-distributed check format bench golden pictures lock clean

help: ## Show what can be done here
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

install: $(STAMP) ## Make the virtual environment .venv with exactly the locked packages

$(STAMP): requirements/dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q dags metadata transforms
	@touch $@

prod: $(PROD)/.installed ## Make .venv-prod, what deploy/ runs with: PostgreSQL, Celery and Redis beside Airflow

$(PROD)/.installed: requirements/prod.lock pyproject.toml
	$(PYTHON) -m venv $(PROD)
	$(PROD)/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements/prod.lock  # the lock is whole
	$(PROD)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(PROD)/bin/python -m pip check
	@touch $@

run: $(STAMP) ## Play the sample nights through the Airflow DAGs into data/ and tell what was published
	$(BIN)/python dags/local/nights.py

up: $(STAMP) ## Start Airflow (127.0.0.1:8080) and the publishing server (127.0.0.1:8088); Ctrl-C stops both
	$(BIN)/python dags/local/up.py

test: $(STAMP) ## Run the tests (a few minutes)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not long"

test-full: $(STAMP) ## Run all tests, the long ones too; property tests search for new examples
	EMAT_EXAMPLES=search $(BIN)/python -m pytest -n 2 --dist loadfile

test-distributed: $(STAMP) prod ## Run a night on PostgreSQL, Redis and two Celery workers, and kill one of them (5 minutes)
	@type redis-server >/dev/null || { echo "redis-server is missing: apt-get install redis-server"; exit 1; }
	$(BIN)/python -m pytest -s tests/distributed

check: $(STAMP) ## Format, lint, types, import contracts, module sizes, lock files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-cache
	@long=$$(git ls-files '*.py' | xargs wc -l | awk '$$2 != "total" && $$1 > 400'); \
	  if [ -n "$$long" ]; then echo "modules over 400 lines:"; echo "$$long"; exit 1; fi
	@if grep -n '://' requirements/*.lock; then echo "a lock file records addresses"; exit 1; fi

format: $(STAMP) ## Put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## Measure speed and memory against pymarc, the frozen comparator and, where installed, Catmandu
	$(BIN)/python -m tests.bench

golden: $(STAMP) ## Write the expected records of sample_records anew; review the diff by hand
	EMAT_GOLDEN=write $(BIN)/python -m pytest -q tests/test_golden.py tests/test_golden_merged.py

pictures: $(STAMP) ## Take the pictures of the manuals anew from the sample nights; look at each
	$(BIN)/python -m tests.pictures

lock: $(STAMP) ## Resolve the packages of pyproject.toml anew into requirements/*.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header -q --upgrade -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-annotate --no-header -q --upgrade -o requirements/dev.lock
	cp requirements/run.lock requirements/prod.lock  # a starting point: what runs in production is what is tested
	$(BIN)/uv pip compile pyproject.toml --extra prod --universal --generate-hashes --no-annotate --no-header -q -o requirements/prod.lock

clean: ## Remove the environment and what tools have cached (never data/)
	rm -rf .venv .venv-prod .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
