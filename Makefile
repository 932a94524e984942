# Everything that a machine with Python (3.11 or later) and make needs; each target sets up what it uses.
#
#   make demo     render the example project, no server needed
#   make test     the tests
#   make check    the linters, the types, the import floors, and the quick tests on SQLAlchemy 2.1
#   make lock     resolve the lock files anew

PYTHON ?= python3
UV_VERSION := 0.13.9

# How many processes pytest uses: the machine's cores, or JOBS=1 for a quiet run.
JOBS ?= auto
PYTEST_ARGS ?=

BIN := .venv/bin
BIN21 := .venv-sqlalchemy21/bin
PIP_FLAGS := --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:  ## say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 28

# One recipe for both environments; the stamp is newer than the lock it was made from.
define make-environment
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "sqlgen needs Python 3.11 or later; name one with make PYTHON=python3.12" >&2; exit 1; }
@echo "Setting up $(1) from $(2) (once)" >&2
@$(PYTHON) -m venv $(1)
@$(1)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r $(2)
@$(1)/bin/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
@touch $(1)/ready
endef

.venv/ready: requirements.lock pyproject.toml
	$(call make-environment,.venv,requirements.lock)

.venv-sqlalchemy21/ready: requirements-sqlalchemy21.lock pyproject.toml
	$(call make-environment,.venv-sqlalchemy21,requirements-sqlalchemy21.lock)

.PHONY: venv
venv: .venv/ready  ## the environment in .venv, SQLAlchemy 2.0

# The example's history for PostgreSQL on the terminal, and for every dialect in output/demo/.
DIALECTS := postgresql mysql mariadb sqlite mssql oracle

.PHONY: demo
demo: .venv/ready  ## render the example project, no server needed
	@mkdir -p output/demo
	@cd docs/examples/shop && ../../../$(BIN)/sqlgen render base:head --dialect postgresql
	@cd docs/examples/shop && for dialect in $(DIALECTS); do \
		../../../$(BIN)/sqlgen --quiet render base:head --dialect $$dialect -o ../../../output/demo/$$dialect.sql \
			|| exit 1; \
	done
	@echo
	@echo "Above: the whole history of docs/examples/shop for PostgreSQL, from its Alembic revisions, with no database."
	@echo "The same history for every dialect:"
	@wc -l $(DIALECTS:%=output/demo/%.sql) | sed 's/^/  /'
	@echo "Worth a look:"
	@echo "  the index built CONCURRENTLY between COMMIT and BEGIN      output/demo/postgresql.sql, 4 of 14"
	@echo "  one type change, done as each database needs it done       output/demo/*.sql, 11 of 14"
	@echo "  a constraint that SQLite gets by rebuilding the table      output/demo/sqlite.sql, 5 of 14"
	@echo "  two branches that meet, in the rows of alembic_version     output/demo/oracle.sql, 9 of 14"
	@rm -rf output/demo/release output/demo/key output/demo/key.pub
	@ssh-keygen -q -t ed25519 -N '' -C 'a key for this demo alone' -f output/demo/key
	@$(BIN)/python docs/examples/releases.py output/demo/release output/demo/key
	@echo
	@echo "The same project in git, with two releases: the bundle of the second, its approval, and the proof of both:"
	@cd output/demo/release && for command in 'bundle v1.1' 'approve v1.1 --role dba -m read' 'verify v1.1'; do \
		echo "$$ sqlgen $$command"; ../../../$(BIN)/sqlgen $$command || exit 1; \
	done
	@echo "Open output/demo/release/output/v1.1/review.html in a browser, and go on with:"
	@echo "  cd docs/examples/shop && ../../../.venv/bin/sqlgen history --graph"

.PHONY: test
test: .venv/ready  ## the tests
	$(BIN)/python -m pytest -n $(JOBS) $(PYTEST_ARGS)

.PHONY: test-sqlalchemy21
test-sqlalchemy21: .venv-sqlalchemy21/ready  ## the tests, with SQLAlchemy 2.1
	$(BIN21)/python -m pytest -n $(JOBS) $(PYTEST_ARGS)

.PHONY: lint
lint: .venv/ready  ## ruff, mypy, the import floors
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

.PHONY: check
check: lint quick-sqlalchemy21  ## what `make test` leaves out: lint, and the quick tests on SQLAlchemy 2.1

