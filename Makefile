# Xiaoer: `make demo` runs a shop in the browser, `make test` proves it works. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
HOME_DEMO = .xiaoer/demo
BIN = .venv/bin
export HF_HUB_OFFLINE = 1

.PHONY: help demo install test check widget docs clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo:  ## the demo shop on http://127.0.0.1:8000 (PORT=… to change)
	@$(PYTHON) deploy/bootstrap.py --for demo --port $(PORT)
	@$(BIN)/xiaoer --home $(HOME_DEMO) demo
	@$(BIN)/xiaoer --home $(HOME_DEMO) index build
	@$(BIN)/xiaoer --home $(HOME_DEMO) staff demo
	@$(BIN)/xiaoer --home $(HOME_DEMO) serve --port $(PORT)

install:  ## set-up alone: environment, widget, embedding model
	@$(PYTHON) deploy/bootstrap.py --for demo

test:  ## all tests, those in a real browser included
	@$(PYTHON) deploy/bootstrap.py --for test
	@$(BIN)/python -m pytest $(TESTS)

check:  ## formatting, lint, types, and which package may import which
	@$(PYTHON) deploy/bootstrap.py --for check
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

widget:  ## build the chat widget again
	@rm -f agent/service/widget/dist/xiaoer-stamp
	@$(PYTHON) deploy/bootstrap.py --for demo

docs:  ## the documentation as a site, in site/
	@$(PYTHON) deploy/bootstrap.py --for docs
	@$(BIN)/mkdocs build --strict

clean:  ## remove what set-up and the demo made
	rm -rf .venv .xiaoer agent/service/widget/dist agent/service/widget/node_modules site
