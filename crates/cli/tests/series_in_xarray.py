"""Opens the time courses of a real run with xarray; fails on any warning and on anything that is not said.

    syntony run crates/cli/tests/tiny.toml --out DIR
    python crates/cli/tests/series_in_xarray.py DIR
"""

import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("error")

import numpy as np
import xarray as xr


def check(run: Path) -> int:
    ds = xr.open_zarr(run / "series.zarr", chunks=None).load()
    groups = json.loads((run / "design.json").read_text())["groups"]
    assert [str(key) for key in ds.group.values] == [group["key"] for group in groups], ds.group.values
    assert ds.time.attrs["units"] == "s", ds.time.attrs
    assert ds.data_vars, "no time course"
    for name, series in ds.data_vars.items():
        assert series.dims == ("group", "animal", "sample"), (name, series.dims)
        assert series.attrs["units"] and series.attrs["long_name"], (name, series.attrs)
        assert not np.isinf(series).any(), name
    for group in groups:
        animals, key = group["n"], group["key"]
        # a group with fewer animals than the largest is filled with what is missing
        level = ds.level_oxytocin_nacc_shell.sel(group=key)
        there = np.isfinite(level).any("sample").values
        assert there[:animals].all() and not there[animals:].any(), (key, animals, there)
        assert float(level.min()) >= 0, (key, float(level.min()))
        time = ds.time.sel(group=key).dropna("sample").values
        assert len(time) > 1 and (np.diff(time) > 0).all(), time
        # ties of everybody, all moments of the same times
        tied = xr.open_zarr(run / "ties.zarr", chunks=None).load().sel(group=key)
        assert set(tied.data_vars) == {"preference", "bond", "familiarity"}, tied
        assert tied.preference.dims == ("sample", "animal", "pair"), tied.preference.dims
        pairs = [(str(a), str(b)) for a, b in zip(tied["from"].values, tied["to"].values)]
        assert ("subject", "partner") in pairs and ("partner", "subject") in pairs, pairs
        there = np.isfinite(tied.bond).all(("sample", "pair")).values
        assert there[:animals].all() and not there[animals:].any(), (key, animals, there)
        assert np.array_equal(tied.time.values, time), key
    return len(ds.data_vars)


if __name__ == "__main__":
    count = check(Path(sys.argv[1]))
    print(f"{sys.argv[1]}: xarray {xr.__version__} opens {count} time courses without a warning")
