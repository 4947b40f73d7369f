# Type `make` to see what there is.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA_DIR ?= var
PORT ?= 8000
SERVICES_DATABASE_URL ?= postgresql://chi_dao:chi_dao@127.0.0.1:5432/postgres
SERVICES_BROKER_URL ?= redis://127.0.0.1:6379/9

export PORT
export DATA_DIR
unexport PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help run test test-services test-long services lint fix lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The environment is as old as the newest lock it was made from. uv is quicker; pip does the same.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $@"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet --require-hashes -r $(1); \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
	@touch $@
endef

$(VENV)/.run: requirements.txt
	$(call install,requirements.txt)

$(VENV)/.dev: requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $(VENV)/.run

run: $(VENV)/.run ## Start the whole system with its demo world at http://127.0.0.1:8000 (or PORT=…)
	@$(BIN)/python manage.py serve --check
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_demo
	@exec $(BIN)/python manage.py serve

test: $(VENV)/.dev lint ## Lint, types, contracts and tests on SQLite; needs no outside program
	@env -u DATABASE_URL -u CELERY_BROKER_URL DATA_DIR=$(DATA_DIR)/test $(BIN)/python -m pytest -n auto -m "not services and not long"

test-services: $(VENV)/.dev ## The suite on PostgreSQL and Redis, with Chromium, LibreOffice and Tesseract
	@SERVICES=1 DATABASE_URL=$${DATABASE_URL:-$(SERVICES_DATABASE_URL)} CELERY_BROKER_URL=$${CELERY_BROKER_URL:-$(SERVICES_BROKER_URL)} \
		DATA_DIR=$(DATA_DIR)/test-services $(BIN)/python -m pytest -n auto -m "not long"

test-long: $(VENV)/.dev ## Full benchmark sizes, kill -9 and fuzz (PostgreSQL and Redis needed)
	@SERVICES=1 DATABASE_URL=$${DATABASE_URL:-$(SERVICES_DATABASE_URL)} CELERY_BROKER_URL=$${CELERY_BROKER_URL:-$(SERVICES_BROKER_URL)} \
		DATA_DIR=$(DATA_DIR)/test-long $(BIN)/python -m pytest -m "long or kill"

services: ## Install and start what test-services needs (Debian; needs root)
	@.ci/services

lint: $(VENV)/.dev ## Format check, ruff, types, import contracts
	@$(BIN)/ruff format --check --quiet . || { echo "make fix formats"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@DATA_DIR=$(DATA_DIR)/lint $(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > $(VENV)/contracts.txt 2>&1 || { cat $(VENV)/contracts.txt; exit 1; }
	@DATA_DIR=$(DATA_DIR)/lint $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0 || { echo "a migration is missing"; exit 1; }

fix: $(VENV)/.dev ## Format and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

lock: ## Renew the hash-locked requirements from pyproject.toml (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --group dev pyproject.toml -o requirements-dev.txt

clean: ## Remove the environment, the demo data and caches
	rm -rf $(VENV) $(DATA_DIR) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
