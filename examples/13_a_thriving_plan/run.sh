#!/usr/bin/env bash
# A short search; `--generations 20` is the usual length.
set -euo pipefail
syntony plan couple.toml --draws 8 --generations 4 --out plan
