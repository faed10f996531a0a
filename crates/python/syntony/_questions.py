"""Questions that take many runs, and what is known of a name."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import _core
from ._protocol import Progress, Protocol, how, protocol, shown, words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Given = str | os.PathLike[str] | dict[str, Any] | Protocol


class Shown:
    """What is known of a name: `things`, a dict each with kind, key, name, facts, numbers and sources."""

    def __init__(self, things: list[dict[str, Any]]) -> None:
        self.things: list[dict[str, Any]] = things

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numbers: path, lineage, value, unit, plausible range (low, high), grade, source (key) and note."""
        import pandas as pd

        rows = [n for thing in self.things for n in thing["numbers"]]
        for n in rows:
            n["low"], n["high"] = n.get("range") or (None, None)
        columns = ["path", "lineage", "value", "unit", "low", "high", "grade", "source", "note"]
        return pd.DataFrame(rows, columns=columns).astype({"value": float, "low": float, "high": float})

    @property
    def sources(self) -> dict[str, str]:
        """The papers behind the numbers and the equations: key to citation."""
        return {key: citation for thing in self.things for key, citation in thing["sources"]}

    def __repr__(self) -> str:
        lines = []
        for thing in self.things:
            lines.append(f"{thing['kind']} {thing['key']}: {thing['name']}")
            lines += [f"  {what}: {fact}" for what, fact in thing["facts"]]
        for n in self.numbers.itertuples():
            lines.append(f"  {n.path} = {n.value:g} {n.unit} ({n.grade}{', ' + n.source if n.source else ''})")
        return "\n".join(lines + [f"  {key}: {citation}" for key, citation in self.sources.items()])

    def _repr_html_(self) -> str:
        heads = "".join(f"<p><b>{html.escape(t['kind'])} {html.escape(t['key'])}</b>: {html.escape(t['name'])}</p>" for t in self.things)
        cited = "".join(f"<li>{html.escape(key)}: {html.escape(citation)}</li>" for key, citation in self.sources.items())
        return f"{heads}{self.numbers.to_html(index=False)}<ul>{cited}</ul>"


def show(name: str) -> Shown:
    """Everything that is known of a region, receptor, compound, act, species, process or number, with grades and sources.

    >>> import syntony as sy
    >>> oxytocin = sy.show("oxytocin")
    >>> {thing["kind"] for thing in oxytocin.things} >= {"ligand", "compound"}
    True
    >>> list(oxytocin.numbers.columns[:4])
    ['path', 'lineage', 'value', 'unit']
    """
    return Shown(json.loads(_core.show(name)))


