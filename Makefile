# make build | run | run-django | run-wsgi | blog | test | lint | docs | wheel | wsgi-example | hosts | judges | bench | bench-workers | bench-native | fuzz | sanitize | soak | clean
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
PACKAGE := $(shell find python/crosswind -name "*.py") pyproject.toml hatch_build.py

.PHONY: build run run-django run-wsgi mixed blog blog-program test test-swift test-compile-fail test-python security-probe framework-probe stock-probe lint docs wheel wsgi-example bench bench-ready bench-workers fuzz sanitize soak clean library
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

$(DONE)/test-tools: Tests/Python/requirements.txt Tests/Python/requirements-alone.txt $(DONE)/venv
	$(PIP) install -r $<
	$(PIP) install --no-deps -r Tests/Python/requirements-alone.txt
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
	@echo '#include <zlib.h>' | clang -E - >/dev/null 2>&1 || \
		{ echo "make: zlib's header is missing: apt-get install zlib1g-dev" >&2; exit 1; }

.PHONY: need-sqlite
need-sqlite:
	@echo '#include <sqlite3.h>' | clang -E - >/dev/null 2>&1 || \
		{ echo "make: SQLite's header is missing: apt-get install libsqlite3-dev" >&2; exit 1; }

# --- the example site ------------------------------------------------------------------------------------------------

PORT ?= 8888
# Swift in front of Django and Flask.
run: need-swift $(DONE)/examples
	swift build -c release --product mixed
	@PORT=$(PORT) Examples/serve $(VENV)/bin .build/release/mixed

# Django and Flask alone, by the command `crosswind`.
run-django: build $(DONE)/examples
	@PORT=$(PORT) Examples/serve $(VENV)/bin

# A package of its own, as it needs a database library.
BLOG := swift build --package-path Examples/blog --scratch-path .build-blog --product blog
blog: need-swift need-sqlite
	$(BLOG) -c release
	@echo "\n  http://localhost:$(PORT)/     whoever comes first is the author\n"
	@PORT=$(PORT) BLOG_FOLDER=Examples/blog exec .build-blog/release/blog

# For the tests.
# Twice if need be: SwiftPM sees only then that a file of the package it depends on has moved.
blog-program: need-swift need-sqlite
	$(BLOG) || $(BLOG)
mixed: need-swift
	swift build --product mixed
	swift build --product hello
	swift build --product chat

# --- the example of a Swift application inside any WSGI server ---------------------------------------------------------

# PYTHONPATH=dist/wsgi gunicorn hello:application
wsgi-example: need-swift
	scripts/build-wsgi-module WSGIHello hello dist/wsgi

# Tornado's example: the same under wsgiref.simple_server.
run-wsgi: wsgi-example $(DONE)/venv
	@echo "\n  http://localhost:$(PORT)/\n"
	@PORT=$(PORT) exec $(PY) Examples/wsgi-hello/serve.py

# What the tests of WSGIApplication load into Python, each of its features a route.
.PHONY: hosted-probe
hosted-probe: need-swift
	scripts/build-wsgi-module HostedProbe hosted_probe .build-wheel/hosted

# --- tests -----------------------------------------------------------------------------------------------------------

test: test-swift test-compile-fail test-python

# One test after the other: some wait on blocking sockets, and all at once they starve those that wait as tasks do.
test-swift: need-swift
	swift test --no-parallel $(SECOND_CHANCE)

# Programs that must not compile, and the errors they must give.
test-compile-fail: need-swift
	@if [ -x Tests/CompileFail/run ]; then Tests/CompileFail/run; fi

# PYTEST="-k keepalive -x" passes options on.
PYTEST ?=

# Where CI is set, what fails is run once more before it counts, and the log names it: machines there are shared, and a
# test that a neighbour disturbed once in thousands must not hide what the others say. Twice is a failure.
ifdef CI
SECOND_CHANCE := || { echo "make: Swift tests failed, see above; once more"; swift test --no-parallel; }
override PYTEST += --reruns 1 -raR
endif
test-python: build security-probe framework-probe stock-probe mixed blog-program wsgi-example hosted-probe $(DONE)/test-tools $(DONE)/examples
	$(PY) -m pytest $(PYTEST)

