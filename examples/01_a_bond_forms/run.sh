#!/usr/bin/env bash
# A day together makes a preference.
set -euo pipefail
syntony check bond.toml
syntony run bond.toml --replicates 4 --strict
