"""What can go wrong."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with an input."""

    file: str
    """Where: a file, or what else was given."""
    line: int
    """Line, from 1; 0 for the file as a whole."""
    column: int
    """Column, from 1; 0 for the line as a whole."""
    what: str
    """What is, and what was expected."""
    hint: str | None
    """The way out, if one is known."""

    def __str__(self) -> str:
        place = [self.file] + [str(n) for n in (self.line, self.column) if n]
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{':'.join(place)}: {self.what}{hint}"


class Error(Exception):
    """Every error of this package."""


class ProtocolError(Error, ValueError):
    """Everything that is wrong with what was given, a `Problem` each.

    >>> import syntony as sy
    >>> try:
    ...     sy.protocol("wiliams_1992")
    ... except sy.ProtocolError as error:
    ...     print(error.problems[0].what)
    no such file and no such protocol
    """

    def __init__(self, problems: list[tuple[str, int, int, str, str | None]]) -> None:
        self.problems: list[Problem] = [Problem(*p) for p in problems]
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class UnstableError(Error, ArithmeticError):
    """A state of the model became NaN or infinite: when, whose, which. A changed number may be too large."""


class FolderError(Error, OSError):
    """A folder or a file of a run cannot be read or written."""
