# make build | run | test | lint | wheel | bench | fuzz | sanitize | soak | clean
#
# Everything Python goes into .venv at the root; PYTHON chooses the interpreter it is made with. What a goal needs it
# installs there, and what pip cannot install it names.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
DONE := $(VENV)/.done

# The library is built by a script that the wheel's build hook uses too; SwiftPM knows best what is out of date.
LIBRARY := .build-wheel/release/libCrosswindExtension.so
PACKAGE := $(wildcard python/crosswind/*.py) pyproject.toml hatch_build.py

.PHONY: build run test test-swift test-compile-fail test-python lint wheel bench fuzz sanitize soak clean library
.DELETE_ON_ERROR:

build: $(DONE)/package

library: | need-swift
	@scripts/build-extension >/dev/null

$(LIBRARY): library ;

# Through the wheel, as a user installs it, but without an isolated build environment: seconds, when only Swift changed.
$(DONE)/package: $(LIBRARY) $(PACKAGE) $(DONE)/build-tools
	CROSSWIND_PREBUILT=$(LIBRARY) $(PIP) install --no-build-isolation --no-deps --force-reinstall .
	@touch $@

$(DONE)/venv:
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is missing: apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "make: this Python makes no virtual environments: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/build-tools: $(DONE)/venv
	$(PIP) install 'hatchling>=1.26'
	@touch $@

$(DONE)/test-tools: Tests/Python/requirements.txt $(DONE)/venv
	$(PIP) install -r $<
	@touch $@

$(DONE)/lint-tools: $(DONE)/venv
	$(PIP) install ruff
	@touch $@

$(DONE)/examples: Examples/requirements.txt $(DONE)/venv
	$(PIP) install -r $<
	@touch $@

.PHONY: need-swift
need-swift:
	@command -v swift >/dev/null || \
		{ echo "make: swift is missing: install Swift 6.2 or newer (https://www.swift.org/install)" >&2; exit 1; }

# --- the example site ------------------------------------------------------------------------------------------------

PORT ?= 8888
run: build $(DONE)/examples
	@PORT=$(PORT) Examples/serve $(VENV)/bin

# --- tests -----------------------------------------------------------------------------------------------------------

test: test-swift test-compile-fail test-python

test-swift: need-swift
	swift test

# Programs that must not compile, and the errors they must give.
test-compile-fail: need-swift
	@if [ -x Tests/CompileFail/run ]; then Tests/CompileFail/run; fi

# PYTEST="-k keepalive -x" passes options on.
PYTEST ?=
test-python: build $(DONE)/test-tools $(DONE)/examples
	$(PY) -m pytest $(PYTEST)

SOAK_SECONDS ?= 300
soak: build $(DONE)/test-tools
	CROSSWIND_SOAK_SECONDS=$(SOAK_SECONDS) $(PY) -m pytest -m soak $(PYTEST)

lint: need-swift $(DONE)/lint-tools
	swift format lint --strict --recursive Sources Tests Package.swift
	scripts/check-unsafe
	$(VENV)/bin/ruff check --no-cache python Tests/Python Examples hatch_build.py
	$(PY) -m compileall -q -f -x 'apps/cli/syntax' python Tests/Python Examples hatch_build.py

# The Swift tests under the sanitizers; each in a scratch folder of its own, since flags are part of a build.
sanitize: need-swift
	TSAN_OPTIONS="halt_on_error=1 $(if $(wildcard scripts/tsan.supp),suppressions=$(CURDIR)/scripts/tsan.supp)" \
		swift test --sanitize=thread --scratch-path .build-tsan
	ASAN_OPTIONS="detect_leaks=0" swift test --sanitize=address --scratch-path .build-asan

fuzz: need-swift
	Fuzz/run $${SECONDS:-60}

# --- packaging and measuring -----------------------------------------------------------------------------------------

wheel: library $(DONE)/build-tools
	CROSSWIND_PREBUILT=$(LIBRARY) $(VENV)/bin/hatchling build -d dist -t wheel
	$(VENV)/bin/hatchling build -d dist -t sdist

# The harness lives beside the project; it is copied, and sets up its peers' environment in the copy (BENCH_VENV: use
# one that exists). SERVERS, CASES, ROUNDS and SECS choose; results are appended to .build-bench/results.json.
BENCH ?= ../shared/bench
SERVERS ?= crosswind,crosswind-t8,bjoern,peregrine,peregrine-t8,fastpysgi,granian,gunicorn-gthread,waitress
CASES ?= hello,single,mix
ROUNDS ?= 3
SECS ?= 5
bench: wheel
	@[ -d $(BENCH) ] || { echo "make: no benchmark harness in $(BENCH): name it with BENCH=folder" >&2; exit 1; }
	@mkdir -p .build-bench
	cp -f $(BENCH)/apps.py $(BENCH)/peerbench.py $(BENCH)/floor.c $(BENCH)/requirements.txt $(BENCH)/setup .build-bench/
	@[ -x .build-bench/floor -a -d "$${BENCH_VENV:-.build-bench/.venv}" ] || BENCH_PYTHON=$(PYTHON) .build-bench/setup
	"$${BENCH_VENV:-.build-bench/.venv}/bin/pip" install -q --no-deps --force-reinstall $$(ls -t dist/*.whl | head -1)
	cd .build-bench && "$${BENCH_VENV:-.venv}/bin/python" peerbench.py --servers $(SERVERS) --apps $(CASES) \
		--rounds $(ROUNDS) --secs $(SECS) --json results.json

clean:
	rm -rf .build-wheel .build-tsan .build-asan .build-bench $(VENV) dist
