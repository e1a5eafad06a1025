PYTHON ?= python3
SEED   ?= $(or $(LINREC_SEED),0)
BIN    := .venv/bin
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 8 --dist worksteal
export LINREC_SEED := $(SEED)

# The same sources give the same file: cells are numbered, and no times are stored.
define EXECUTE
import pathlib, sys, jupytext, nbclient
for source in map(pathlib.Path, sys.argv[1:]):
    print(source, flush=True)
    notebook = jupytext.read(source)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    here = {"metadata": {"path": str(source.parent)}}
    nbclient.NotebookClient(notebook, resources=here, record_timing=False).execute()
    jupytext.write(notebook, source.with_suffix(".ipynb"))
endef
export EXECUTE

.DEFAULT_GOAL := help
.PHONY: help env verify test long fast lint format notebooks bench kills bars mutants selfmutants seeds points catalogue certificates certtimes constraints clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

env:  ## build .venv, or do nothing when it is up to date
	@$(PYTHON) bootstrap.py

verify: env  ## judge our claims, then audit the published statements
	$(BIN)/linrec audit --with-ours --expect tests/theory/audit_verdicts.json

test: env  ## run the tests; SEED=7 re-rolls the random keys, ARGS='-k NAME' selects
	$(PYTEST) -m "not long" $(ARGS)

long: env  ## run the tests that `make test` leaves out, ten minutes or more
	$(PYTEST) -m long $(ARGS)

fast: env  ## run the tests that are not slow
	$(PYTEST) -m "not slow and not long and not tex" $(ARGS)

lint: env  ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: env  ## rewrite the sources in the house style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

notebooks:  ## run notebooks/*.py and store the executed .ipynb beside them
	@$(PYTHON) bootstrap.py notebook
	$(BIN)/python -c "$$EXECUTE" notebooks/*.py

bench: env  ## time linrec against its peers, ten minutes on an idle machine
	for script in exact_engine roads_to_s; do \
	    JAX_PLATFORMS=cpu $(BIN)/python benchmarks/$$script.py || exit; done
	$(BIN)/linrec bench

kills: env  ## kill a simulation 50 times and compare what it ends with; ARGS="-o FILE"
	$(BIN)/python -m benchmarks.kills $(ARGS)

mutants: env  ## make 600 and more wrong formulas and see what kills them; ARGS="-o FILE"
	$(BIN)/python -m benchmarks.mutants $(ARGS)

selfmutants: env  ## change the judge's own code and see what the tests let through; ARGS="-o FILE"
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt --group judge
	$(BIN)/python -m benchmarks.judge_mutants $(ARGS)

seeds: env  ## run the fast tests that depend on the seed under 100 seeds; ARGS="-o FILE"
	$(BIN)/python benchmarks/seeds.py $(ARGS)

bars: env  ## measure whether the simulator's error bars are honest; ARGS="-o FILE"
	$(BIN)/python -m benchmarks.error_bars $(ARGS)

points: env  ## compare every closed form with the simulator at 100,000 exact points; ARGS=...
	$(BIN)/python benchmarks/agreement.py --seed $(SEED) $(ARGS)

catalogue: env  ## probe every entry of the catalogue, 40 s a step; ARGS="--only tanh -o FILE"
	$(BIN)/python -m benchmarks.catalogue $(ARGS)

certificates: env  ## write and check a certificate of all that is proved; ARGS="-o DIR"
	$(BIN)/linrec certify --all -o certificates $(ARGS)
	$(BIN)/linrec recheck --quiet certificates/*.json

certtimes: env  ## measure every certificate, by PARI too; ARGS="-o FILE"
	$(BIN)/python -m benchmarks.certificates $(ARGS)

constraints: env  ## pin what pyproject.toml asks for; ARGS=--upgrade takes newer versions
	$(BIN)/uv pip compile pyproject.toml --group dev --extra notebook --universal \
	    --python-version 3.11 --no-emit-index-url --no-header --annotation-style line --quiet $(ARGS) -o constraints.txt

clean:  ## remove .venv, caches and build outputs
	rm -rf .venv certificates .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist linrec-report
	find . -name __pycache__ -prune -exec rm -rf {} +
