"""A simulator of the neurobiology of intimacy: published experiments on social bonding, run and judged.

>>> import syntony as sy
>>> run = sy.protocol("williams_1992").run(replicates=2)
>>> sorted(run.verdicts) == sorted(run.claims["claim"])
True
>>> run.animals.groupby("group", observed=True)["partner"].mean().shape   # minutes of contact, by group
(4,)

| I want to ...                                    |                          |
|--------------------------------------------------|--------------------------|
| run a published experiment, or a file of mine    | `protocol(...).run()`    |
| change numbers, doses, groups                    | `Protocol.set`, `.table` |
| act in a scene and see what comes of it          | `scene`                  |
| look a name or a number up, with its source      | `show`                   |
| know how many subjects a design needs            | `power`                  |
| judge many protocols together                    | `validate`               |
| sample, fit or optimise with tools of Python     | `simulator`              |

Units stand beside every table (`attrs["units"]`) and array (`attrs["units"]`). What is missing is NaN. A result is a function of
protocol, numbers and seed, the same bits as the command line's.
"""

from ._core import __version__
from ._errors import Error, FolderError, Problem, ProtocolError, UnstableError
from ._protocol import Group, Protocol, protocol, protocols
from ._questions import Shown, Simulator, power, show, simulator, validate
from ._run import Report, Run
from ._scene import Scene, scene

__all__ = [
    "Error", "FolderError", "Group", "Problem", "Protocol", "ProtocolError", "Report", "Run", "Scene", "Shown", "Simulator",
    "UnstableError", "__version__", "power", "protocol", "protocols", "scene", "show", "simulator", "validate",
]
