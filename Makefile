# Two commands for everyone: `make run` plans the example week into out/, `make test` runs the whole suite.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test lint types check bench soak pairs mutate golden picture sheets schema clean

run: $(STAMP)
	@$(BIN)/routine plan templates/profiles/desk-cyclist.yaml --out out

test: $(STAMP)
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/routine catalog lint

types: $(STAMP)
	@$(BIN)/mypy

check: lint types test

bench: $(STAMP)
	@$(BIN)/python -m tests.bench

soak: $(STAMP)
	@ROUTINE_EXAMPLES=1000 $(BIN)/python -m pytest -n 2 tests/test_laws.py

pairs: $(STAMP)   # every two conditions in one person: about two thousand plans
	@ROUTINE_PAIRS=all $(BIN)/python -m pytest -q -n 2 tests/test_pairs.py

mutate: $(VENV)/.mutate   # do the tests notice small changes in the laws? One room: make mutate ROOM=screen
	@$(BIN)/python tests/mutate.py $(ROOM)

golden: $(STAMP)
	@$(BIN)/python -m pytest -n 2 tests/test_golden.py tests/test_approved.py --update-golden

picture: $(STAMP)   # the README's pictures; needs pdftoppm (poppler-utils)
	@$(BIN)/routine plan templates/profiles/desk-cyclist.yaml --week 2026-W48 --out build/picture >/dev/null
	@pdftoppm -r 90 -f 1 -l 2 -png build/picture/handout.pdf docs/handout

sheets: $(STAMP)   # contact sheets of all drawings, one a technique
	@for technique in $$(ls catalog/poses | grep -v yaml); do \
	  $(BIN)/routine catalog draw --technique $$technique --sheet --out build/sheets/$$technique && \
	  mkdir -p docs/figures && cp build/sheets/$$technique/sheet.png docs/figures/$$technique.png; done

schema: $(STAMP)
	@$(BIN)/routine schema exercise > catalog/exercise.schema.json

# Installed again only when what is needed changed.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(STAMP)

$(VENV)/.mutate: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[mutate]'
	@touch $@

clean:
	rm -rf $(VENV) out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis catalog/compiled.catalog
