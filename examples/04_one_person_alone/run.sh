#!/usr/bin/env bash
# A week alone, with a call, with a visit.
set -euo pipefail
syntony check alone.toml
syntony run alone.toml --replicates 2 --strict
