"""Keeping what was used last."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lru(Generic[K, V]):
    """A mapping that forgets what was not used for longest once it holds too much."""

    def __init__(self, limit: int, cost: Callable[[V], int] = lambda _: 1) -> None:
        """``limit`` is what the values may cost in all; each costs ``cost(value)``."""
        self._limit = limit
        self._cost = cost
        self._total = 0
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, which counts as a use of it."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep ``value``; the one just put in stays, whatever it costs."""
        before = self._values.pop(key, None)
        if before is not None:
            self._total -= self._cost(before)
        self._values[key] = value
        self._total += self._cost(value)
        while self._total > self._limit and len(self._values) > 1:
            _, oldest = self._values.popitem(last=False)
            self._total -= self._cost(oldest)

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)
