"""What tests share: the command line and short protocols."""

import json
import pathlib
import subprocess

import pytest
import syntony as sy

ROOT = pathlib.Path(__file__).parents[3]
TINY = ROOT / "crates/cli/tests/tiny.toml"


@pytest.fixture
def command(tmp_path):
    """Runs the command line (`syntony` has to be on the path) into a folder and gives the folder."""

    def run(*args, out="theirs"):
        subprocess.run(["syntony", "run", *map(str, args), "--out", tmp_path / out], check=True, capture_output=True)
        return tmp_path / out

    return run


@pytest.fixture
def tiny():
    return sy.protocol(TINY)


def manifest(folder):
    return json.loads((folder / "run.json").read_text())
