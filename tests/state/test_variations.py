"""The variations' desk: planning, sending, keeping, repeating, promoting. Nothing is paid twice."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from seedance_desktop.core.generation import CameFrom, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Model as VideoModel
from seedance_desktop.state import queue
from seedance_desktop.state.orders import Add, Order
from seedance_desktop.state.set_model import Role, SetModel
from tests.support.models import rows, running_model, until_state
from tests.support.sets import PROMPT, begun, finish, members, sent
from tests.support.simulator import Simulator
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test presses what sends faster than a person who means each press."""
    monkeypatch.setattr(queue, "DOUBLE_PRESS", 0.0)


async def test_a_new_plan_follows_the_draft(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.add_axis("ratio")
        desk.set_values("group:0", ["neon night"])
        model.draft.set("prompt", "a can at {dawn|neon night|noon}")
        model.draft.set("duration", 7)
        await until(lambda: len(desk.cells) == 4, "the cells follow")
        assert {cell.request.prompt for cell in desk.cells} == {
            "a can at neon night", "a can at noon",
        }  # fmt: skip
        assert {cell.request.duration for cell in desk.cells} == {7}
        assert desk.name.endswith("2 × 2")


async def test_an_unseen_desk_rests_and_keeps_its_axes(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.add_axis("ratio")
        desk.watch(False)
        seen: list[None] = []
        desk.changed.connect(lambda: seen.append(None))
        model.draft.set("prompt", "a can at {dawn|dusk}")
        model.estimator.changed.emit()
        assert not desk._follow.isActive() and not seen
        desk.take_up()
        desk.watch(True)
        assert [axis.name for axis in desk.plan.axes] == ["group:0", "ratio"]
        assert desk.cells[0].request.prompt == "a can at dawn"


async def test_a_plan_that_is_not_sent_is_there_after_a_restart(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        assert not model.draft.composition.variations, "nothing was made of it yet"
        desk.add_axis("ratio")
        desk.set_values("group:0", ["neon night"])
        desk.set_repeats(2)
        desk.set_draft_first(True)
        desk.switch([desk.cells[1].key], False)
        desk.set_name("Bottle")
        wanted = desk.plan
    async with running_model(tmp_path, NOWHERE) as model:
        desk = model.variations
        desk.take_up()
        desk.watch(True)
        assert (desk.plan, desk.name, desk.set_id) == (wanted, "Bottle", None)
        assert [cell.on for cell in desk.cells] == [True, False]
        model.draft.set("prompt", "a can at {dawn|neon night|noon}")
        await until(lambda: len(desk.cells) == 4, "it follows the draft as before")
        followed = desk.plan
    async with running_model(tmp_path, NOWHERE) as model:
        model.queue.pause()
        desk = model.variations
        desk.watch(True)
        assert desk.plan == followed
        await sent(model, desk)
        assert not model.draft.composition.variations, "kept as a set from now on"
    async with running_model(tmp_path, NOWHERE) as model:
        desk = model.variations
        desk.watch(True)
        assert [axis.name for axis in desk.plan.axes] == ["group:0"]


async def test_a_plan_of_another_version_or_of_another_draft_is_read_as_far_as_it_fits(
    tmp_path: Path,
) -> None:
    plan = {
        "version": 9, "base": {"prompt": "{a|b}", "image_urls": ["https://a.b/1.png"]},
        "axes": [{"name": "image_urls", "values": [[0], []]}, {"name": "seed", "values": [1, 2]},
                 {"name": "ratio", "values": ["1:1", 5]}, 7],
        "repeats": "x", "off": 3, "numbers": ["k"], "name": ["x"],
    }  # fmt: skip
    draft = {"version": 1, "request": {"prompt": "a bottle"}, "variations": plan}
    (tmp_path / "draft.json").write_text(json.dumps(draft))
    async with running_model(tmp_path, NOWHERE) as model:
        desk = model.variations
        desk.watch(True)
        assert [axis.name for axis in desk.plan.axes] == ["ratio"]
        assert (desk.plan.repeats, desk.plan.numbers, desk.plan.off) == (1, (), frozenset())
        assert [cell.request.prompt for cell in desk.cells] == ["a bottle"]


async def test_a_field_that_wants_filling_in_keeps_every_cell_back(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model, "{{product}} at {dawn|night}")
        assert desk.missing() == []
        assert "Fill in “product”" in desk.cells[0].problems[0].text
        model.draft.set_value("product", "a bottle")
        await until(lambda: desk.missing())
        made = await sent(model, desk)
        assert [row.request.prompt for row in made] == ["a bottle at dawn", "a bottle at night"]
        assert {row.prompt_written for row in made} == {"{{product}} at {dawn|night}"}


async def test_a_set_on_the_desk_stays_until_the_draft_is_another(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        await sent(model, desk)
        desk.take_up()
        assert desk.set_id is not None
        model.draft.set("prompt", "a can at {dawn|dusk}")
        desk.take_up()
        assert desk.set_id is None
        assert desk.cells[0].request.prompt == "a can at dawn"


async def test_a_set_is_sent_once_and_kept(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.add_axis("ratio")
        desk.switch([desk.cells[1].key], False)
        desk.set_name("Bottle")
        expected = [cell.request for cell in desk.cells if cell.on]
        desk.send()
        desk.send()
        await until(lambda: not desk.sending)
        desk.send()
        made = list(reversed(await rows(model)))
        assert [row.request for row in made] == expected
        assert [row.cell for row in made] == [0, 1, 2]
        assert {row.set_id for row in made} == {desk.set_id}
        assert {row.prompt_written for row in made} == {PROMPT}
        assert {row.state for row in made} == {State.WAITING}
        assert desk.missing() == []
        model.draft.set("prompt", "something else")
        assert desk.cells[0].request.prompt == "a bottle at dawn"


async def test_a_set_is_reopened_after_a_restart_and_goes_on(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.set_name("瓶子")
        made = await sent(model, desk)
        await finish(model, made[0], Mark.STAR)
        set_id = desk.set_id
        assert set_id is not None
    async with running_model(tmp_path, NOWHERE) as model:
        desk = model.variations
        desk.open(set_id)
        await until(lambda: desk.set_id == set_id)
        assert desk.name == "瓶子"
        assert [row.state for row in members(desk)] == [State.DONE, State.WAITING]
        assert [row.mark for row in desk.results(0)] == [Mark.STAR]
        assert desk.missing() == []
        desk.add_axis("ratio")
        assert len(desk.missing()) == 2
        made = await sent(model, desk)
        assert [row.cell for row in made] == [0, 1, 2, 3]
    async with running_model(tmp_path, NOWHERE) as model:
        desk = model.variations
        desk.open(set_id)
        await until(lambda: desk.set_id == set_id)
        assert len(desk.cells) == 4


async def test_repeats_and_what_was_taken_back(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.set_repeats(2)
        assert desk.total().clips == 4
        made = await sent(model, desk)
        assert [row.cell for row in made] == [0, 0, 1, 1]
        desk.repeat([desk.cells[1].key])
        await until(lambda: len(members(desk)) == 5)
        assert [row.cell for row in members(desk)][-1] == 1
        assert desk.missing() == []
        model.queue.cancel_waiting(made[0].id)
        await until_state(model, made[0].id, State.NOT_SENT)
        await until(lambda: desk.missing())
        assert [(cell.key, times) for cell, times in desk.missing()] == [(desk.cells[0].key, 1)]


async def test_what_was_deleted_is_not_made_again_by_itself(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        made = await sent(model, desk)
        await finish(model, made[0])
        model.queue.delete([made[0].id])
        await until(lambda: desk.results(0) == [])
        assert desk.missing() == []


async def test_winners_are_promoted_once_in_one_step(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.set_draft_first(True)
        made = await sent(model, desk)
        assert {(row.request.model, row.request.duration) for row in made} == {
            (VideoModel.SEEDANCE_2_0_FAST, 4)
        }
        assert desk.winners() == []
        await finish(model, made[0], Mark.STAR)
        await finish(model, made[1])
        await until(lambda: desk.winners())
        (winner,) = desk.winners()
        assert [w.row.id for w in desk.winners([desk.cells[1].key])] == [made[1].id]
        desk.promote([winner])
        desk.promote([winner])
        await until(lambda: not desk.sending and len(members(desk)) == 3)
        full = members(desk)[-1]
        assert (full.request.model, full.request.duration) == (VideoModel.SEEDANCE_2_0, 10)
        assert full.request.prompt == made[0].request.prompt
        assert (full.parent_id, full.came_from) == (made[0].id, CameFrom.PROMOTED)
        assert (full.set_id, full.cell, full.mark) == (desk.set_id, 0, Mark.NONE)
        assert desk.winners() == []
        assert desk.missing() == []


async def test_the_second_half_of_a_double_click_sends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.set_draft_first(True)
        made = await sent(model, desk)
        for row in made:
            await finish(model, row)
        keys = [cell.key for cell in desk.cells]
        await until(lambda: len(desk.winners(keys)) == len(made))
        one, other = desk.winners(keys)
        monkeypatch.setattr(queue, "DOUBLE_PRESS", 3600.0)
        model.queue._pressed_at = float("-inf")
        desk.promote([one])
        await until(lambda: not desk.sending)
        desk.promote([other])
        desk.repeat(keys)
        assert not desk.sending
        assert len(members(desk)) == len(made) + 1
        assert "Sent once" in [notice.title for notice in model.notices.standing]


async def test_a_winner_that_would_be_illegal_is_left_out(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model, duration=20)
        desk.set_draft_first(True)
        made = await sent(model, desk)
        await finish(model, made[0], Mark.STAR)
        await until(lambda: members(desk)[0].mark is Mark.STAR)
        assert desk.winners() == []


async def test_without_a_token_nothing_is_kept_or_sent(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.tokens._set_state(model.account.profile.origin, model.account.token_state.NONE)
        desk = begun(model)
        desk.send()
        assert any("no token" in notice.title for notice in model.notices.standing)
        assert desk.set_id is None and not desk.sending
        assert not await rows(model)


async def test_what_the_gate_keeps_back_can_be_sent_later(tmp_path: Path) -> None:
    async def first_only(orders: Sequence[Order], add: Add) -> None:
        await add(orders[:1])

    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        model.queue.set_gate(first_only)
        desk.send()
        await until(lambda: not desk.sending)
        assert [row.cell for row in members(desk)] == [0]
        assert [cell.key for cell, _ in desk.missing()] == [desk.cells[1].key]
        desk.send()
        await until(lambda: len(members(desk)) == 2)
        assert [row.cell for row in members(desk)] == [0, 1]


async def test_a_brace_is_never_sent_by_a_set(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model, r"{a|{b|c}} and \{d\}")
        assert desk.missing() == [] and desk.total().clips == 0
        desk.send()
        desk.repeat([cell.key for cell in desk.cells])
        assert not desk.sending
        desk = begun(model, r"{b|c} and \{d\}")
        made = await sent(model, desk)
        assert [row.request.prompt for row in made] == ["b and {d}", "c and {d}"]


async def test_cells_that_left_the_plan_keep_their_results(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        await sent(model, desk)
        desk.set_values("group:0", ["dawn"])
        assert desk.former() == [1]
        assert [row.request.prompt for row in desk.results(1)] == ["a bottle at neon night"]


async def test_the_list_of_sets_follows(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        sets = SetModel(desk, model.library, model.tasks)
        made = await sent(model, desk)
        await until(lambda: sets.rowCount() == 1)
        index = sets.index(0)
        await finish(model, made[0], Mark.STAR)
        await until(lambda: "1 ★" in str(index.data(Role.FACTS)))
        assert index.data(Role.FACTS).startswith("2 clips · 1 done · 1 ★ · 40 credits")
        assert index.data(Role.OPEN)
        desk.set_name("another name")
        await until(lambda: sets.index(0).data() == "another name")
        model.draft.replace(VideoRequest(prompt="next"))
        desk.start_new()
        assert not sets.index(0).data(Role.OPEN)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.start("fast", speed=20) as simulator:
        yield simulator


async def test_a_set_and_its_promotion_at_the_service(tmp_path: Path, simulator: Simulator) -> None:
    async with running_model(tmp_path, simulator.base_url) as model:
        model.draft.replace(VideoRequest(prompt=PROMPT, duration=10))
        desk = model.variations
        desk.start_new()
        desk.add_axis("ratio")
        desk.set_draft_first(True)
        desk.send()
        await until(lambda: len(members(desk)) == 4)
        for row in members(desk):
            await until_state(model, row.id, State.DONE)
        desk.star([cell.key for cell in desk.cells[:2]])
        await until(lambda: len(desk.winners()) == 2)
        desk.promote(desk.winners())
        await until(lambda: len(members(desk)) == 6)
        for row in members(desk):
            await until_state(model, row.id, State.DONE)
        assert len(simulator.log()) == 6
        sent_prompts = {entry.request["prompt"] for entry in simulator.log()}
        assert sent_prompts == {"a bottle at dawn", "a bottle at neon night"}


async def test_a_mixed_day_stops_no_other_cell_and_nothing_is_sent_again(
    tmp_path: Path, simulator: Simulator
) -> None:
    simulator.set_script("mixed")
    async with running_model(tmp_path, simulator.base_url) as model:
        model.draft.replace(VideoRequest(prompt=PROMPT, duration=10))
        desk = model.variations
        desk.watch(True)
        desk.add_axis("ratio")
        desk.set_values("ratio", ["16:9", "1:1", "9:16"])
        desk.set_draft_first(True)
        desk.send()
        await until(lambda: len(members(desk)) == 6)
        ends = (State.DONE, State.FAILED, State.UNCONFIRMED)
        for row in members(desk):
            await until_state(model, row.id, *ends)
        await until(lambda: all(row.state in ends for row in members(desk)))
        states = sorted(row.state for row in members(desk))
        assert states == [*[State.DONE] * 4, State.FAILED, State.UNCONFIRMED]
        assert desk.missing() == []
        simulator.set_script("fast")
        done = [row.cell for row in members(desk) if row.state is State.DONE][:2]
        desk.star([desk.plan.numbers[cell] for cell in done if cell is not None])
        await until(lambda: len(desk.winners()) == 2)
        desk.promote(desk.winners())
        await until(lambda: len(members(desk)) == 8)
        for row in members(desk)[6:]:
            ended = await until_state(model, row.id, *ends)
            assert (ended.state, ended.request.duration) == (State.DONE, 10)
        assert len(simulator.log()) == 8


async def test_a_new_set_stays_on_the_desk_though_another_was_being_opened(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        desk = begun(model)
        desk.send()
        await until(lambda: desk.set_id is not None and not desk.sending)
        kept = desk.set_id
        assert kept is not None
        desk.start_new()
        desk.open(kept)
        desk.start_new()
        await until(lambda: not model.tasks.running("open set"))
        assert desk.set_id is None
        assert desk._opening is None
