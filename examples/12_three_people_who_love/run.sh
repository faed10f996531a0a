#!/usr/bin/env bash
# Joy or jealousy among three, by trust and by bonds.
set -euo pipefail
syntony check three.toml
syntony run three.toml --replicates 2 --strict
