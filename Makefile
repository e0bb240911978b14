# Safeconduct. 'make' or 'make help' lists what can be made.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test lint docs e2e clean

venv := .venv/bin
set_up := .venv/.set-up
set_up_dev := .venv/.set-up-dev
inputs := pyproject.toml constraints.txt scripts/setup.sh

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup: $(set_up) ## Make the environment .venv with what the program needs

demo: $(set_up) ## Run the whole job on the example and leave its report in build/demo
	$(venv)/safeconduct run examples/one-night-exchange --out build/demo

test: $(set_up_dev) ## Every check and every test; sets up what they need first
	@scripts/test.sh

lint: $(set_up_dev) ## Style, types and the rules about who may import whom
	$(venv)/ruff check .
	$(venv)/mypy
	$(venv)/lint-imports

docs: $(set_up_dev) ## Write the generated pages of docs/reference anew
	$(venv)/python scripts/build_docs.py

e2e: $(set_up_dev) ## Only the tests that run the whole job or a browser
	$(venv)/pytest -m e2e

clean: ## Remove the environment and everything that was made
	rm -rf .uv .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(set_up): $(inputs)
	@scripts/setup.sh
	@touch $@

$(set_up_dev): $(inputs)
	@scripts/setup.sh dev
	@touch $(set_up) $@
