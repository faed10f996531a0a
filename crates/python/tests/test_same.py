"""The package gives what the command line gives, bit by bit."""

import filecmp
import json
import subprocess

import numpy as np
import pandas as pd
import pytest
import syntony as sy
import xarray as xr
from conftest import TINY, manifest

SET = ("compound.oxytocin.csf_fraction", 0.05)


@pytest.fixture
def both(command, tiny):
    folder = command(TINY, "--replicates", 3, "--seed", 5, "--set", f"{SET[0]}={SET[1]}")
    return folder, tiny.set(*SET).run(replicates=3, seed=5, threads=2, traces=True)


def test_same_animals(both):
    folder, run = both
    theirs = pd.read_csv(folder / "animals.tsv", sep="\t", dtype=str, na_values="n/a")
    assert run.animals.columns.tolist() == theirs.columns.tolist()
    assert run.animals["group"].tolist() == theirs["group"].tolist()
    np.testing.assert_array_equal(run.animals.iloc[:, 1:], theirs.iloc[:, 1:].astype(float))
    said = json.loads((folder / "animals.json").read_text())
    for measure, unit in run.animals.attrs["units"].items():
        assert said[measure].get("Units", "1") == unit
        assert said[measure]["LongName"] == run.animals.attrs["labels"][measure]
    assert run.hash == manifest(folder)["result_hash"]


def test_same_claims(both):
    folder, run = both
    theirs = json.loads((folder / "verdicts.json").read_text())
    assert run.claims["claim"].tolist() == [v["claim"] for v in theirs]
    assert run.claims["share"].tolist() == [v["share"] for v in theirs]
    assert run.claims["effect"].tolist() == [v["effect_size"] for v in theirs]
    assert run.verdicts == dict(zip(run.claims["claim"], run.claims["outcome"]))


def test_same_traces(both):
    folder, run = both
    theirs = xr.open_zarr(folder / "series.zarr").load()
    arrays = [a for a in theirs.data_vars.values() if "variable" in a.attrs]
    assert len(arrays) > 3
    for a in arrays:
        ours = run.traces[a.attrs["variable"]]
        assert ours.dims == ("group", "animal", "sample") and ours.dtype == np.float32
        np.testing.assert_array_equal(ours, a)
        assert ours.attrs == {k: a.attrs.get(k, "1") for k in ("units", "long_name")}
    np.testing.assert_array_equal(run.traces["time"], theirs["time"])
    assert run.traces["group"].values.tolist() == ["csf", "ot"] and run.traces["replicate"] == 0
    # ties of the first member are there, too, on axes of the same length
    assert run.traces["bond:partner"].sizes == run.traces["contact:partner"].sizes


def test_same_folder(both, tmp_path):
    folder, run = both
    run.write(tmp_path / "ours")
    run.write(tmp_path / "ours")  # the very run is there
    compared = filecmp.dircmp(tmp_path / "ours", folder)
    assert not compared.left_only and not compared.right_only
    # these have the seconds that it took
    assert set(compared.diff_files) <= {"run.json", "report.html"}
    assert sy.protocol(TINY).run(replicates=1).report()[:15] == (tmp_path / "ours/report.html").read_text()[:15]
    with pytest.raises(sy.FolderError, match="holds a complete run of something else"):
        sy.protocol(TINY).run(replicates=1).write(tmp_path / "ours")


def test_same_after_the_table_was_changed_back_and_forth(tiny):
    first = tiny.run(replicates=2)
    tiny.group("ot").n = 3
    changed = tiny.run(replicates=2)
    assert len(changed.animals) == 2 * (5 + 3)
    tiny.group("ot").n = 4
    assert tiny.text != TINY.read_text() and tiny.run(replicates=2).hash == first.hash


def test_same_played_scene(command, tmp_path):
    scene = sy.scene("couple", seed=7)
    scene.act("anna", "ben", "hug", "10 min")
    joy = []
    while scene.step():
        joy.append(scene.value("joy", of="anna"))
    assert joy[0] > 0 and not scene.step()
    played = scene.protocol()
    (tmp_path / "couple.toml").write_text(played.text)
    folder = command(tmp_path / "couple.toml", "--replicates", 1, "--seed", 7)
    run = played.run(replicates=1, seed=7)
    assert run.hash == manifest(folder)["result_hash"]
    plain = sy.scene("couple", seed=7).protocol().run(replicates=1, seed=7)
    assert run.animals["joy"][0] != plain.animals["joy"][0]


def test_same_power_and_validation(tmp_path):
    asked = ["power", str(TINY), "--n", "4,8", "--simulations", "20", "--json"]
    theirs = json.loads(subprocess.run(["syntony", *asked], check=True, capture_output=True).stdout)
    table = sy.power(TINY, n=[4, 8], simulations=20)
    assert table.attrs["power"] == theirs["power"]
    assert table["power"].between(0, 1).all() and set(table["n"]) == {4, 8}
    asked = ["validate", "williams_1992", "--replicates", "2", "--seed", "3", "--out", str(tmp_path / "v"), "--json"]
    theirs = json.loads(subprocess.run(["syntony", *asked], check=True, capture_output=True).stdout)["validation"]
    ours = sy.validate(["williams_1992"], replicates=2, seed=3)
    assert ours.attrs["validation"]["experiments"] == theirs["experiments"]
    assert ours.attrs["validation"]["scores"] == theirs["scores"]
