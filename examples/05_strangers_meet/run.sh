#!/usr/bin/env bash
# Small talk, disclosure and criticism between strangers.
set -euo pipefail
syntony check strangers.toml
syntony run strangers.toml --replicates 2 --strict
