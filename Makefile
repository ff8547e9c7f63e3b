# Everything a person types. The first command of a stranger installs by itself.
PYTHON ?= python3
HOME_DIR ?= var
# the oldest whose form of storage the DuckDB file of a release is written in
OLD_DUCKDB := 1.0.0
BIN := .venv/bin
STAMP := .venv/.installed

export DAGSTER_DISABLE_TELEMETRY := yes
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.PHONY: install demo test dev lint bench torture linkage walk pictures screenshots reproduce readers bundle bundle-write lock clean

install: $(STAMP)  ## install the locked packages into .venv

$(STAMP): requirements/test.txt requirements/bootstrap.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements/test.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	touch $(STAMP)

demo: $(STAMP)  ## write a sample country, run the pipeline on it, show the release
	$(BIN)/tsunagu demo --home $(HOME_DIR)

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

dev: $(STAMP)  ## start Dagster on the home; MIRROR=folder answers in the publishers' place
	$(BIN)/tsunagu dev --home $(HOME_DIR) $(if $(MIRROR),--mirror $(MIRROR))

lint: $(STAMP)  ## style, types, SQL, definitions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models dbt_project/tests
	$(BIN)/dagster definitions validate --workspace workspace.yaml

bench: $(STAMP)  ## measure time and memory at national scale; writes docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

torture: $(STAMP)  ## kill runs at 240 points, fill their disk, compare; writes the counts into docs/reliability.md
	$(BIN)/python -m tests.faults.torture

linkage: $(STAMP)  ## train and measure linking anew on the authorities' files (REAL=folder)
	$(BIN)/python -m warehouse.linkage.train --real $(REAL)

walk: $(STAMP)  ## start the services, drop files, time what follows; writes docs/events.md; needs Chromium
	$(BIN)/python -m tests.walk

pictures: $(STAMP)  ## take the pictures of docs/pictures/ anew; needs LibreOffice and Chromium
	$(BIN)/python -m tests.pictures

screenshots: $(STAMP)  ## take the pictures of the site of the home for docs/pictures/ anew; needs Chromium
	$(BIN)/python -m tests.site $(HOME_DIR)

reproduce: $(STAMP)  ## build the release of the home twice and compare every byte
	$(BIN)/python -m tests.reproduce $(HOME_DIR)

readers: $(STAMP)  ## read the latest release of the home with an older DuckDB, in .venv-old
	test -x .venv-old/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python .venv-old
	$(BIN)/uv pip install --quiet --python .venv-old/bin/python "duckdb==$(OLD_DUCKDB)"
	.venv-old/bin/python tests/readers/old_duckdb.py $(HOME_DIR)/public/latest

bundle: web/node_modules  ## build what the pages take from npm, compare it with what is in the repository
	node web/bundle.mjs

bundle-write: web/node_modules  ## the same, put in the place of what is in the repository
	node web/bundle.mjs --write

web/node_modules: web/package-lock.json
	cd web && npm ci
	touch web/node_modules

lock: $(STAMP)  ## resolve the locked packages anew
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --extra test --constraint requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements/test.txt
	$(BIN)/uv pip compile pyproject.toml --extra names --extra postgres --constraint requirements/test.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements/deploy.txt
	echo uv | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade --output-file requirements/bootstrap.txt

clean:  ## remove what can be made again; landed files, releases and .venv stay
	rm -rf $(addprefix $(HOME_DIR)/,bronze quarantine dagster dbt scratch staging sample tsunagu.duckdb)
	rm -rf dbt_project/target dbt_project/logs .pytest_cache .mypy_cache .ruff_cache .hypothesis
