"""The loop's timers: never early, in order, dead when cancelled."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from seedance_desktop.state import loop as loop_module
from seedance_desktop.state.loop import EventLoop
from tests.support.waiting import until


async def test_a_sleep_is_never_short() -> None:
    for seconds in (0.0005, 0.004, 0.021):
        began = monotonic()
        await asyncio.sleep(seconds)
        assert monotonic() - began >= seconds


async def test_what_is_called_soon_comes_in_order() -> None:
    order: list[int] = []
    running = asyncio.get_running_loop()
    for number in range(50):
        running.call_soon(order.append, number)
    await until(lambda: len(order) == 50)
    assert order == list(range(50))


async def test_what_threads_call_comes_in_the_order_of_the_calls(loop: EventLoop) -> None:
    order: list[int] = []
    for number in range(0, 30, 3):
        other = threading.Thread(target=loop.call_soon_threadsafe, args=(order.append, number))
        other.start()
        other.join()
        loop.call_soon_threadsafe(order.append, number + 1)
        loop.call_soon(order.append, number + 2)
    await until(lambda: len(order) == 30)
    assert order == list(range(30))


async def test_a_thread_wakes_a_loop_that_has_nothing_to_do(loop: EventLoop) -> None:
    heard = asyncio.Event()
    waiting = asyncio.create_task(heard.wait())
    await asyncio.sleep(0.02)  # nothing else is left to do
    other = threading.Thread(target=loop.call_soon_threadsafe, args=(heard.set,))
    other.start()
    assert await waiting
    other.join()


async def test_a_cancelled_timer_is_gone_at_once(loop: EventLoop) -> None:
    before = loop.pending_timers
    handles = [loop.call_later(3_600, lambda: None) for _ in range(100)]
    assert loop.pending_timers == before + 100
    for handle in handles:
        handle.cancel()
    assert loop.pending_timers == before


async def test_a_delay_longer_than_qt_counts_is_waited_for(
    loop: EventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = loop.call_later(40 * 86_400, lambda: None)
    handle.cancel()
    monkeypatch.setattr(loop_module, "LONGEST_WAIT", 0.01)
    called: list[float] = []
    began = monotonic()
    loop.call_later(0.05, lambda: called.append(monotonic() - began))
    await until(lambda: called)
    assert called[0] >= 0.05


async def test_a_timeout_cancels_and_leaves_no_timer(loop: EventLoop) -> None:
    before = loop.pending_timers
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await asyncio.sleep(60)
    assert loop.pending_timers == before


async def test_callbacks_that_call_each_other_leave_the_others_their_turn(loop: EventLoop) -> None:
    going, other = True, []

    def again() -> None:
        if going:
            loop.call_soon(again)

    again()
    loop.call_later(0.01, lambda: other.append(1))
    await until(lambda: other)
    going = False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal handlers on a loop")
async def test_a_signal_reaches_its_handler(loop: EventLoop) -> None:
    heard = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, heard.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait_for(heard.wait(), 30)
    loop.remove_signal_handler(signal.SIGUSR1)


async def test_a_generator_left_in_the_middle_still_ends_in_its_own_time() -> None:
    ended: list[str] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            ended.append("whole")

    async for _ in numbers():
        break
    await until(lambda: ended, "the generator has ended")
