"""Dataclasses that cost little to make: a start makes sixty of them before the window is seen.

    from .records import dataclass

The standard ones have six methods compiled for each class, 0.4 ms of every start before Python
3.13. Here all classes share theirs. Type checkers, ``fields``, ``replace`` and ``asdict`` see no
difference. Left out is what nobody uses: order, ``__post_init__``, fields that are no arguments,
and inheritance.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """As the standard one, with its ``frozen``, ``slots`` and ``eq``."""
        return partial(_made, **options) if cls is None else _made(cls, **options)


T = TypeVar("T")


def _made(plain: type[T], *, frozen: bool = False, slots: bool = False, eq: bool = True) -> type[T]:
    plain.__doc__ = plain.__doc__ or plain.__name__  # else one is worked out from the signature
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)
    all_fields = dataclasses.fields(cls)  # type: ignore[arg-type]
    methods: dict[str, Callable[..., Any]] = {
        "__init__": _init_of(cls, all_fields),
        "__repr__": _repr,
    }
    if eq:
        compared = attrgetter(*(f.name for f in all_fields if f.compare))
        methods["__eq__"] = _eq_of(compared)
        methods["__hash__"] = _hash_of(compared) if frozen else None  # type: ignore[assignment]
    if frozen:
        methods |= _FROZEN
    for name, method in methods.items():
        if name not in plain.__dict__ or (name == "__hash__" and plain.__dict__[name] is None):
            setattr(cls, name, method)
    return cls


def _init_of(cls: type, all_fields: tuple["dataclasses.Field[Any]", ...]) -> Callable[..., None]:
    names = [f.name for f in all_fields]
    needed = {f.name for f in all_fields if f.default is f.default_factory is MISSING}
    usual = {f.name: f.default for f in all_fields if f.default is not MISSING}
    made = {f.name: f.default_factory for f in all_fields if f.default_factory is not MISSING}
    put = object.__setattr__

    def __init__(self: object, *values: Any, **named: Any) -> None:
        if values:
            given = dict(zip(names, values, strict=False))
            if len(values) > len(names) or not given.keys().isdisjoint(named):
                raise TypeError(f"{cls.__name__}() got too many values, or one twice")
            named |= given
        if not needed <= named.keys():
            missing = ", ".join(sorted(needed - named.keys()))
            raise TypeError(f"{cls.__name__}() misses {missing}")
        whole = usual | named
        for name, make in made.items():
            if name not in whole:
                whole[name] = make()
        if len(whole) > len(names):
            unknown = ", ".join(sorted(whole.keys() - set(names)))
            raise TypeError(f"{cls.__name__}() knows no {unknown}")
        for name, value in whole.items():
            put(self, name, value)

    return __init__


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq_of(compared: Callable[[Any], Any]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(compared(self) == compared(other))

    return __eq__


def _hash_of(compared: Callable[[Any], Any]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:
        return hash(compared(self))

    return __hash__


def _refuse_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_FROZEN: dict[str, Callable[..., Any]] = {
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
}
