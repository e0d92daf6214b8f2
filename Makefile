# The two commands of the README. Both install what they need and can be run twice.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# The first Python on the PATH that is new enough.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
DIALECTS := 11 10.2 rfc
# vmgen and the tests run in many processes: Python compiles them for the first one only.
unexport PYTHONDONTWRITEBYTECODE
# A third of what cargo does serves debuggers and a next change of the same crate.
export CARGO_PROFILE_DEV_DEBUG := 0
export CARGO_INCREMENTAL := 0
# What crates of cargo's registry the three dialects need is compiled once, by cargo 1.91 and later.
export CARGO_BUILD_BUILD_DIR ?= $(CURDIR)/fuzz/target/build

# A file stays with one worker, which makes once what its tests share; the longest come first.
SUITES := $(addprefix tests/,reality install golden unit)

.PHONY: build test lint python rust rust-lint engine tree golden clean

build: $(INSTALLED)  ## write the crates of specs/ and check them with cargo
	$(BIN)/vmgen build specs/

# Beside the tests that wait for a QEMU, a signal or the end of a time, crates are compiled.
test: lint  ## everything there is: lints, Python tests, generated crates
	@$(MAKE) --no-print-directory rust & rust=$$!; \
	$(MAKE) --no-print-directory python; python=$$?; \
	wait $$rust && exit $$python
	@echo "make test: all passed"

$(INSTALLED): pyproject.toml
	@test -n "$(PYTHON)" || { echo "vmgen needs Python 3.11 or newer on the PATH" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

lint: $(INSTALLED)
	$(BIN)/black --quiet --check vmgen specs tests benches fuzz hatch_build.py
	$(BIN)/ruff check --quiet vmgen specs tests benches fuzz hatch_build.py
	$(BIN)/mypy --no-error-summary

python: $(INSTALLED)
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(SUITES)

# The devices' libraries have no tests inside them, nor has what they document.
rust: rust-lint
	$(BIN)/vmgen build --check specs/
	for dialect in $(DIALECTS); do \
		echo "-- tests of dialect $$dialect" && \
		(cd rust/$$dialect && cargo test --quiet --locked --workspace \
		--target-dir ../../generated/$$dialect/target) && \
		(cd generated/$$dialect && cargo test --quiet --locked --workspace --test wire) || exit 1; \
	done

rust-lint: $(INSTALLED)
	for dialect in $(DIALECTS); do \
		echo "-- lints of dialect $$dialect" && (cd generated/$$dialect && \
		cargo fmt --all --check && \
		cargo clippy --quiet --locked --workspace --all-targets -- -D warnings) || exit 1; \
	done

engine: $(INSTALLED)  ## QEMU=BINARY: what a real QEMU with vmgen-engine in it makes of it all
	@test -n "$(QEMU)" || { echo "make engine QEMU=BINARY, one that was built after \`vmgen build --engine\`" >&2; exit 1; }
	VMGEN_QEMU="$(abspath $(QEMU))" $(BIN)/pytest tests/reality/real_engine.py

tree: $(INSTALLED)  ## QEMU=TREE: what a real QEMU tree says of all crates, and of the stand-ins
	@test -n "$(QEMU)" || { echo "make tree QEMU=TREE, one that is configured and built" >&2; exit 1; }
	$(BIN)/python -m tests.tree.crates --qemu "$(QEMU)"
	$(BIN)/python -m tests.tree.surface --qemu "$(QEMU)"

golden: $(INSTALLED)  ## accept what vmgen makes now as what the golden tests expect
	$(BIN)/vmgen build specs/
	$(BIN)/pytest -q tests/golden tests/unit --update-golden

clean:
	rm -rf $(VENV) generated/*/target rust/*/target
