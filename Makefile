# make demo   set up everything and run the main job
# make test   set up everything and pass the tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo serve test check unit bench bench-scale bench-web bench-fieldwork wheels mutate fuzz lock clean

demo: .venv/core.done
	$(BIN)/kaohe demo --folder demo --force

# The web application with the example's round in it, on this machine alone: http://localhost:8000
serve: .venv/web.done .venv/front.done
	$(BIN)/kaohe serve --demo --folder kaohe-data

test: .venv/test.done .venv/front.done
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/pytest -n 2
	$(BIN)/python -m tests.web.postgresql $(BIN)/pytest -n 2 tests/web --ignore=tests/web/browser

# The same tests without the linters, for a quick look while working.
unit: .venv/test.done .venv/front.done
	$(BIN)/pytest -n 2 $(ARGS)

bench: .venv/test.done
	$(BIN)/python -m benchmarks.run

# From a thousand units to a country of them, ours beside other engines; some twenty minutes and 5 GB in TMPDIR.
bench-scale: .venv/bench.done
	$(BIN)/python -m benchmarks.scale.run

# The web application under load, every page, a worker's memory; half an hour, on PostgreSQL too where it is installed.
bench-web: .venv/bench.done .venv/front.done
	$(BIN)/python -m benchmarks.web.run

# Draws from a country's villages, timetables, monthly lists of 20,000 units; some ten minutes.
bench-fieldwork: .venv/test.done
	$(BIN)/python -m benchmarks.fieldwork

# The program and all it needs as wheels in dist/wheels, to be carried to a server or PC, with a network or without. For another system than
# this one: make wheels FOR='--platform win_amd64 --python-version 3.12'
FOR ?=
wheels: .venv/core.done .venv/front.done
	rm -rf dist/wheels
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist/wheels .
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary=:all: $(FOR) --dest dist/wheels -r requirements/web.txt

# Half an hour on two cores; for a part narrow source_paths in pyproject.toml. Survivors: .venv/bin/mutmut results
mutate: .venv/mutate.done
	HYPOTHESIS_PROFILE=mutation $(BIN)/mutmut run

# Search for inputs that a reader does not stand; ten minutes, or as many as asked for: make fuzz FUZZ_SECONDS=3600 (fuzz/README.md)
FUZZ_SECONDS ?= 600
fuzz: .venv/fuzz.done
	nice -n 10 $(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS) $(TARGETS)

# Write the locks again from pyproject.toml; they hold hashes and name no index.
lock: .venv/uv.done
	$(BIN)/uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/core.txt
	$(BIN)/uv pip compile pyproject.toml --extra web --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -c requirements/core.txt -o requirements/web.txt
	$(BIN)/uv pip compile requirements/front.in --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/front.txt
	$(BIN)/uv pip compile pyproject.toml requirements/build.in -c requirements/web.txt --extra test --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -c requirements/core.txt -o requirements/test.txt
	$(BIN)/uv pip compile requirements/build.in --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/build.txt
	$(BIN)/uv pip compile requirements/mutate.in --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -c requirements/test.txt -o requirements/mutate.txt
	$(BIN)/uv pip compile requirements/fuzz.in --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -c requirements/test.txt -o requirements/fuzz.txt
	$(BIN)/uv pip compile requirements/bench.in --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links -c requirements/test.txt -o requirements/bench.txt

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

.venv/core.done: .venv/bin/python requirements/core.txt requirements/build.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/core.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.done: .venv/bin/python requirements/test.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/core.done

.venv/web.done: .venv/bin/python requirements/web.txt requirements/build.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/web.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/core.done

# Third parties' static files, from npm; where the machine has none, a wheel brings one.
.venv/front.done: .venv/bin/python requirements/front.txt src/kaohe/web/ui/front/package-lock.json src/kaohe/web/ui/vendor.py
	command -v npm > /dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/front.txt
	$(BIN)/python src/kaohe/web/ui/vendor.py
	@touch $@

.venv/bench.done: .venv/test.done requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

.venv/mutate.done: .venv/test.done requirements/mutate.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutate.txt
	@touch $@

.venv/fuzz.done: .venv/test.done requirements/fuzz.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@

.venv/uv.done: .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

clean:
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
