PYTHON ?= python3
DETACH ?=
BIN = .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run stop test bench bench-scale faults fuzz lint screenshots lock ready ready-to-test

help: ## Say what can be made.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: ready ## Start the desk with its own engines and stay in front (DETACH=1: return when it is ready).
	@$(BIN)/python -m deploy.local.up $(if $(filter-out 0,$(DETACH)),--detach)

stop: ## Stop the desk and its engines; the data stay.
	@$(PYTHON) -B -m deploy.local.down

test: ready-to-test ## Run all tests, with their own engines and a real browser.
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile

bench: ready ## Measure the desk beside others on this machine (ONLY=desk N=300: its processor time alone).
	@$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(N),--proposals $(N)) $(if $(STATEMENTS),--statements) $(if $(PROFILE),--profile)

bench-scale: ready ## Measure the register, commands, lists and the inbox with up to a million cases (CASES="10000 100000": other sizes; ONLY=register or cases).
	@$(BIN)/python -m tests.benchmarks.scale $(if $(CASES),--cases $(CASES)) $(if $(ONLY),--only $(ONLY))

faults: ready ## Hurt a desk of its own for minutes and judge what became of 2,000 proposals (SEED=7: the same misfortunes again).
	@$(BIN)/python -m tests.faults

fuzz: ready ## Read changed mails, names, sheets and pages for ten minutes (FUZZ_SECONDS=60; SEED=7: the same changes again).
	@$(BIN)/python -m tests.fuzz

lint: ready ## Check style, types, import contracts, the compose file and the image file.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict docker-compose.yml
	$(BIN)/hadolint deploy/images/Dockerfile

screenshots: ready-to-test ## Draw the pictures of README and docs anew from a new sample prefecture that runs.
	@$(BIN)/python -m deploy.screenshots

lock: ready ## Resolve the dependencies of pyproject.toml anew into requirements.lock.
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

ready:
	@$(PYTHON) -B -m deploy.local.bootstrap

ready-to-test:
	@$(PYTHON) -B -m deploy.local.bootstrap --with-browser
