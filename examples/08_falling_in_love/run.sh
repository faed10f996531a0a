#!/usr/bin/env bash
# Eight weeks in which two strangers become a couple, or friends.
set -euo pipefail
syntony check love.toml
syntony run love.toml --replicates 2 --strict
