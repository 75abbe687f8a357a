# Every word a developer needs; `make help` lists them. The work itself is in scripts/, for Windows and macOS too.
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint check format screenshots bench faults months lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run:  ## open the app on a demo practice (installs what is missing first)
	@$(PYTHON) scripts/run.py

test:  ## run the tests, offscreen (installs what is missing first)
	@$(PYTHON) scripts/test.py

lint:  ## style, types and import contracts
	@$(PYTHON) scripts/lint.py

check: lint test  ## everything that must hold before a commit

format:  ## let ruff lay out the code, then lint
	@$(PYTHON) scripts/lint.py --fix

screenshots:  ## render every screen to docs/screenshots, light and dark
	@$(PYTHON) scripts/setup.py app
	QT_QPA_PLATFORM=offscreen $(VENV_PYTHON) scripts/screenshots.py

bench:  ## measure: start, search, month, commit, import, refold, PDF, memory
	@$(PYTHON) scripts/bench.py

faults:  ## kill, fill the disk, damage the file (minutes)
	@$(PYTHON) scripts/test.py -m faults

months:  ## judge 20,000 random months twice, by the rules and by a naive evaluator (minutes)
	@$(PYTHON) scripts/test.py -m slow

lock:  ## resolve requirements/*.lock again (needs uv)
	@$(PYTHON) scripts/lock.py

clean:  ## remove what can be made again, the virtual environment included
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find ccm_desktop scripts tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
