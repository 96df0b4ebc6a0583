# Everything below .venv is made from hashed locks; nothing outside this folder is touched.
.DEFAULT_GOAL := help
ifndef PYTHON
PYTHON := $(shell for p in python3.12 python3.11 python3 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
IMAGE ?= examples/astronaut.jpg
PROMPT ?= Slow push in on an astronaut speaking aboard a quiet spacecraft, a low hum of machines
# The example's dialogue goes with the example's picture; give LINES with your own.
ifeq ($(origin IMAGE) $(origin PROMPT),file file)
LINES ?= --line 'Anna: We have reached orbit. Everything looks beautiful from up here.' \
	--line 'Ben: Copy that. Take a moment and enjoy the view.'
endif
OUT ?= $(if $(filter gallery,$(MAKECMDGOALS)),out/gallery,clip.mp4)
RUN := .venv/bin/python -m
MODELS := .venv-models/bin/python -m
LOCKED := --quiet --disable-pip-version-check --no-deps --require-hashes
export IMAGE PROMPT OUT

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/runtime: requirements/runtime.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Reelmesh needs Python 3.11 or newer; none was found."; exit 1; }
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	$(RUN) pip install $(LOCKED) -r requirements/runtime.lock
	$(RUN) pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev: .venv/runtime requirements/dev.lock
	$(RUN) pip install $(LOCKED) -r requirements/dev.lock
	@touch $@

clip: .venv/runtime  ## make clip.mp4 from IMAGE and PROMPT, with two voices and ambience
	.venv/bin/reelmesh clip "$$IMAGE" --prompt "$$PROMPT" $(LINES) -o "$$OUT"

up: .venv/runtime  ## run the local mesh until Ctrl-C
	.venv/bin/reelmesh up

.venv-models/ready: requirements/runtime.lock requirements/dev.lock requirements/models.lock
	@test -n "$(PYTHON)" || { echo "Reelmesh needs Python 3.11 or newer; none was found."; exit 1; }
	test -x .venv-models/bin/python || $(PYTHON) -m venv .venv-models
	$(MODELS) pip install $(LOCKED) -r requirements/models.lock
	$(MODELS) pip install $(LOCKED) -r requirements/dev.lock
# The CPU build is found by pip alone where PyTorch's own index is known to it, and PyPI's build
# brings 3 GB of CUDA: PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
	$(MODELS) pip install $(LOCKED) -r requirements/torch-cpu.lock || $(MODELS) pip install $(LOCKED) -r requirements/gpu.lock
	@touch $@

setup: .venv/dev  ## install everything that tests need

test: check unit  ## everything a reviewer should trust

check: .venv/dev  ## lint, types, import contracts, proto lint, generated-code drift
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) pyright
	.venv/bin/lint-imports
	$(RUN) tools.protos lint
	$(RUN) tools.protos drift

unit: .venv/dev
	$(RUN) pytest

test-models: .venv-models/ready  ## model engines on tiny pipelines, with PyTorch; takes some minutes
	$(MODELS) pyright -p requirements/models-pyright.json
	OMP_NUM_THREADS=1 $(MODELS) pytest -n 2 tests/models

lock: .venv/dev  ## write the hashed locks from requirements/*.in
	requirements/lock.sh

.venv-bench/ready: requirements/benchmarks.lock
	@test -n "$(PYTHON)" || { echo "Reelmesh needs Python 3.11 or newer; none was found."; exit 1; }
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install $(LOCKED) -r $<
	@touch $@

bench-setup: .venv-bench/ready  ## install what the benchmarks compare us with

bench: .venv/runtime bench-setup  ## measure the mesh and a clip beside others; prints JSON
	$(RUN) benchmarks.mesh --compare
	$(RUN) benchmarks.clip

.venv-gpu/ready: requirements/gpu.lock
	@test -n "$(PYTHON)" || { echo "Reelmesh needs Python 3.11 or newer; none was found."; exit 1; }
	test -x .venv-gpu/bin/python || $(PYTHON) -m venv .venv-gpu
	.venv-gpu/bin/python -m pip install $(LOCKED) -r $<
	@touch $@

bench-gpu: .venv-gpu/ready  ## measure real-size models with random weights on a GPU; prints JSON (ONLY=row, STEPS=5)
	.venv-gpu/bin/python -m benchmarks.gpu $(foreach row,$(ONLY),--only $(row)) $(if $(STEPS),--steps $(STEPS))

gallery: .venv/dev  ## render varied clips and their figures into OUT/index.html (ONLY=name, SIZE=640x360)
	$(RUN) benchmarks.gallery --out "$$OUT" $(if $(SIZE),--size $(SIZE)) $(foreach name,$(ONLY),--only $(name))

quality-voices: .venv/runtime bench-setup  ## listen to every voice, and to some in every manner; takes an hour
	PYTHONPATH=$(wildcard .venv/lib/python3*/site-packages) .venv-bench/bin/python -m benchmarks.quality.voices
	PYTHONPATH=$(wildcard .venv/lib/python3*/site-packages) .venv-bench/bin/python -m benchmarks.quality.voices_manner

protos: .venv/dev  ## generate reelmesh/v1 from protos/
	$(RUN) tools.protos generate

format: .venv/dev  ## format and sort
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

.PHONY: help clip up setup test check unit test-models lock bench-setup bench bench-gpu gallery quality-voices protos format
