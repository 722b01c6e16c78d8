# Cocreate: every target says what it does in `make help`.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench docs wheel lock clean
PY := .venv/bin/python

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make the environment in .venv, build the pages' assets and translations
	@tools/setup

demo: setup ## Start Cocreate with a demo world and print one sign-in link (Ctrl-C stops it)
	@.venv/bin/cocreate demo

test: ## Set up what tests need (Chromium too) and run every test
	@tools/setup --test
	@$(PY) -m pytest

check: ## Lint, types, floors, migrations, translations, docs
	@tools/setup
	@tools/check

bench: ## Measure ours beside the peers: ratios and targets
	@tools/setup --bench
	@$(PY) bench/run.py

docs: setup ## Build the documentation into site/
	@$(PY) tools/docs.py

wheel: setup ## Build the wheel, assets and translations inside, into dist/
	@$$(tools/find-uv) build --quiet --wheel --out-dir dist .

lock: ## Renew the exact versions in requirements/lock.txt and package-lock.json
	@tools/lock

clean: ## Remove what was made (never the data directory)
	@rm -rf .venv .tools node_modules dist site src/cocreate_server/ground/ui/static/built
