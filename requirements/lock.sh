#!/usr/bin/env bash
# Writes the locks anew from the .in files, keeping the versions that still fit.
# Newer ones: requirements/lock.sh --upgrade, or --upgrade-package NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
UV=${UV:-.venv/bin/uv}
lock() {  # IN OUT CONFIG [OPTION...]
	"$UV" pip compile "requirements/$1.in" --output-file "requirements/$2.lock" \
		--config-file "requirements/$3.toml" --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --quiet "${@:4}"
}
for name in runtime dev benchmarks; do
	lock "$name" "$name" data-only "$@"
done
lock models gpu data-only "$@"
lock models models no-cuda --no-emit-package torch "$@"
