# The two commands that matter are `make run` and `make test`; README.md tells what they do.

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run test days lint format bench demo messages sources

help:  ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

run:  ## Install what is needed and serve the portal with worker and scheduler (PORT=8000)
	@$(PYTHON) -m tools.setup
	@exec $(VENV_PYTHON) -m tools.serve

test:  ## Run every test on SQLite, PostgreSQL with Redis, and in Chromium (ARGS="-k name" for some, DATE=2027-02-17)
	@$(PYTHON) -m tools.setup --dev
	@exec $(VENV_PYTHON) -m tools.test $(if $(DATE),--date $(DATE)) $(ARGS)

days:  ## Run the tests that depend on the day on five awkward ones
	@$(PYTHON) -m tools.setup --dev
	@exec $(VENV_PYTHON) -m tools.test --days $(ARGS)

lint:  ## Check the code with ruff, the types and the system checks
	@$(PYTHON) -m tools.setup --dev
	@$(VENV_PYTHON) -m ruff check . && $(VENV_PYTHON) -m ruff format --check . && $(VENV_PYTHON) -m tools.types && $(VENV_PYTHON) manage.py check

format:  ## Put the code in shape
	@$(PYTHON) -m tools.setup --dev
	@$(VENV_PYTHON) -m ruff check --fix . && $(VENV_PYTHON) -m ruff format .

messages:  ## Collect the words to translate into locale/ and compile them (needs gettext)
	@$(PYTHON) -m tools.setup --dev
	@$(VENV_PYTHON) -m tools.messages

sources:  ## Walk the five hardest sentences of each document in Chromium, take their pictures, write docs/sources.md
	@$(PYTHON) -m tools.setup --dev
	@KEEP_PICTURES=1 $(VENV_PYTHON) -m pytest -q tests/browser/test_thirteen.py tests/regimes/test_sources_page.py

demo:  ## Build the demo agencies; stage=review puts one matter at that stage of its life
	@$(PYTHON) -m tools.setup
	@$(VENV_PYTHON) manage.py migrate --verbosity 0
	@$(VENV_PYTHON) manage.py load_regimes
	@$(VENV_PYTHON) manage.py demo $(if $(stage),--stage $(stage))

bench:  ## Measure the pages at 10 000 and 100 000 disclosures on both databases
	@$(PYTHON) -m tools.setup --dev
	@exec $(VENV_PYTHON) -m benchmarks $(ARGS)