def power(
    given: Given,
    n: Sequence[int] | None = None,
    *,
    claims: str | Iterable[str] = (),
    target: float = 0.8,
    alpha: float | None = None,
    simulations: int = 200,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> pd.DataFrame:
    """How often a study of n subjects (of the smallest group) would find what the model does, by the test of each claim.

    One row for each claim (all that have a test, unless some are named) and n: `claim`, `n`, `power` (0 to 1) with its 95 % interval
    `low`, `high`, and `studies`, of which the largest n has `simulations`. `attrs["smallest"]` has for each claim the smallest n that
    reaches `target` (None, if none does), and `attrs["power"]` everything that `syntony power --json` says.

    >>> import syntony as sy
    >>> table = sy.power("williams_1992", n=[4, 8], simulations=20)
    >>> list(table.columns)
    ['claim', 'n', 'power', 'low', 'high', 'studies']
    """
    import pandas as pd

    asked = None if n is None else [int(x) for x in n]
    study = protocol(given)._study()
    found = json.loads(study.power(how(simulations, seed, threads, progress), words(claims), asked, target, alpha))
    columns = ["claim", "n", "power", "low", "high", "studies"]
    table = pd.DataFrame([{"claim": p["claim"], **point} for p in found for point in p["curve"]], columns=columns)
    table.attrs |= {"smallest": {p["claim"]: p["smallest"] for p in found}, "power": found}
    return table


def validate(
    selection: str | Iterable[str] = (),
    *,
    replicates: int = 20,
    seed: int = 1,
    overrides: dict[str, Any] | None = None,
    threads: int | None = None,
    progress: Progress = False,
) -> pd.DataFrame:
    """Judges many protocols together: keys, globs, files, lineages (`vole`, `human`), roles and topics; all built-in ones without any.

    One row a claim: `protocol`, `lineage`, `role`, `claim`, `text`, `outcome`, `share` (0 to 1), `simulated` and `expected` in words.
    `attrs["validation"]` has everything that `validation.json` of the command line has, scores and baselines with it.

    >>> import syntony as sy
    >>> sy.validate(["williams_1992"], replicates=2)["protocol"].unique().tolist()
    ['williams_1992']
    """
    import pandas as pd

    changed = [(path, str(value)) for path, value in (overrides or {}).items()]
    done = json.loads(_core.validate(how(replicates, seed, threads, progress), words(selection), changed))
    names = {"weak": "mixed"}
    rows = [
        {k: e[k] for k in ("protocol", "lineage", "role")}
        | {k: v[k] for k in ("claim", "text", "share", "simulated")}
        | {"outcome": names.get(v["verdict"], v["verdict"]), "expected": v.get("hypothesis") or v.get("published")}
        for e in done["experiments"]
        for v in e["claims"]
    ]
    columns = ["protocol", "lineage", "role", "claim", "text", "outcome", "share", "simulated", "expected"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["validation"] = done
    return table


def simulator(
    given: Given,
    parameters: str | Iterable[str],
    measures: str | Iterable[str] = (),
    *,
    replicates: int = 1,
    seed: int = 1,
    threads: int | None = None,
    common: bool = False,
) -> Simulator:
    """A protocol as a function, for sbi, SALib, Optuna and whatever else asks for one: see `Simulator`.

    `parameters` are paths of numbers of the model, `measures` names `GROUP.MEASURE` (every group with each of its measures without any),
    whose mean over the animals of all `replicates` is given. The random numbers of a point are a function of `seed` and the point;
    with `common` they are the same at every point, as optimisers and differences want it.
    """
    return Simulator(protocol(given).copy(), replicates, seed, threads, words(parameters), words(measures), common)


class Simulator:
    """A function of an array `(n, k)` of values of k numbers, in the units of the atlas, that gives `(n, m)` mean scores.

    Points run on all threads without the GIL; Ctrl-C stops them. A row is NaN where its numbers do not fit together or make the model
    unstable.

    >>> import numpy as np, syntony as sy
    >>> f = sy.simulator("williams_1992", ["process.bond.tag_rate"], ["h6_mated.partner", "h6_mated.stranger"])
    >>> f.bounds.shape, f.units, f.output_units
    ((1, 2), ['1/h'], ['min', 'min'])
    >>> f(np.array([[0.1], [0.2], [0.4]])).shape
    (3, 2)
    >>> f([0.1]).shape                                          # one point
    (2,)
    """

    def __init__(
        self,
        protocol: Protocol,
        replicates: int,
        seed: int,
        threads: int | None,
        parameters: list[str],
        measures: list[str],
        common: bool,
    ) -> None:
        self._asked = protocol, replicates, seed, threads, parameters, measures, common
        core = protocol._study().simulator(how(replicates, seed, threads, False), parameters, measures, common)
        self._core = core
        self._numbers = json.loads(core.parameters())
        self.parameters: list[str] = [n["path"] for n in self._numbers]
        """Paths of the k numbers."""
        self.units: list[str] = [n["unit"] for n in self._numbers]
        """Their units."""
        self.outputs: list[str] = [name for name, _ in core.outputs()]
        """Names of the m scores, `GROUP.MEASURE`."""
        self.output_units: list[str] = [unit for _, unit in core.outputs()]
        """Their units."""

    def __reduce__(self) -> tuple[type[Simulator], tuple[Any, ...]]:
        return Simulator, self._asked  # so that joblib and dask can send it

    @property
    def defaults(self) -> np.ndarray:
        """The values of the atlas, `(k,)`."""
        import numpy as np

        return np.array([n["value"] for n in self._numbers])

    @property
    def bounds(self) -> np.ndarray:
        """The plausible ranges, `(k, 2)`: NaN where the atlas has none."""
        import numpy as np

        return np.array([n["range"] or (np.nan, np.nan) for n in self._numbers]).reshape(-1, 2)

    def __call__(self, points: Any, progress: Progress = False) -> np.ndarray:
        """The scores at the points, float64."""
        import numpy as np

        given = np.ascontiguousarray(points, dtype=np.float64)
        if given.ndim not in (1, 2) or given.shape[-1] != len(self.parameters):
            raise ValueError(f"an array of shape {given.shape}, expected (n, {len(self.parameters)})")
        rows = np.frombuffer(self._core.run(given.tobytes(), shown(progress)))
        return rows.reshape(*given.shape[:-1], len(self.outputs))

    def __repr__(self) -> str:
        return f"<Simulator: {', '.join(self.parameters)} -> {', '.join(self.outputs)}>"
