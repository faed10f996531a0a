#!/usr/bin/env bash
# Repair, silence or walking out after a quarrel.
set -euo pipefail
syntony check conflict.toml
syntony run conflict.toml --replicates 2 --strict
