#!/usr/bin/env bash
# Three couples; twenty are the usual number.
set -euo pipefail
syntony scan two_brains.toml --dyads 3 --out scan
syntony export scan --bids two_brains
