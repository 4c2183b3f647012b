# Everything Cotender needs, from a machine that has Python 3.11 or newer, make and a network.
#   make demo      set up, then serve the teaching tender and print a sign-in link for each seat
#   make test      set up, fetch what tests need, then run them all
#   make check     format, lint, types, directions
#   make promises  the heavy checks: LibreOffice, the Open XML SDK, kill -9, power cuts (Linux, root or sudo)
#   make crowd     a hundred people write for a minute; on a machine that does nothing else
#   make bench     the benchmarks; writes tests/benchmarks/RESULTS.md
#   make night     the long searches
#   make lock      work the lock files out again, after a change of pyproject.toml or of a package.json

VENV := .venv
RUN := $(VENV)/bin/python
BUILT := server/static/vendor/manifest.json
ASSETS := $(wildcard server/assets/*.* server/assets/.npmrc server/assets/licences/*)
UV := 0.13.9
PYTEST := $(RUN) -m pytest

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# A person's own pip settings may ask for what cannot work in a virtual environment.
export PIP_USER := 0
export PYTHONUTF8 := 1

.PHONY: setup demo test check promises crowd bench night lock clean
.DELETE_ON_ERROR:

setup: $(BUILT)

demo: setup
	@$(RUN) -m server demo

test: setup $(VENV)/test-ready
	@$(RUN) tests/browser/chromium.py
	$(PYTEST) -n 2 --dist worksteal -m "not promise and not night" tests

check: setup $(VENV)/test-ready
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(PYTEST) -q tests/test_directions.py tests/test_packaging.py

promises: setup $(VENV)/test-ready
	@$(RUN) tests/promises/prepare.py
	$(PYTEST) -m "promise and not crowd" tests/promises

crowd: setup $(VENV)/test-ready
	$(PYTEST) -s -m crowd tests/promises

bench: setup $(VENV)/test-ready
	$(RUN) -m tests.benchmarks

night: setup $(VENV)/test-ready
	$(PYTEST) -m night tests

# A virtual environment that no longer runs (its Python was taken away) is made anew.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell $(RUN) -c "print('runs')" 2>/dev/null),runs)
$(VENV)/made: again
.PHONY: again
again:
endif
endif

# The newest Python that truly runs and can make virtual environments. A name on the path is not enough:
# pyenv puts names there that answer "command not found", and Debian leaves out venv's ensurepip.
$(VENV)/made:
	@if $(RUN) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then touch $@; exit 0; fi; \
	found=; bare=; \
	for python in $(PYTHON) $$(IFS=:; for folder in $$PATH; do for file in "$$folder"/python3.[0-9] "$$folder"/python3.[0-9][0-9]; do \
	    [ -x "$$file" ] && echo "$${file##*/python3.} $$file"; done; done 2>/dev/null | sort -rns -k1,1 | cut -d' ' -f2) python3 python; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11) or sys.version_info.releaselevel != "final")' 2>/dev/null || continue; \
	  if "$$python" -c 'import venv, ensurepip' 2>/dev/null; then found=$$python; break; fi; bare=$$python; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "Setting up with $$found ($$("$$found" -V))"; \
	  "$$found" -m venv --clear $(VENV) && touch $@; \
	elif [ -n "$$bare" ]; then \
	  echo "$$bare cannot make virtual environments. Please install what it lacks (on Debian or Ubuntu: apt-get install python3-venv) and try again." >&2; exit 1; \
	else \
	  echo "Cotender needs Python 3.11 or newer. Please install it (on Debian or Ubuntu: apt-get install python3 python3-venv) and try again." >&2; exit 1; \
	fi

# Pinned and hashed packages first, among them Node and the build tools; then Cotender itself, built with just those.
$(VENV)/ready: $(VENV)/made requirements.lock server/assets/requirements.lock pyproject.toml
	$(RUN) -m pip install -q --require-hashes -r requirements.lock
	$(RUN) -m pip install -q --require-hashes -r server/assets/requirements.lock
	$(RUN) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test-ready: $(VENV)/ready tests/requirements.lock
	$(RUN) -m pip install -q --require-hashes -r tests/requirements.lock
	@touch $@

$(BUILT): $(ASSETS) | $(VENV)/ready
	$(RUN) server/assets/hatch_build.py
	@touch $@

lock: $(VENV)/made
	$(RUN) -m pip install -q uv==$(UV)
	$(RUN) tests/lock.py

clean:
	rm -rf $(VENV) build dist server/static/vendor server/assets/node_modules tests/promises/node_modules .pytest_cache .mypy_cache .ruff_cache