# One build of a Swift application in every WSGI server and every Python that is here; writes docs/wsgi-hosts.md. What can
# be installed is, into .build-hosts; RETRY=1 tries again what could not. HOSTS="--python 3.9 --host uwsgi" chooses, and
# writes nothing; with --update it replaces those cells of the page. Before that, from `crosswind new` to a wheel in another Python.
HOSTS ?=
.PHONY: hosts
hosts: wheel wsgi-example hosted-probe $(DONE)/test-tools $(DONE)/examples
	CROSSWIND_PROJECT=1 $(PY) -m pytest -q Tests/Python/test_project.py
	$(PY) Tests/Python/hosted/matrix.py $(HOSTS)

# The test suites of requests, urllib3 and httpbin, from PyPI, against the server; JUDGES=httpbin chooses. What they need goes
# into .build-judges.
JUDGES ?=
.PHONY: judges
judges: wheel
	$(PY) Tests/Python/judges/suites.py $(JUDGES)

# Swift's side of the tests in which Tornado, Django and Flask sign and verify.
security-probe: need-swift
	swift build --product security-probe
	swift build --product identity-page

# Swift's side of the test that asks the same handlers here and on Tornado.
framework-probe: need-swift
	swift build --product framework-probe

# Swift's side of the tests that ask real Tornado the same.
stock-probe: need-swift
	swift build --product stock-probe

SOAK_SECONDS ?= 300
soak: build $(DONE)/test-tools
	CROSSWIND_SOAK_SECONDS=$(SOAK_SECONDS) $(PY) -m pytest -m soak $(PYTEST)

# The failure drills of docs/reliability.md at full size, some ten minutes; writes their figures there.
.PHONY: drills
drills: build $(DONE)/test-tools
	@rm -f $(VENV)/drills.jsonl
	CROSSWIND_DRILLS=full CROSSWIND_DRILL_REPORT=$(CURDIR)/$(VENV)/drills.jsonl $(PY) -m pytest Tests/Python/drills $(PYTEST)
	$(PY) Tests/Python/drills/report.py $(VENV)/drills.jsonl

lint: need-swift $(DONE)/lint-tools
	swift format lint --strict --recursive Sources Tests Examples Package.swift
	scripts/check-unsafe
	$(VENV)/bin/ruff check --no-cache python Tests/Python Examples hatch_build.py
	PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/.pycache $(PY) -m compileall -q -f -x 'apps/cli/syntax' python Tests/Python Examples hatch_build.py

# DocC for every library, without a warning or a public symbol that says nothing of itself.
docs: need-swift
	scripts/build-docs

# The Swift tests under the sanitizers; each in a scratch folder of its own, since flags are part of a build.
sanitize: need-swift
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/scripts/tsan.supp" \
		swift test --no-parallel --sanitize=thread --scratch-path .build-tsan
	ASAN_OPTIONS="detect_leaks=0" swift test --no-parallel --sanitize=address --scratch-path .build-asan

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
bench-ready: wheel
	@[ -d $(BENCH) ] || { echo "make: no benchmark harness in $(BENCH): name it with BENCH=folder" >&2; exit 1; }
	@mkdir -p .build-bench
	cp -f $(BENCH)/apps.py $(BENCH)/peerbench.py $(BENCH)/floor.c $(BENCH)/requirements.txt $(BENCH)/setup .build-bench/
	@[ -x .build-bench/floor -a -d "$${BENCH_VENV:-.build-bench/.venv}" ] || BENCH_PYTHON=$(PYTHON) .build-bench/setup
	"$${BENCH_VENV:-.build-bench/.venv}/bin/pip" install -q --no-deps --force-reinstall $$(ls -t dist/*.whl | head -1)

bench: bench-ready
	cd .build-bench && "$${BENCH_VENV:-.venv}/bin/python" peerbench.py --servers $(SERVERS) --apps $(CASES) \
		--rounds $(ROUNDS) --secs $(SECS) --json results.json

# What two workers on two cores carry of one on one.
bench-workers: bench-ready
	"$${BENCH_VENV:-.build-bench/.venv}/bin/python" scripts/bench-workers .build-bench $(BENCH_WORKERS)

# Native handlers beside a bare channel, nginx and, with BENCH_NATIVE=--hummingbird, Hummingbird.
.PHONY: bench-native
bench-native: need-swift
	scripts/bench-native $(BENCH_NATIVE)

clean:
	rm -rf .build-project .build-bench-native .build-wheel .build-blog .build-tsan .build-asan .build-bench .build-docs \
		.build-hosts .build-judges $(VENV) dist
