#!/usr/bin/env bash
# Two years of mourning: alone, with a friend, with a new love.
set -euo pipefail
syntony check loss.toml
syntony run loss.toml --replicates 2 --strict
