#!/usr/bin/env bash
# Everything that must hold before a change is taken. From a fresh clone: ./test.sh
#
# Needs a Rust toolchain. Python with xarray and a Chromium are installed if they are missing and that is possible; a
# step that cannot run says why in one line. With CI=true such a step is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
skipped=()

heading() { printf '\n== %s (at %d s)\n' "$1" "$SECONDS"; }

# A step that cannot run here, and why.
skip() {
  printf 'skipped: %s\n' "$1"
  skipped+=("$1")
  if [[ ${CI:-} == true ]]; then
    echo "CI=true, where every step should be able to run" >&2
    exit 1
  fi
}

# Installs Debian packages, as root only.
install() {
  [[ $(id -u) == 0 ]] && command -v apt-get >"$place/apt.log" || return 1
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >>"$place/apt.log" 2>&1
}

# Python with xarray and zarr in "$place/venv"; on failure "$why" says what is missing.
xarray() {
  why="no python3"
  command -v python3 >"$place/python.log" || install python3 || return 1
  why="python3 -m venv fails and python3-venv cannot be installed"
  if ! python3 -m venv "$place/venv" >>"$place/python.log" 2>&1; then
    install python3-venv && python3 -m venv --clear "$place/venv" >>"$place/python.log" 2>&1 || return 1
  fi
  why="pip cannot install xarray and zarr"
  "$place/venv/bin/pip" install -q 'xarray>=2025.1' 'zarr>=3,<4' >>"$place/python.log" 2>&1
}

# Sets "$browser".
chromium() {
  for browser in chromium chromium-browser google-chrome; do
    command -v "$browser" >"$place/chromium.log" && return
  done
  browser=chromium
  install chromium
}

heading "format"
if cargo fmt --version >"$place/fmt.log" 2>&1; then
  cargo fmt --all -- --check
else
  skip "no rustfmt (rustup component add rustfmt)"
fi

heading "tidy"
cargo xtask tidy

heading "clippy"
if cargo clippy --version >"$place/clippy.log" 2>&1; then
  cargo clippy --locked --workspace --all-targets --quiet
else
  skip "no clippy (rustup component add clippy)"
fi

heading "tests"
cargo test --locked --workspace --release

heading "the command line, as it is shipped"
cargo build --locked --release --package syntony-cli
export PATH="$target/release:$PATH"
syntony --version

