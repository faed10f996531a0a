"""An exported hyperscanning dataset, read with MNE and MNE-BIDS and analysed with HyPyP: the coupling of its ground truth is found, and nothing else.

usage: bids_in_mne.py DATASET [DATASET …]      (of the protocol of examples/14_two_brains; more datasets are more dyads)
"""

import datetime
import json
import sys
from pathlib import Path

import mne
import mne_bids
import numpy as np
from hypyp.analyses import compute_freq_bands, compute_sync

mne.set_log_level("ERROR")
THETA = {"theta": [4, 7]}
OVER_STS = ["P7", "T7", "CP5", "P8", "T8", "CP6"]
WINDOW_S = 3
# in standard deviations of shuffled pairs, whose mean has a standard error of one over the root of the number of dyads
CHANCE = 3


def read(root, task):
    """Complex theta signals [epoch, channel, 1, time] of all people, [member][dyad], in the order of dyads."""
    people = [[], []]
    for path in sorted(root.glob(f"sub-*/ses-*/eeg/*_task-{task}_eeg.vhdr")):
        raw = mne.io.read_raw_brainvision(path, preload=True)
        assert raw.info["sfreq"] == 250 and len(raw.ch_names) == 28, path
        sidecar = json.loads(path.with_suffix(".json").read_text())
        assert abs(raw.times[-1] + 1 / 250 - sidecar["RecordingDuration"]) < 0.01, path
        events = path.with_name(path.name.replace("_eeg.vhdr", "_events.tsv")).read_text().count("\n") - 1
        assert len(raw.annotations) >= events, path
        rms = raw.get_data().std() * 1e6
        assert 3 < rms < 40, f"{path}: {rms} uV"
        epochs = mne.make_fixed_length_epochs(raw.pick(OVER_STS), WINDOW_S, preload=True).get_data()
        member = "ab".index(path.name[len("sub-000")])
        people[member].append(epochs)
    a, b = people
    assert len(a) == len(b) > 1, "partners share a dyad"
    return np.stack([np.stack(a), np.stack(b)])


def effect(roots, task, mode="plv"):
    data = np.concatenate([read(root, task) for root in roots], axis=1)
    dyads = data.shape[1]
    # pairs by channel only over sts of both
    complex_signal = [
        [compute_freq_bands(np.stack([data[0, i], data[1, i]]), 250, THETA) for i in range(dyads)]
    ][0]
    real, shuffled = [], []
    channels = data.shape[3]
    for i in range(dyads):
        for j in range(dyads):
            pair = np.stack([complex_signal[i][0], complex_signal[j][1]])
            sync = np.squeeze(compute_sync(pair, mode, epochs_average=True))
            value = sync[:channels, channels:].mean()
            (real if i == j else shuffled).append(value)
    d = (np.mean(real) - np.mean(shuffled)) / np.std(shuffled)
    error = 1 / np.sqrt(dyads)
    print(f"{task}: {mode} {np.mean(real):.3f}, shuffled pairs {np.mean(shuffled):.3f}, d {d:.2f} (standard error {error:.2f})")
    return d, error


roots = [Path(p) for p in sys.argv[1:]]
for task, together in [("talk", True), ("film", True), ("talkapart", False), ("rest", False)]:
    d, error = effect(roots, task)
    assert (d > CHANCE * error) == together, f"{task}: together {together}"
for subject, sex in [("001a", 2), ("002b", 1)]:
    raw = mne_bids.read_raw_bids(mne_bids.BIDSPath(root=roots[0], subject=subject, session=subject[:3], task="talk", datatype="eeg"))
    at = raw.get_montage().get_positions()["ch_pos"]
    assert len(at) == 28 and max(at, key=lambda name: at[name][2]) == "Cz" and min(at, key=lambda name: at[name][0]) == "T7", at
    assert all(0.08 < np.linalg.norm(p - [0, 0, 0.035]) < 0.1 for p in at.values()), "on a head"
    assert raw.info["meas_date"] == datetime.datetime(2000, 1, 1, 0, 4, tzinfo=datetime.timezone.utc), raw.info["meas_date"]
    assert raw.info["subject_info"]["sex"] == sex, raw.info["subject_info"]
    power = raw.compute_psd(fmax=45).get_data()
    assert np.isfinite(power).all() and power[:, 4].mean() > power[:, -4].mean(), "1/f"
lights = sorted(roots[0].glob("sub-*/ses-*/nirs/*_task-talk_nirs.snirf"))
assert len(lights) == len(list(roots[0].glob("sub-*")))
raw = mne.io.read_raw_snirf(lights[0], preload=True)
assert raw.info["sfreq"] == 10 and set(raw.get_channel_types()) == {"hbo", "hbr"}, raw.info
assert 1e-8 < raw.get_data("hbo").std() < 1e-5, "haemoglobin in mol/l"
assert len(raw.annotations) > 0
assert all(0.02 < d < 0.04 for d in mne.preprocessing.nirs.source_detector_distances(raw.info)), "m"
bold = next(iter(roots[0].glob("derivatives/syntony/sub-*/ses-*/func/*_task-talk_desc-regions_timeseries.tsv")))
bold = np.genfromtxt(bold, names=True)
assert np.isfinite(bold["sts"]).all() and bold["sts"].std() > 0
truth = json.loads((roots[0] / "derivatives/syntony/truth.json").read_text())["scan"]["phases"]
assert {p["task"] for p in truth if p["coupled"]} == {"conversation", "imitation"}
import xarray

regions = xarray.open_zarr(next(iter(roots[0].glob("derivatives/syntony/sub-*/ses-*/regions.zarr"))), consolidated=True)
assert float(regions.activity_talk.sel(population="sts").mean()) > float(regions.activity_rest.sel(population="sts").mean())
print("read with MNE, analysed with HyPyP, opened with xarray")
