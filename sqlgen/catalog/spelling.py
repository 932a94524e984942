"""Names as a server tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a server keeps of a name, and which names it takes for the same one.

    `longest` is in bytes of UTF-8: what is longer is cut off with no more than a notice.
    """

    ignores_case: bool = False
    longest: int | None = None

    @property
    def exact(self) -> bool:
        return not self.ignores_case and self.longest is None

    def kept(self, name: str) -> str:
        """The name as the server has it."""
        if self.longest is None or len(name) * 4 <= self.longest:
            return name
        return name.encode()[: self.longest].decode(errors="ignore")

    def key(self, name: str) -> str:
        """What is equal for all names that are the same one."""
        kept = self.kept(name)
        return kept.lower() if self.ignores_case else kept

    def same(self, one: str | None, other: str | None) -> bool:
        """Whether two names are one; a name that nobody knows is none."""
        return one is not None and other is not None and self.key(one) == self.key(other)


EXACT = Spelling()


class Spelled(Mapping[K, V]):
    """A mapping whose keys are found by any spelling of theirs, and told by that of their making."""

    __slots__ = ("_items", "_key", "_keys")

    def __init__(self, items: Mapping[K, V], key: Callable[[K], Any]) -> None:
        self._items = dict(items)
        self._key = key
        self._keys = {key(one): one for one in self._items}

    def __getitem__(self, name: K) -> V:
        if name in self._items:
            return self._items[name]
        return self._items[self._keys[self._key(name)]]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)
