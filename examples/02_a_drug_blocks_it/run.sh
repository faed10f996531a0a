#!/usr/bin/env bash
# The same day with an antagonist, and without receptors.
set -euo pipefail
syntony check blocked.toml
syntony run blocked.toml --replicates 2
syntony show ota >/dev/null
