# Everything one does with groeiplan. `make` or `make help` lists it.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 1
export PORT

py := .venv/bin/python
install = $(py) -m pip install --quiet --disable-pip-version-check --require-hashes -r
lock = .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header
# One server everywhere: the demo and production start the same line.
server = .venv/bin/granian --interface asgi --no-ws --host $(HOST) --port $(PORT) \
	--workers $(WORKERS) --workers-kill-timeout 5 groeiplan.asgi:application
prepare = mkdir -p "$${VAR_DIR:-var}/static" && $(py) manage.py migrate --no-input --verbosity 0 && $(py) manage.py createcachetable --verbosity 0
collect = $(py) manage.py collectstatic --no-input --verbosity 0
random = $$($(py) -c 'import secrets; print(secrets.token_urlsafe(64))')
templates = $$(find . -name '*.html' -not -path './.venv/*' -not -path './var/*')

.PHONY: help demo serve test check bench format lock

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

demo: .venv/run.stamp ## demo families on http://127.0.0.1:8000 (PORT=… moves it); Ctrl-C stops
	@export DEBUG=1 DATABASE_URL= SITE_URL= STATIC_COLLECTED=1 && $(prepare) && $(collect) && \
	$(py) manage.py demo && exec $(server)

serve: .venv/run.stamp ## production: reads .env or the environment, see .env.example
	@set -a && if [ -f .env ]; then . ./.env; fi && DEBUG=0 && set +a && \
	$(py) manage.py check --deploy --fail-level WARNING && $(prepare) && $(collect) && \
	exec $(server)

test: .venv/dev.stamp ## all tests on SQLite, and on PostgreSQL too if TEST_DATABASE_URL is set
	@CHROMIUM="$$(bin/chromium $(py))" && export CHROMIUM && \
	DATABASE_URL= $(py) -m pytest -n auto --dist loadgroup && \
	if [ -n "$$TEST_DATABASE_URL" ]; then \
		echo "Once more, on PostgreSQL:" && \
		DATABASE_URL="$$TEST_DATABASE_URL" $(py) -m pytest -n auto --dist loadgroup; \
	fi

check: .venv/dev.stamp ## style, imports, templates, migrations, security, production settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djade --target-version 5.2 --check $(templates)
	.venv/bin/lint-imports
	.venv/bin/bandit --quiet --recursive --configfile pyproject.toml .
	$(py) manage.py makemigrations --check --dry-run
	$(py) manage.py check
	@echo "manage.py check --deploy, with the settings of .env.example" && set -a && \
	. ./.env.example && SECRET_KEY="$(random)" && JOURNAL_KEY="$(random)" && set +a && \
	$(py) manage.py check --deploy --fail-level WARNING

bench: .venv/dev.stamp ## how fast and how heavy: one JSON line a row
	@CHROMIUM="$$(bin/chromium $(py))" && export CHROMIUM && $(py) -m bench

format: .venv/dev.stamp ## put code and templates in the house style
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djade --target-version 5.2 $(templates)

lock: .venv/dev.stamp ## write the lock files anew after a change in requirements/*.in
	$(lock) requirements/run.in --output-file requirements/run.txt
	$(lock) requirements/dev.in --output-file requirements/dev.txt

# pip is the last thing a new environment gets, so its presence says the environment is whole.
.venv/run.stamp: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Needs Python 3.11 or newer.")'
	@echo "Installing what groeiplan needs to run …" >&2
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@$(install) $<
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@echo "Installing what building and testing needs …" >&2
	@$(install) $<
	@touch $@
