# Everything the course can do, in one word each. `make` alone lists them.

PYTHON ?= python3
# Flags for pip when the environment is made, e.g. another index: make lab PIP_FLAGS="--extra-index-url ..."
PIP_FLAGS ?=
# Flags for JupyterLab, e.g. make lab LAB_FLAGS="--no-browser --port=8889"
LAB_FLAGS ?=
# One topic for `make check`, e.g. TOPIC=geometry; empty means everything
CHECKED = $(if $(TOPIC),course_lib/$(TOPIC) tests/$(TOPIC),.)
# One notebook for `make notebooks`, e.g. NB=20_convolution_arithmetic; empty means all
NB ?=

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
STAMP := $(VENV)/.installed
WORKERS := 2
NODE_TOOLS := tools/javascript/node_modules

# tools/lab keeps JupyterLab from asking about news and updates: nothing needs the network.
LAB_CONFIG = JUPYTER_CONFIG_PATH="$(CURDIR)/tools/lab$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}"

# A slider answers in half the time when the server does not hold small packets back, and a notebook that was saved and
# has no kernel opens with its still pictures.
SERVER := --ServerApp.kernel_websocket_connection_class=course_lib.kit.lab.server.PromptConnection
SERVER += --ServerApp.contents_manager_class=course_lib.kit.lab.server.StillContents

# In a container one is often root, and Jupyter then wants to be told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# A run of the tests or of the notebooks must not see the learner's own progress, and one thread for each of the two
# workers gives the same sums in the same order everywhere. What pytest has rewritten is kept, whatever is set about that.
CLEAN_RUN = COURSE_PROGRESS="$$(mktemp -d)/progress.json" OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=

.DEFAULT_GOAL := help
.PHONY: help setup lab test check javascript notebooks new bench bench-browser data train timings matches site slides links report constraints clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(STAMP) ## open the course in JupyterLab
	$(LAB_CONFIG) $(BIN)/jupyter lab $(AS_ROOT) $(SERVER) $(LAB_FLAGS) notebooks/00_start_here.ipynb

test: $(STAMP) ## run every test: units, house, notebooks, then the browser
	$(CLEAN_RUN) PYTHONPATH=tests/notebooks/offline $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m "not browser" \
		--nbval --nbval-current-env --nbval-sanitize-with tests/notebooks/sanitize.cfg tests course_lib tools notebooks
	$(CLEAN_RUN) $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m browser tests/browser

# Without nbval, which takes a second of each process to load, and without the capture of logs: no test reads one.
check: $(STAMP) ## format, lint, layers and the quick tests, in a minute (one topic in seconds: TOPIC=geometry)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
ifndef TOPIC
	$(BIN)/lint-imports
	if command -v npm > /dev/null; then $(MAKE) --no-print-directory javascript; fi
endif
	$(CLEAN_RUN) $(BIN)/python -m pytest -q -p no:nbval -p no:logging -n $(WORKERS) --dist loadscope \
		-m "not slow and not browser and not notebooks"$(if $(TOPIC), $(CHECKED))

javascript: $(NODE_TOOLS)/.package-lock.json ## format, lint and types of the JavaScript (needs Node)
	$(NODE_TOOLS)/.bin/prettier --config tools/javascript/.prettierrc --log-level warn --check "course_lib/**/*.js" "tools/**/*.{js,ts}"
	$(NODE_TOOLS)/.bin/eslint --config tools/javascript/eslint.config.js --max-warnings 0 course_lib tools
	$(NODE_TOOLS)/.bin/tsc --project tools/javascript

notebooks: $(STAMP) ## execute and normalise the notebooks for commit (one: NB=name)
	$(CLEAN_RUN) $(BIN)/python tools/notebooks.py $(NB)

new: $(STAMP) ## begin a notebook: one of everything, green and marked open (NB=60_boxes TOPIC=detection)
	$(CLEAN_RUN) $(BIN)/python -m tools.new "$(NB)" "$(TOPIC)"

bench: $(STAMP) ## measure import, explorers, memory, notebooks, convolutions
	$(BIN)/python -m tools.bench

bench-browser: $(STAMP) ## measure in a real browser, beside what others use; writes docs/speed.md (25 minutes)
	$(BIN)/python -c "import ipympl" 2> /dev/null || $(BIN)/python -m pip install $(PIP_FLAGS) "ipympl==0.10.0"
	$(BIN)/python -m tools.bench.browser

data: $(STAMP) ## make data/ anew from scikit-image and scikit-learn
	$(BIN)/python -m tools.stored

train: $(STAMP) ## train anew what data/training_*.npz stores: a quarter of an hour
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.stored train

timings: $(STAMP) ## measure anew, here, the times that data/timing_*.npz stores: a quarter of an hour
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.stored time

matches: $(STAMP) ## match anew the points that data/matches_*.npz stores
	$(BIN)/python -m tools.stored match

site: $(STAMP) ## build the website in build/site from the notebooks as they are; its pictures move
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.publish site

slides: $(STAMP) ## make a lecture of each notebook in build/slides, one file each
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.publish slides

links: $(STAMP) ## ask whether the links that leave the course lead somewhere (needs the network)
	$(BIN)/python -m tools.publish links

report: ## open an issue on the code host about what `make links` found (for CI)
	gh issue create --title "Links that lead nowhere" --body-file build/links.md

constraints: ## pin in constraints.txt the newest versions of everything but torch, from a fresh environment
	$(PYTHON) tools/pin.py $(PIP_FLAGS)

clean: ## remove the environment and every cache
	rm -rf $(VENV) $(NODE_TOOLS) *.egg-info build dist .pytest_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -prune -exec rm -rf {} +

$(NODE_TOOLS)/.package-lock.json: tools/javascript/package.json tools/javascript/package-lock.json tools/javascript/.npmrc
	npm ci --prefix tools/javascript
	touch $@

setup: $(STAMP) ## make the environment, and nothing else

$(STAMP): pyproject.toml constraints.txt tools/set_up.py
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no \`$(PYTHON)\` here: install Python 3.11 or newer, or name yours, as in \`make lab PYTHON=python3.12\`." >&2; exit 1; }
	@"$(PYTHON)" tools/set_up.py $(VENV) $(PIP_FLAGS)
