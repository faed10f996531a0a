#!/usr/bin/env bash
# What a newborn learns from being answered.
set -euo pipefail
syntony check mirror.toml
syntony run mirror.toml --replicates 2 --strict
