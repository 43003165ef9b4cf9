# Everything is brought to a folder inside this checkout (.odoo), by `make run` or `make test`.

PYTHON ?= python3
export ODOO_PATH ODOO_PORT DATA_DIR EXTRA_ADDONS DB DETACH WORKERS ADOPT ARGS BASELINE

harness = PYTHONPATH="$(CURDIR)" $(PYTHON) -B -m tools.harness

help:  ## Print this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1|/' \
		| awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup:  ## Bring all that is needed, start nothing
	@$(harness) setup

run:  ## Odoo with the addons and demo data at http://localhost:8069 (ODOO_PORT= DB= WORKERS= DETACH=1)
	@$(harness) run

stop:  ## Stop the server and the private PostgreSQL
	@$(harness) stop

test:  ## Every test: Python, browser tours, JavaScript (ARGS="addons/lead_sla/tests -k touch")
	@$(harness) test

test-core:  ## Odoo's own crm and sales_team tests with our addons installed, against the baseline
	@$(harness) test-core

neighbours:  ## What a dozen other apps do with our addons, as without (ARGS="sale_management stock")
	@$(harness) neighbours

lint:  ## ruff, pylint-odoo, Odoo's test_lint, translations, names
	@$(harness) lint

format:  ## Format the Python code
	@$(harness) format

i18n:  ## Export the terms of each addon and merge them into its ar.po
	@$(harness) i18n

release:  ## Record the schema and data of each addon as released (tools/release.json)
	@$(harness) release

bench:  ## The benchmarks (ARGS= passes through)
	@$(harness) bench

check:  ## The invariants of the design on a database (DB=leads)
	@$(harness) check

shell:  ## Odoo's shell on a database (DB=leads); reads a script from standard input
	@$(harness) shell

clean:  ## Stop everything and remove all that was brought and made, databases included
	@$(harness) clean

.PHONY: help setup run stop test test-core neighbours lint format i18n release bench check shell clean
