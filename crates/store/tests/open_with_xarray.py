"""Opens the store that `examples/example_store.rs` wrote with xarray and zarr; fails on any difference or warning.

    cargo run -q -p syntony-store --example example_store -- DIR/x.zarr
    python crates/store/tests/open_with_xarray.py DIR/x.zarr
"""

import sys
import warnings

warnings.simplefilter("error")

import numpy as np
import xarray as xr


def check(path: str) -> None:
    ds = xr.open_zarr(path, chunks=None).load()

    assert dict(ds.sizes) == {"group": 2, "animal": 3, "time": 5}, ds.sizes
    assert ds.attrs == {"title": "an example", "seed": 7}, ds.attrs
    assert sorted(ds.coords) == ["animal", "group", "group_label", "time"], sorted(ds.coords)
    assert sorted(ds.data_vars) == ["contact", "level_oxytocin"], sorted(ds.data_vars)

    assert [str(v) for v in ds.group.values] == ["csf", "ot"]
    assert [str(v) for v in ds.group_label.values] == ["CSF", "oxytocin, 1 µg/h"]
    assert ds.animal.dtype == np.int64 and list(ds.animal.values) == [0, 1, 2]
    assert ds.time.dtype == np.float64
    assert np.array_equal(ds.time.values, np.arange(5) * 0.1), "bit for bit"
    assert ds.time.attrs == {"units": "s", "long_name": "time since the start"}, ds.time.attrs

    level = ds.level_oxytocin
    assert level.dims == ("group", "animal", "time") and level.dtype == np.float32
    assert np.array_equal(level.values.ravel(), np.arange(30, dtype=np.float32) / np.float32(3))
    assert level.attrs == {
        "units": "nM",
        "long_name": "oxytocin, accumbens shell",
        "description": "extracellular level",
    }, level.attrs
    assert float(level.sel(group="ot", animal=2, time=0.4, method=None)) == np.float32(29) / np.float32(3)

    want = np.arange(6) / 7.0
    want[4] = np.nan
    assert np.array_equal(ds.contact.values.ravel(), want, equal_nan=True)
    assert int(ds.contact.count()) == 5, "NaN is missing"


if __name__ == "__main__":
    check(sys.argv[1])
    print(f"{sys.argv[1]}: xarray {xr.__version__} opens it without a warning, all values equal")
