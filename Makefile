# Everything runs in .venv, which the first target to need it sets up from
# requirements.lock. Works with GNU make 3.81 and later.

SHELL := /bin/sh
PYTHON ?= python3
STAMP := .venv/.ready

# Settings of the caller's shell that would leak other packages into .venv, or
# send what pip installs somewhere else.
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_HASHES

.PHONY: help reports test test-slow test-browser compare bench lab lint lock clean FORCE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "Another Python: make reports PYTHON=python3.12"

reports: $(STAMP) ## run the notebooks and write reports/
	@.venv/bin/python -m analysis build

test: $(STAMP) ## run the tests (ARGS="-k name" is passed on to pytest)
	@.venv/bin/python -m pytest -n auto $(ARGS)

test-slow: $(STAMP) ## run the tests that take longest: builds that are killed, hang or fill a disk
	@.venv/bin/python -m pytest -m slow $(ARGS)

test-browser: $(STAMP) ## check the reports in Chromium: axe-core, phone, dark, print
	@.venv/bin/python tests/browser/page_checks/chromium.py
	@.venv/bin/python -m pytest -m browser tests/browser $(ARGS)

compare: $(STAMP) ## compare every table with BEFORE=<commit> (AFTER=<commit>, RELEASES=<folder>, ARGS=--help)
	@.venv/bin/python tests/compare_builds.py $(ARGS) $(if $(RELEASES),--releases "$(RELEASES)") \
	  $(or $(BEFORE),$(if $(ARGS),,$(error make compare BEFORE=<commit>))) $(AFTER)

bench: $(STAMP) ## measure the speed of the build (RELEASES=<folder>, ARGS=--help lists the options)
	@.venv/bin/python tests/bench.py $(if $(RELEASES),--releases "$(RELEASES)") $(ARGS)

lab: $(STAMP) ## open JupyterLab (ARGS=--no-browser is passed on to it)
	@.venv/bin/jupyter lab $(ARGS)

lint: $(STAMP) ## check style, formatting, types and who imports whom
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy
	@.venv/bin/lint-imports --no-logo --no-cache

lock: ## bring requirements.lock in line with pyproject.toml (ARGS=--upgrade for newer releases)
	@set -e; $(find_python) \
	echo "Setting up .cache/uv-venv"; \
	rm -rf .cache/uv-venv; mkdir -p .cache; \
	"$$python" -m venv .cache/uv-venv; \
	.cache/uv-venv/bin/python -m pip install -qq --disable-pip-version-check uv; \
	echo "Resolving requirements.lock"; \
	if test -f requirements.lock; then cp requirements.lock .cache/requirements.txt; \
	else rm -f .cache/requirements.txt; fi; \
	.cache/uv-venv/bin/uv pip compile pyproject.toml --extra dev --universal \
	  --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet $(ARGS) \
	  --output-file .cache/requirements.txt; \
	{ echo "# Every package of the project, for running and for developing it, on any platform"; \
	  echo "# with Python 3.11 or later. Made from pyproject.toml: do not edit, run"; \
	  echo "#   make lock                   after a change of pyproject.toml"; \
	  echo "#   make lock ARGS=--upgrade    to move to newer releases"; \
	  cat .cache/requirements.txt; } > .cache/requirements.lock; \
	if cmp -s .cache/requirements.lock requirements.lock; then echo "requirements.lock is up to date"; \
	else mv .cache/requirements.lock requirements.lock; echo "requirements.lock has changed"; fi

clean: ## remove .venv, caches and everything else that is made on the way
	@rm -rf .venv .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@rm -rf build dist src/*.egg-info reports/failed
	@if test -d data/processed; then \
	  find data/processed -mindepth 1 ! -name .gitkeep ! -name README.md -type f -exec rm -f {} +; fi
	@find . -name .git -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) \
	  -prune -exec rm -rf {} +

# Shell commands that set $python to the Python to make environments from (the one
# below any environment that is active, which may be the very .venv to be replaced)
# and $version to its version, or stop with one line.
define find_python
version=$$("$(PYTHON)" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || { \
  echo "'$(PYTHON)' does not run. Python 3.11 or later is needed: make reports PYTHON=python3.12" >&2; \
  exit 1; }; \
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "'$(PYTHON)' is Python $$version. Python 3.11 or later is needed: make reports PYTHON=python3.12" >&2; \
  exit 1; }; \
"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
  echo "'$(PYTHON)' (Python $$version) lacks ensurepip, which makes environments: install it (Debian and Ubuntu: apt install python$${version%.*}-venv)" >&2; \
  exit 1; }; \
python=$$("$(PYTHON)" -c 'import os, sys; b = sys._base_executable; print(b if b and os.path.exists(b) else sys.executable)');
endef

# .venv is ready when it was finished, in this folder, its Python still runs, and it is
# the version that PYTHON=... on the command line asks for. Otherwise it is made anew.
READY := $(shell test "$$(cat $(STAMP) 2>/dev/null)" = "$$(pwd -P)" && \
	.venv/bin/python -ISc "" 2>/dev/null && echo yes)
ifeq ($(origin PYTHON),command line)
minor = $(shell "$(1)" -c "import sys; print('%d.%d' % sys.version_info[:2])" 2>/dev/null)
ifneq ($(call minor,$(PYTHON)),$(call minor,.venv/bin/python))
READY :=
endif
endif
ifneq ($(READY),yes)
$(STAMP): FORCE
endif

# A change of pyproject.toml alone leaves the packages as they are.
$(STAMP): requirements.lock pyproject.toml
	@set -e; \
	if test "$(READY)" != yes || ! cmp -s requirements.lock .venv/requirements.lock; then \
	  $(find_python) \
	  echo "Setting up .venv with Python $$version (about a minute, once)"; \
	  rm -rf .venv; \
	  "$$python" -m venv .venv; \
	  .venv/bin/python -m pip install -qq --disable-pip-version-check \
	    --require-hashes -r requirements.lock; \
	  cp requirements.lock .venv/requirements.lock; \
	fi; \
	.venv/bin/python -m pip install -qq --disable-pip-version-check \
	  --no-deps --no-build-isolation -e .; \
	pwd -P > $(STAMP)
