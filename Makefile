# `make audit`: the bundled example, audited, in a browser. `make test`: everything that CI checks.
# Both need only Python 3.11 or newer, git and make; they set up a virtual environment of their own in .venv.
.PHONY: audit test check clean help
.DEFAULT_GOAL := help

BIN := .venv/bin
READY := .venv/ready

help:
	@echo "make audit   audit the bundled example; prints the verdict and the page to open"
	@echo "make test    ruff, mypy, import-linter, pytest, the notebooks, and the audit of auditlib itself"
	@echo "make clean   remove the virtual environment and the outputs"

# The newest Python that runs: a name on the PATH may be a shim that does not.
$(READY): pyproject.toml requirements.lock
	@set -e; found=; \
	for python in $(PYTHON) python3.15 python3.14 python3.13 python3.12 python3.11 python3; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "auditlib needs Python 3.11 or newer with venv and pip; none was found on the PATH." >&2; \
	  echo "Install one (Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; \
	  exit 2; \
	fi; \
	echo "setting up .venv with $$($$found --version) (once)"; \
	"$$found" -m venv --clear .venv; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'; \
	touch $@

audit: $(READY)
	@$(BIN)/auditlib demo

test: check
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered --cov-fail-under=90 --numprocesses=2
	$(BIN)/python -m pytest --nbval-lax --override-ini=addopts= notebooks benchmarks/clones/benchmark.ipynb
	$(BIN)/auditlib gate params/self.yaml

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv outputs
