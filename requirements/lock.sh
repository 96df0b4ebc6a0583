#!/usr/bin/env bash
# Writes the locks anew from the .in files, keeping the versions that still fit.
# Newer ones: requirements/lock.sh --upgrade, or --upgrade-package NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=${UV:-.venv/bin/uv}
for name in runtime dev benchmarks; do
	"$UV" pip compile "requirements/$name.in" --output-file "requirements/$name.lock" \
		--config-file requirements/data-only.toml --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet "$@"
done