heading "atlas and protocols"
syntony check atlas protocols/*.toml

heading "a short run"
run="$place/run"
syntony run crates/cli/tests/tiny.toml --out "$run"

heading "xarray opens what is written"
if xarray; then
  cargo run --locked --release --quiet --package syntony-store --example example_store -- "$place/x.zarr"
  "$place/venv/bin/python" crates/store/tests/open_with_xarray.py "$place/x.zarr"
  "$place/venv/bin/python" crates/cli/tests/series_in_xarray.py "$run"
  export PATH="$place/venv/bin:$PATH" # examples may use it
else
  skip "$why"
fi

heading "the Python package"
python_tools() {
  why="no environment for Python"
  [[ -x "$place/venv/bin/pip" ]] || return 1
  why="pip cannot install maturin, pytest, mypy, twine, abi3audit, pandas and matplotlib"
  "$place/venv/bin/pip" install -q 'maturin>=1.9,<2' pytest mypy twine abi3audit 'pandas>=2' matplotlib >>"$place/python.log" 2>&1
}
if python_tools; then
  "$place/venv/bin/maturin" build --quiet --locked --release --out "$place/wheel"
  "$place/venv/bin/twine" check --strict "$place"/wheel/*
  "$place/venv/bin/abi3audit" --strict "$place"/wheel/*
  "$place/venv/bin/pip" install -q --no-deps "$place"/wheel/*.whl
  tests=$PWD/crates/python/tests
  # elsewhere, so that the package is the one that is installed
  (
    cd "$place"
    venv/bin/pytest -q -p no:cacheprovider --doctest-modules --pyargs syntony "$tests"
    venv/bin/python -m mypy.stubtest syntony._core
  )
else
  skip "$why"
fi

heading "a dataset of two brains, read by others"
dataset_tools() {
  why="no environment for Python"
  [[ -x "$place/venv/bin/pip" ]] || return 1
  why="pip cannot install mne, mne-bids, hypyp and bids-validator-deno"
  "$place/venv/bin/pip" install -q 'mne>=1.10' mne-bids h5py 'hypyp>=0.6' bids-validator-deno >>"$place/python.log" 2>&1
}
valid() {
  "$place/venv/bin/bids-validator-deno" "$1" >"$place/bids.log" || { cat "$place/bids.log" && exit 1; }
}
# A protocol of forty people in a room.
forty() {
  printf 'key = "forty"\ntitle = "Forty"\nsource = ""\nrole = "scenario"\nsummary = "Forty people rest."\n'
  members='"subject"'
  printf '[cast.subject]\nspecies = "human"\nsex = "F"\n'
  for i in {2..40}; do
    printf '[cast.p%d]\nspecies = "human"\nsex = "M"\n' "$i"
    members+=", \"p$i\""
  done
  printf '[[phase]]\nname = "rest"\nkind = "encounter"\nmembers = [%s]\nreach = "sight"\nclock = "ms"\ntask = "rest"\nduration = "2 s"\n' "$members"
  sed -n '/^\[\[group/,$p' examples/14_two_brains/two_brains.toml | sed 's/"talk"/"rest"/'
}
if dataset_tools; then
  syntony scan examples/14_two_brains/two_brains.toml --dyads 6 --out "$place/scan"
  syntony export "$place/scan" --bids "$place/bids"
  valid "$place/bids"
  "$place/venv/bin/python" crates/cli/tests/bids_in_mne.py "$place/bids"
  forty >"$place/forty.toml"
  syntony scan "$place/forty.toml" --dyads 1 --out "$place/forty"
  syntony export "$place/forty" --bids "$place/bids40" --drift 100
  valid "$place/bids40"
else
  skip "$why"
fi

heading "a browser shows the report"
if ! command -v python3 >"$place/python3.log"; then
  skip "no python3"
elif chromium; then
  python3 crates/cli/tests/report_in_chromium.py "$run" "$browser"
else
  skip "no chromium, and it cannot be installed"
fi

heading "the explorer's pages are those of their source"
node=no
if ! command -v npm >"$place/npm.log" && ! install nodejs npm; then
  skip "no npm, and it cannot be installed"
elif ! npm --prefix web ci --no-fund --no-audit >"$place/npm.log" 2>&1; then
  skip "npm cannot install what the pages are built with: $(tail -n 1 "$place/npm.log")"
else
  node=yes
  npm --prefix web run --silent check
  EXPLORER_OUT="$place/dist" npm --prefix web run --silent build
  diff -r "$place/dist" crates/serve/dist
fi

heading "the explorer in a browser"
if [[ $node == no ]]; then
  skip "no npm packages"
elif chromium; then
  node web/test/axis.mjs
  node web/test/all.mjs "$target/release/syntony" "$run" "$(type -P "$browser")"
  node web/test/runs.mjs "$target/release/syntony" protocols "$(type -P "$browser")"
else
  skip "no chromium, and it cannot be installed"
fi

heading "examples"
shopt -s nullglob
examples=(examples/*/run.sh)
for script in "${examples[@]}"; do
  folder=$(dirname "$script")
  echo "-- $folder"
  mkdir -p "$place/examples"
  cp -r "$folder" "$place/examples/"
  (cd "$place/$folder" && bash -euo pipefail run.sh)
done
if ((${#examples[@]} == 0)); then
  echo "none has a run.sh"
fi

heading "done"
if ((${#skipped[@]} > 0)); then
  printf 'not run: %s\n' "${skipped[@]}"
fi
