import asyncio

from seedance_desktop.state.tasks import TaskOwner
from tests.support.waiting import until


async def forever() -> None:
    await asyncio.Event().wait()


async def test_an_error_is_told_with_the_name_of_its_task() -> None:
    owner, told = TaskOwner(), []
    owner.failed.connect(lambda name, error: told.append((name, str(error))))

    async def break_off() -> None:
        raise ValueError("no")

    owner.start(break_off(), "the name")
    await until(lambda: told)
    assert told == [("the name", "no")]


async def test_an_exclusive_task_takes_the_place_of_its_group() -> None:
    owner = TaskOwner()
    first = owner.start(forever(), "1", group="g")
    other = owner.start(forever(), "2", group="h")
    second = owner.start(forever(), "3", group="g", exclusive=True)
    assert first and other and second
    await until(first.done)
    assert first.cancelled() and not other.done() and not second.done()
    await owner.close(5)
    assert second.cancelled() and other.cancelled()


async def test_a_protected_task_is_not_cancelled_with_its_group() -> None:
    owner, go = TaskOwner(), asyncio.Event()
    task = owner.start(go.wait(), "paid", group="g", protected=True)
    assert task
    owner.cancel("g")
    assert not await owner.wait_for_protected(0.01)
    go.set()
    assert await owner.wait_for_protected(30)
    assert not task.cancelled()


async def test_a_closing_owner_starts_nothing() -> None:
    owner = TaskOwner()
    await owner.close(1)
    assert owner.start(forever(), "late") is None


async def test_what_a_protected_task_starts_is_waited_for_too() -> None:
    owner, begin, go = TaskOwner(), asyncio.Event(), asyncio.Event()
    started: list[asyncio.Task[object]] = []

    async def first() -> None:
        await begin.wait()
        last = owner.start(go.wait(), "last", protected=True)
        assert last
        started.append(last)

    owner.start(first(), "first", protected=True)
    waiting = asyncio.ensure_future(owner.wait_for_protected(30))
    await asyncio.sleep(0)
    begin.set()
    await until(lambda: started and len(owner.running("")) == 1)
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    go.set()
    assert await waiting
    assert started[0].done()


async def test_to_look_for_one_of_many_tasks_takes_no_look_at_the_others() -> None:
    owner = TaskOwner()
    for number in range(2_000):
        owner.start(forever(), str(number), group=f"fetch {number}")
    (task,) = owner.running("fetch 7")
    assert task.get_name() == "7"
    looked: list[str] = []

    class Group(str):
        def __eq__(self, other: object) -> bool:
            looked.append(str(other))
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    assert owner.running(Group("fetch 1999"))
    assert len(looked) < 10
    await owner.close(30)
    await until(lambda: not owner.running("fetch 7"))
    assert not owner._groups, "nothing is kept of what has ended"
