"""Protocols: read, changed, run."""

from __future__ import annotations

import copy
import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from . import _core
from ._run import Run

Progress = bool | Callable[[float], object]


def protocols() -> list[str]:
    """Keys of the published experiments inside, sorted.

    >>> import syntony as sy
    >>> "insel_hulihan_1995" in sy.protocols()
    True
    """
    return _core.protocols()


def protocol(given: str | os.PathLike[str] | dict[str, Any] | Protocol) -> Protocol:
    """A protocol: by the key of a built-in one, the path of a file, as TOML text, or as a table (a dict).

    Raises `ProtocolError` where there is no such file or key; what the text says is checked by `Protocol.check` and before a run.
    """
    if isinstance(given, Protocol):
        return given
    if isinstance(given, dict):
        return Protocol(_core.dumps("table", json.dumps(given)), "table")
    given = os.fspath(given)
    if "\n" in given:
        return Protocol(given, "text")
    name, text = _core.source(given)
    return Protocol(text, name)


class Protocol:
    """A protocol: a design with groups, measures and claims, and the numbers of the model that are changed for it.

    `table` is its content as a dict, to be changed at will; `overrides` are the numbers, path to value. What is wrong with either is
    told, all at once, by `check`, `run` and whatever else reads the protocol.

    >>> import syntony as sy
    >>> p = sy.protocol("williams_1992").set("process.bond.tag_rate", "0.4 1/h")
    >>> p.group("h6_mated").n = 20
    >>> blocked = p.group("blocked", like="h24_mated").dose("ota", "5 ng", route="icv", at="30 min before cohabitation")
    >>> p.check().groups
    ['h24_mated', 'h24_unmated', 'h6_mated', 'h6_unmated', 'blocked']
    """

    def __init__(self, text: str, name: str = "text") -> None:
        self._text = text
        self._table: dict[str, Any] | None = None
        self.name: str = name
        """File, or what else stands in messages."""
        self.overrides: dict[str, Any] = {}
        """Numbers of the model that are changed: path to a value, in the unit of the atlas or as text with a unit."""

    @property
    def table(self) -> dict[str, Any]:
        """The content, as a dict; what is changed in it counts."""
        if self._table is None:
            self._table = json.loads(_core.loads(self.name, self._text))
        return self._table

    @property
    def text(self) -> str:
        """The protocol as TOML: the text that was read, or that of the changed table (which has lost its comments)."""
        if self._table is not None and self._table != json.loads(_core.loads(self.name, self._text)):
            self._text = _core.dumps(self.name, json.dumps(self._table))
        return self._text

    @property
    def groups(self) -> list[str]:
        """Keys of the groups."""
        return [group.get("key", "") for group in self.table.get("group", [])]

    def group(self, key: str, like: str | None = None) -> Group:
        """A group, to be changed; with `like` a new one that begins as a copy of that group."""
        groups = self.table.setdefault("group", [])
        if like is not None and key not in self.groups:
            groups.append(copy.deepcopy(self.group(like).table) | {"key": key, "label": key})
        for group in groups:
            if group.get("key") == key:
                return Group(group)
        raise KeyError(f"no group {key!r}, expected one of {', '.join(self.groups)}")

    def set(self, path: str, value: float | str) -> Protocol:
        """Changes a number of the model, in the unit of the atlas or as text with a unit; gives the protocol itself."""
        _core.number(path, [(path, str(value))])
        self.overrides[path] = value
        return self

    def copy(self) -> Protocol:
        """An independent copy."""
        return copy.deepcopy(self)

    def check(self) -> Protocol:
        """Raises `ProtocolError` with everything that is wrong; gives the protocol itself."""
        self._study()
        return self

    def run(
        self,
        *,
        replicates: int = 20,
        seed: int = 1,
        groups: str | Iterable[str] = (),
        threads: int | None = None,
        traces: bool = False,
        progress: Progress = False,
    ) -> Run:
        """Runs it, without the GIL; Ctrl-C stops it.

        `replicates` are virtual repetitions of the whole study at its n. `groups` runs these alone. `threads` are as many as the machine
        has unless a number is given; results do not depend on it. `traces` keeps the time courses of the first repetition. `progress`
        shows a line, or calls a function with the share done, 0 to 1.
        """
        done = self._study().run(how(replicates, seed, threads, progress), words(groups), traces)
        return Run(done, self.name, traces)

    def _study(self) -> _core.Study:
        return _core.Study(self.name, self.text, self._overrides())

    def _overrides(self) -> list[tuple[str, str]]:
        return [(path, str(value)) for path, value in self.overrides.items()]

    def __repr__(self) -> str:
        changed = "".join(f", {path}={value}" for path, value in self.overrides.items())
        return f"<Protocol {self.table.get('key', self.name)}: {self.table.get('title', '')}{changed}>"


class Group:
    """A group of a protocol; `table` has all of it, as a dict."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.table: dict[str, Any] = table

    @property
    def key(self) -> str:
        """Key."""
        return self.table["key"]

    @property
    def n(self) -> int:
        """Subjects in each repetition."""
        return self.table["n"]

    @n.setter
    def n(self, n: int) -> None:
        self.table["n"] = int(n)

    def dose(self, compound: str, amount: str, *, route: str, at: str, **more: Any) -> Group:
        """Gives the group a compound: `amount` with its unit, `route` and `at` as in protocols, such as `icv` and `start of cohabitation`,
        and further keys such as `site` and `members`; gives the group itself.

        >>> import syntony as sy
        >>> p = sy.protocol("williams_1992")
        >>> group = p.group("h6_unmated").dose("oxytocin", "100 ng", route="icv", at="start of cohabitation")
        >>> len(p.check().group("h6_unmated").table["dose"])
        1
        """
        given = {"compound": compound, "route": route, "amount": amount, "at": at, **more}
        self.table.setdefault("dose", []).append(given)
        return self

    def __repr__(self) -> str:
        return f"<Group {self.key}: n = {self.n}>"


def shown(progress: Progress) -> Callable[[float], object] | None:
    """The function that is told how far a run is."""
    if progress is True:
        return lambda share: print(f"\r{share:4.0%}", end="\n" if share == 1 else "", file=sys.stderr, flush=True)
    return progress or None


def words(given: str | Iterable[str]) -> list[str]:
    """Words, of which one may stand alone."""
    return [given] if isinstance(given, str) else list(given)


def how(replicates: int, seed: int, threads: int | None, progress: Progress) -> _core._How:
    """How to run."""
    return {"replicates": replicates, "seed": seed, "threads": threads or 0, "progress": shown(progress)}
