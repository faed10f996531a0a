"""A protocol as a function of arrays."""

import pickle

import numpy as np
import pytest
import syntony as sy

PATHS = ["process.bond.tag_rate", "compound.oxytocin.csf_fraction"]
MEASURES = ["ot.partner", "csf.stranger", "ot.level"]


def test_exact_shapes_units_bounds(tiny):
    f = sy.simulator(tiny, PATHS, MEASURES)
    assert f.outputs == MEASURES and f.output_units == ["min", "min", "nM"]
    assert f.parameters == PATHS and f.units == ["1/h", "1"]
    assert f.bounds.shape == (2, 2) and (f.bounds[:, 0] <= f.defaults).all() and (f.defaults <= f.bounds[:, 1]).all()
    points = np.random.default_rng(1).uniform(*f.bounds.T, size=(5, 2))
    rows = f(points)
    assert rows.shape == (5, 3) and rows.dtype == np.float64 and rows.flags.writeable and np.isfinite(rows).all()
    assert f(points[0]).shape == (3,) and f(points[:0]).shape == (0, 3)
    assert f(points.astype(np.float32).tolist()).shape == (5, 3)
    with pytest.raises(ValueError, match=r"expected \(n, 2\)"):
        f(points[:, :1])
    assert sy.simulator(tiny, PATHS[1:]).outputs == [f"{g}.{m}" for g in ("csf", "ot") for m in ("partner", "stranger", "level")]


def test_same_as_a_run(tiny):
    f = sy.simulator(tiny, PATHS, MEASURES, replicates=2, seed=4, common=True)
    animals = tiny.run(replicates=2, seed=4).animals
    expected = [animals.loc[animals["group"] == g, m].mean() for g, m in (name.split(".") for name in MEASURES)]
    np.testing.assert_allclose(f(f.defaults), expected, rtol=1e-12)


def test_same_in_any_order_on_any_threads(tiny):
    one, two = (sy.simulator(tiny, PATHS, MEASURES, threads=n) for n in (1, 2))
    points = np.random.default_rng(2).uniform(*one.bounds.T, size=(4, 2))
    rows = one(points)
    np.testing.assert_array_equal(two(points[::-1])[::-1], rows)
    np.testing.assert_array_equal(np.stack([one(p) for p in points]), rows)
    # a point has its own random numbers, unless they are to be common
    near = np.array([one.defaults, one.defaults * (1 + 1e-9)])
    own, common = one(near), sy.simulator(tiny, PATHS, MEASURES, common=True)(near)
    assert abs(np.diff(own[:, 0])) > 1e3 * abs(np.diff(common[:, 0]))
    assert (sy.simulator(tiny, PATHS, MEASURES, seed=2)(points) != rows).any()


def test_same_in_another_process(tiny):
    f = sy.simulator(tiny.set(PATHS[0], 0.3), PATHS[1], "ot.partner", seed=3)
    again = pickle.loads(pickle.dumps(f))
    assert repr(again) == repr(f) and again([0.1]) == f([0.1])


def test_keeps_going_where_a_point_is_unstable(tiny):
    f = sy.simulator(tiny, PATHS[:1], MEASURES)
    rows = f([[1e300], [0.1]])
    assert np.isnan(rows[0]).all() and np.isfinite(rows[1]).all()
    with pytest.raises(sy.ProtocolError, match="finite"):
        f([[np.nan]])


def test_text_of_unknown_and_unread(tiny):
    with pytest.raises(sy.ProtocolError) as error:
        sy.simulator(tiny, ["process.bond.tag_rat", "compound.vasopressin.csf_fraction"], ["ot.partners"])
    assert {p.file: p.what.split(",")[0] for p in error.value.problems} == {
        "ot.partners": "expected GROUP.MEASURE of the protocol",
        "process.bond.tag_rat": "unknown path",
        "compound.vasopressin.csf_fraction": "nothing that is run reads this number",
    }
