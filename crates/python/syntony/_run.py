"""What comes out of a run, as tables of pandas and arrays of xarray."""

from __future__ import annotations

import html
import json
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import _core

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

    _Course = tuple[int, np.ndarray, np.ndarray, dict[str, str]]


class Report(str):
    """The report of a run as one HTML page; a notebook shows it."""

    def _repr_html_(self) -> str:
        style = "width: 100%; height: 80vh; border: 0; background: white"
        return f'<iframe srcdoc="{html.escape(self)}" style="{style}"></iframe>'


class Run:
    """A study that was run. Tables and arrays are made when they are asked for."""

    def __init__(self, core: _core.Run, name: str, traced: bool) -> None:
        self._core, self._name, self._traced = core, name, traced

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims about the groups that were run, one row a claim.

        Columns: `claim` (key), `text`, `outcome` (`holds`, `mixed`, `fails`, `not applicable`), `share` of the repetitions in which it holds
        (0 to 1), `simulated` and `expected` in words; as numbers where there are some, in the unit of the measure: `simulated_value`,
        `simulated_low`, `simulated_high` (95 % interval), likewise `expected_value`, `expected_low`, `expected_high`; standardised `effect` and
        `effect_name` (`d_z`, `g`, `r`, ...); `criterion` (the test), `groups`, `measures`, `hollow` (repetitions in which the positive control
        does not hold) and the `reason` where it is not applicable.
        """
        import pandas as pd

        def row(v: dict[str, Any]) -> dict[str, Any]:
            effect, name = v.pop("effect") or (None, None)
            for what in ("expected", "simulated"):
                v[f"{what}_low"], v[f"{what}_high"] = v.pop(f"{what}_interval") or (None, None)
            return v | {"effect": effect, "effect_name": name}

        columns = (
            "claim text outcome share simulated expected effect effect_name criterion simulated_value simulated_low simulated_high "
            "expected_value expected_low expected_high groups measures hollow reason"
        )
        table = pd.DataFrame([row(v) for v in json.loads(self._core.claims())], columns=columns.split())
        numbers = [c for c in table if c.endswith(("_value", "_low", "_high")) or c in ("share", "effect")]
        return table.astype(dict.fromkeys(numbers, float))

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """How each claim came out: `holds` (in four fifths of the repetitions or more), `mixed` (in half), `fails`, `not applicable`."""
        return {v["claim"]: v["outcome"] for v in json.loads(self._core.claims())}

    @cached_property
    def animals(self) -> pd.DataFrame:
        """The scores, one row an animal (in people, a person or couple): `group`, `replicate` and `animal` from 0, then a column for
        each measure. `attrs["units"]` and `attrs["labels"]` say of each column what it is. NaN where there is no score.
        """
        import numpy as np
        import pandas as pd

        leading = ("group", "replicate", "animal")
        groups, measures = self._core.groups(), self._core.measures()
        columns: dict[str, list[np.ndarray]] = {name: [] for name in leading}
        units, labels, sizes = {}, {}, []
        for measure in measures:
            name = f"measure_{measure}" if measure in leading else measure
            parts = [self._core.scores(group, measure) for group in groups]
            columns[name] = [np.frombuffer(values) for _, (_, _, values) in parts]
            sizes = [(n, len(values) // 8) for n, (_, _, values) in parts]
            labels[name], units[name] = parts[0][1][:2]
        for place, (n, rows) in enumerate(sizes):
            replicate, animal = np.divmod(np.arange(rows), n)
            for name, part in zip(leading, (np.full(rows, place), replicate, animal)):
                columns[name].append(part)
        whole: dict[str, Any] = {name: np.concatenate(parts) if parts else np.empty(0, int) for name, parts in columns.items()}
        whole["group"] = pd.Categorical.from_codes(whole["group"], categories=groups)
        table = pd.DataFrame(whole)
        table.attrs |= {"units": units, "labels": labels}
        return table

    @cached_property
    def traces(self) -> xr.Dataset:
        """The time courses of the first repetition, a variable each, with axes `group`, `animal` and `sample` (float32).

        Coordinates: `time` of each sample of each group (s since the beginning of the first phase), `group`, `animal`, `replicate`. Names are
        those of protocols, such as `bond:partner` or `level:oxytocin@nacc_shell`; `attrs` of each has `units` and `long_name`. Groups differ in
        size and length: NaN beyond. Where some courses are sampled otherwise, they have axes `sample_2` and `time_2`.
        """
        import numpy as np
        import xarray as xr

        if not self._traced:
            raise ValueError("no time courses were kept, expected a run with traces=True")
        groups = self._core.groups()
        courses: dict[str, list[_Course]] = {}
        for place, group in enumerate(groups):
            for variable in self._core.variables(group):
                time, (label, unit, values) = self._core.series(group, variable)
                times = np.frombuffer(time)
                course = np.frombuffer(values, np.float32).reshape(-1, len(times))
                what = {"units": unit, "long_name": label}
                courses.setdefault(variable, []).append((place, times, course, what))
        animals = max((len(course) for parts in courses.values() for _, _, course, _ in parts), default=0)
        clocks: list[dict[int, np.ndarray]] = []
        clock_of = {variable: _clock(clocks, parts) for variable, parts in courses.items()}
        data: dict[str, Any] = {}
        coordinates: dict[str, Any] = {"group": groups, "animal": np.arange(animals), "replicate": 0}
        for i, clock in enumerate(clocks):
            suffix = f"_{i + 1}" if i else ""
            samples = max(map(len, clock.values()))
            time_of = np.full((len(groups), samples), np.nan)
            for place, times in clock.items():
                time_of[place, : len(times)] = times
            what = {"units": "s", "long_name": "time since the beginning of the first phase"}
            coordinates[f"time{suffix}"] = ("group", f"sample{suffix}"), time_of, what
            for variable in (v for v in courses if clock_of[v] == i):
                whole = np.full((len(groups), animals, samples), np.nan, np.float32)
                for place, times, course, _ in courses[variable]:
                    whole[place, : len(course), : len(times)] = course
                data[variable] = ("group", "animal", f"sample{suffix}"), whole, courses[variable][0][3]
        return xr.Dataset({variable: data[variable] for variable in courses}, coordinates)

    def report(self) -> Report:
        """The report that the command line writes: one HTML page, which a notebook shows."""
        return Report(self._core.report())

    def write(self, folder: str | os.PathLike[str]) -> None:
        """Writes the folder that the command line writes: manifest, tables, arrays, report. Nothing, where the very run is there.

        Raises `FolderError` where another run is there, or something else.
        """
        self._core.write(os.fspath(folder))

    @property
    def hash(self) -> str:
        """Hash of all scores, bit by bit: equal for equal runs, of the command line, too (`result_hash` in its `run.json`)."""
        return self._core.hash()

    def __repr__(self) -> str:
        words = list(self.verdicts.values())
        each = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
        return f"<Run of {self._name}: {len(words)} claims{': ' if words else ''}{each}>"

    def _repr_html_(self) -> str:
        table = self.claims[["outcome", "share", "text", "simulated", "effect", "effect_name", "expected"]]
        return table.to_html(index=False, float_format="{:.3g}".format, na_rep="")


def _clock(clocks: list[dict[int, np.ndarray]], parts: list[_Course]) -> int:
    """The first clock that goes with the times of all groups of a variable, or a new one."""
    for i, clock in enumerate(clocks):
        if all(place not in clock or clock[place].tolist() == times.tolist() for place, times, _, _ in parts):
            break
    else:
        i, clock = len(clocks), {}
        clocks.append(clock)
    clock.update({place: times for place, times, _, _ in parts})
    return i
