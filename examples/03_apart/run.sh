#!/usr/bin/env bash
# Separation from a mate and from a brother.
set -euo pipefail
syntony check apart.toml
syntony run apart.toml --replicates 4