.PHONY: quick-sqlalchemy21
quick-sqlalchemy21: .venv-sqlalchemy21/ready
	$(BIN21)/python -m pytest -n $(JOBS) -q -m "not slow" $(PYTEST_ARGS)

HISTORIES_ARGS ?=

.PHONY: histories
histories: .venv/ready  ## compare with Alembic on the histories of public packages; long, fetches them
	$(BIN)/python -m tests.histories $(HISTORIES_ARGS)

COVERAGE_ARGS ?=

.PHONY: coverage
coverage: .venv/ready  ## count what of those histories renders, beside Alembic; fetches them
	$(BIN)/python -m tests.histories.coverage $(COVERAGE_ARGS)

FORMATTING_ARGS ?=

.PHONY: formatting
formatting: .venv/ready  ## lay out what those histories render, and judge it; long
	$(BIN)/python -m tests.histories.formatting $(FORMATTING_ARGS)

LINTING_ARGS ?=

.PHONY: linting
linting: .venv/ready  ## lint what those histories render, and write the page of it; long
	$(BIN)/python -m tests.histories.linting $(LINTING_ARGS)

PROOF_ARGS ?=

.PHONY: proof
proof: .venv/ready  ## apply those histories to real servers, beside Alembic online; long, needs servers
	$(BIN)/python -m tests.histories.proof $(PROOF_ARGS)

PG ?= 18

.PHONY: live-postgresql
live-postgresql: .venv/ready  ## run the live tests of scripts on another PostgreSQL, PG=10 to 18; needs npm and psql
	$(BIN)/python -m tests.live.other_postgresql $(PG) $(PYTEST_ARGS)

HANDING_ARGS ?=

.PHONY: handing
handing: .venv/ready  ## run those histories' scripts with their clients, kill them, and go on; long, needs servers
	$(BIN)/python -m tests.histories.handing $(HANDING_ARGS)

LAW_TIMES ?= 40

.PHONY: law
law: .venv/ready  ## try many made-up revisions on real servers, beside the catalog; long, needs servers
	SQLGEN_LAW_TIMES=$(LAW_TIMES) $(BIN)/python -m pytest -q -n 0 tests/live/test_law.py

.PHONY: review-check
review-check: .venv/ready  ## look at the review's page in a real browser; needs Chromium and npm
	SQLGEN_REVIEW_CHECK=required $(BIN)/python -m pytest -q -n 0 tests/live/test_review.py

BENCH_ARGS ?=

.PHONY: bench
bench: .venv/ready  ## measure time and memory beside Alembic, and write the page of it; long, fetches histories
	$(BIN)/python -m tests.benchmarks $(BENCH_ARGS)

VERDICTS_ARGS ?=

.PHONY: verdicts
verdicts: .venv/ready  ## judge statements beside servers of every version, and beside squawk; needs npm and MariaDB
	$(BIN)/python -m tests.verdicts $(VERDICTS_ARGS)

.PHONY: docs
docs: .venv/ready  ## write the generated reference pages
	$(BIN)/python docs/generate.py

# A new resolution of both lock files. No index URL goes in: the files hold on any mirror.
LOCK := .venv-lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --upgrade --quiet \
	--custom-compile-command "make lock" --no-config

.PHONY: golden
golden: .venv/ready  ## write the scripts in tests/script/golden anew
	SQLGEN_GOLDEN=write $(BIN)/python -m pytest -q tests/script/test_golden.py tests/bundle/test_example_bundle.py

.PHONY: lock
lock:  ## resolve the lock files anew
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install $(PIP_FLAGS) uv==$(UV_VERSION)
	echo 'SQLAlchemy>=2.0,<2.1' >.venv-lock/sqlalchemy20.txt
	echo 'SQLAlchemy>=2.1,<2.2' >.venv-lock/sqlalchemy21.txt
	$(LOCK) --no-annotate --constraint .venv-lock/sqlalchemy20.txt -o requirements.lock
	$(LOCK) --no-annotate --constraint .venv-lock/sqlalchemy21.txt -o requirements-sqlalchemy21.lock

.PHONY: clean
clean:  ## remove environments, caches and builds
	rm -rf .venv .venv-sqlalchemy21 .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
