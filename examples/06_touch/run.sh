#!/usr/bin/env bash
# Slow, middle and fast strokes of a partner and of a stranger.
set -euo pipefail
syntony check touch.toml
syntony run touch.toml --replicates 2 --strict
