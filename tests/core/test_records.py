"""The cheap dataclasses keep to what the standard ones do."""

import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

from seedance_desktop.core import records

Maker = Callable[..., Any]


def made_by(dataclass: Maker) -> Any:
    @dataclass(frozen=True, slots=True)
    class Clip:
        name: str
        seconds: int = 5
        tags: list[str] = field(default_factory=list)
        note: object = field(default=None, compare=False)
        secret: str = field(default="", repr=False)

    return Clip


Ours, Standard = made_by(records.dataclass), made_by(dataclasses.dataclass)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (("a",), {}),
        (("a", 7), {"note": 1}),
        ((), {"secret": "s", "name": "a"}),
        (("a", 5, ["b"], "c", "d"), {}),
    ],
)
def test_it_holds_what_the_standard_one_holds(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    ours, standard = Ours(*values, **named), Standard(*values, **named)
    assert asdict(ours) == asdict(standard)
    assert repr(ours) == repr(standard)
    assert [f.name for f in fields(ours)] == [f.name for f in fields(standard)]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        ((), {"seconds": 5}),
        (("a", 1, [], None, "", "more"), {}),
        (("a",), {"name": "a"}),
        (("a",), {"colour": "red"}),
    ],
)
def test_it_refuses_what_the_standard_one_refuses(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    for kind in (Ours, Standard):
        with pytest.raises(TypeError):
            kind(*values, **named)


def test_it_compares_by_value_and_kind() -> None:
    one, like, other = Ours("a", note=1), Ours("a", note=2), Ours("b")
    assert one == like
    assert one != other
    assert one != Standard("a")
    assert one != dataclasses.astuple(one)


def test_a_frozen_one_has_a_hash_and_keeps_its_values() -> None:
    @records.dataclass(frozen=True)
    class Key:
        origin: str
        duration: int

    key = Key("o", 5)
    assert hash(key) == hash(Key("o", 5))
    assert key in {Key("o", 5)}
    with pytest.raises(FrozenInstanceError):
        setattr(key, "origin", "p")  # noqa: B010 - a type checker sees through the other way
    with pytest.raises(FrozenInstanceError):
        del key.origin
    assert replace(key, duration=6) == Key("o", 6)


def test_one_that_changes_has_no_hash() -> None:
    @records.dataclass(slots=True)
    class Step:
        at: int

    step = Step(1)
    step.at = 2
    assert step == Step(2)
    with pytest.raises(TypeError):
        hash(step)
    with pytest.raises(AttributeError):
        setattr(step, "elsewhere", 1)  # noqa: B010 - a type checker sees through the other way


def test_without_comparison_each_is_its_own() -> None:
    @records.dataclass(eq=False)
    class Job:
        clip: str

    one, two = Job("a"), Job("a")
    assert one != two
    assert len({one, two}) == 2


def test_what_a_class_says_itself_stays() -> None:
    @records.dataclass(frozen=True)
    class Told:
        text: str

        def __repr__(self) -> str:
            return "told"

    assert repr(Told("x")) == "told"


def test_each_has_lists_of_its_own() -> None:
    assert Ours("a").tags is not Ours("a").tags
