"""Scenes in which one acts."""

from __future__ import annotations

import os
from typing import Any

from . import _core
from ._protocol import Protocol, protocol


def scene(given: str | os.PathLike[str] | dict[str, Any] | Protocol = "couple", *, seed: int = 1, group: str | None = None) -> Scene:
    """Begins a scene: one repetition of a group (the first, unless another is named) of a protocol, tick by tick. `couple` is anna and
    ben, who have been together for three years, at home for an evening.

    >>> import syntony as sy
    >>> scene = sy.scene("couple", seed=7)
    >>> scene.act("anna", "ben", "hug", "10 min")
    >>> while scene.time < 600 and scene.step():
    ...     pass
    >>> 0 < scene.value("trust:anna", of="ben") <= 1
    True
    >>> again = scene.protocol().run(replicates=1, seed=7)     # the same, to the bit
    """
    if given == "couple":
        given = _core.COUPLE
    return Scene(protocol(given), seed, group)


class Scene:
    """A scene that runs."""

    def __init__(self, protocol: Protocol, seed: int = 1, group: str | None = None) -> None:
        self._protocol = protocol.copy()
        self._core = _core.Scene(protocol.name, protocol.text, protocol._overrides(), group, seed)

    @property
    def time(self) -> float:
        """Time since the beginning of the first phase, s."""
        return self._core.time

    @property
    def members(self) -> list[str]:
        """Names of the members."""
        return self._core.members

    def step(self) -> bool:
        """Steps one tick; false, and nothing done, at the end of the last phase."""
        return self._core.step()

    def advance(self, time: float | str) -> bool:
        """Steps until so much time has passed (`"10 min"`, or s); false at the end of the last phase."""
        end = self.time + _core.Scene.seconds(_text(time))
        while self.time < end - 1e-9:
            if not self.step():
                return False
        return True

    def variables(self, of: str) -> list[str]:
        """Names of the state variables of a member that `value` reads."""
        return self._core.variables(of)

    def value(self, variable: str, of: str) -> float:
        """The value now of a state variable of a member, such as `joy`, `trust:ben` or `level:oxytocin@pvn`, in the unit that
        `syntony show variables` names."""
        return self._core.value(variable, of)

    def act(self, by: str, to: str, act: str, time: float | str) -> None:
        """Lets one do an act of the atlas (`hug`, `criticise`, ...) to another, from now for so long (`"10 min"`, or s)."""
        self._core.act(by, to, act, _text(time))

    def give(self, member: str, compound: str, amount: str, route: str) -> None:
        """Gives a member a compound now: `amount` with its unit, `route` as in protocols (`ip`, `intranasal`, `icv`, ...)."""
        self._core.give(member, compound, amount, route)

    def leave(self, member: str) -> None:
        """Lets a member leave now."""
        self._core.leave(member)

    def back(self, member: str) -> None:
        """Lets a member who had left come back now."""
        self._core.back(member)

    def protocol(self) -> Protocol:
        """The protocol with all that was done: run with the same seed it gives the same bits, from the command line, too."""
        played = Protocol(self._core.text(), self._protocol.name)
        played.overrides = dict(self._protocol.overrides)
        return played

    def __repr__(self) -> str:
        return f"<Scene of {', '.join(self.members)} at {self.time / 60:.1f} min>"


def _text(time: float | str) -> str:
    return time if isinstance(time, str) else f"{time} s"
