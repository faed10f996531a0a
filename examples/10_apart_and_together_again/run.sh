#!/usr/bin/env bash
# A couple and two friends are parted and meet again.
set -euo pipefail
syntony check again.toml
syntony run again.toml --replicates 2 --strict
