"""Earlier clips as the draft, what came from what, and what the person thinks of clips."""

from dataclasses import replace
from pathlib import Path

from seedance_desktop.core.generation import Background, CameFrom, Generation, Mark, State
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import Kind, Mode
from seedance_desktop.state.model import Model
from tests.support.history import add_row
from tests.support.models import rows, running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"
OLD = VideoRequest(
    "the @Image1 at dawn", "seedance_2_0_fast", ratio="9:16", duration=20,
    image_urls=("https://a.b/1.png",),
)  # fmt: skip
MINE = VideoRequest("mine", duration=7, video_urls=("https://a.b/1.mp4",))


async def an_old_one(model: Model, **columns: object) -> Generation:
    return await add_row(model.library, State.DONE, request=OLD, **columns)


async def test_everything_is_used_and_what_is_no_longer_legal_is_a_problem(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await an_old_one(model, written="// note\nthe @Image1 at {{when=dawn}}")
        model.draft.replace(MINE)
        model.recall.use(row)
        assert model.draft.request == replace(OLD, prompt=row.written)
        assert [p.field for p in model.draft.problems] == ["duration"]
        background = model.draft.background
        assert (background.parent_id, background.came_from) == (row.id, CameFrom.SETTINGS)
        model.draft.undo()
        assert model.draft.request == MINE
        assert model.draft.background.parent_id is None


async def test_what_was_filled_into_a_field_comes_back_with_it(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await an_old_one(model, written="the @Image1 at {{when=night}}")
        model.recall.use(row)
        assert dict(model.draft.values) == {"when": "dawn"}
        assert model.draft.to_send()[0].prompt == OLD.prompt


async def test_a_group_does_not_cost_a_field_what_was_filled_in(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        written = "{the|a} @Image1 at {{when=night}}"
        row = await an_old_one(model, written=written)
        for take in (model.recall.use, model.recall.remix):
            model.draft.replace(MINE)
            take(row)
            assert model.draft.request.prompt == written
            assert dict(model.draft.values) == {"when": "dawn"}


async def test_a_cell_with_some_of_the_references_names_its_own(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await an_old_one(model, written="the @Image2 at {dawn|night}")
        model.recall.use(row)
        assert model.draft.to_send()[0] == OLD


async def test_a_remix_leaves_the_settings_as_they_stand(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await an_old_one(model)
        model.draft.replace(MINE)
        model.recall.remix(row)
        wanted = replace(MINE, prompt=OLD.prompt, image_urls=OLD.image_urls, video_urls=())
        assert model.draft.request == wanted
        assert model.draft.background.came_from is CameFrom.REMIX


async def test_one_field_is_used_and_all_else_stays(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await an_old_one(model)
        taken: list[str] = []
        model.recall.taken.connect(taken.append)
        for field, wanted in (
            ("duration", replace(MINE, duration=20)),
            ("ratio", replace(MINE, ratio="9:16")),
            ("prompt", replace(MINE, prompt=OLD.prompt)),
            ("image_urls", replace(MINE, image_urls=OLD.image_urls)),
        ):
            model.draft.replace(MINE)
            model.recall.use_field(row, field)
            assert model.draft.request == wanted
            assert model.draft.background.parent_id == row.id
        assert taken == ["duration", "ratio", "prompt", "image_urls"]


async def test_what_was_wholly_rewritten_comes_of_it_no_more(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        row = await an_old_one(model, preset="Hero")

        def comes_of() -> tuple[int | None, str]:
            background = model.draft.to_send()[1]
            return background.parent_id, background.preset

        model.recall.use(row)
        model.draft.set("prompt", "A cat sleeps on the window sill")
        assert comes_of() == (row.id, "Hero"), "its picture is left"
        model.draft.remove_urls(Kind.IMAGE, [0])
        assert comes_of() == (None, "Hero"), "a preset is its settings too"
        for name, value in (("ratio", "1:1"), ("duration", 5), ("model", "seedance_2_0")):
            model.draft.set(name, value)
        assert comes_of() == (None, "Hero")
        model.draft.set("function_mode", Mode.FIRST_LAST_FRAMES)
        assert comes_of() == (None, "")
        model.draft.undo()
        assert comes_of() == (row.id, "Hero")
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.draft.remove_urls(Kind.IMAGE, [0])
        assert model.draft.to_send()[1].parent_id is None, "known after a restart too"
        # A single setting is little; once it is changed nothing is left of it.
        model.recall.use_field(row, "ratio")
        assert model.draft.to_send()[1].parent_id == row.id
        model.draft.set("ratio", "1:1")
        assert model.draft.to_send()[1].parent_id is None
        model.recall.use_field(row, "ratio")
        model.recall.use_field(row, "duration")
        model.draft.set("ratio", "1:1")
        assert model.draft.to_send()[1].parent_id == row.id
        other = await an_old_one(model)
        model.recall.use_field(other, "ratio")
        assert model.draft.to_send()[1].parent_id == row.id


async def test_where_it_came_from_and_what_came_of_it(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        parent = await an_old_one(model)
        made = await model.library.add(
            OLD, profile="p", base_url=NOWHERE, estimate=None,
            background=Background(parent_id=parent.id, came_from=CameFrom.REMIX),
        )  # fmt: skip
        model.selection.select(made)
        await until(lambda: model.ancestry.parent_row, "the parent")
        assert model.ancestry.parent_row == parent
        model.selection.select(parent)
        assert model.ancestry.parent_row is None
        await until(lambda: model.ancestry.made_from_it, "the child")
        assert model.ancestry.made_from_it == (made,)


async def marks(model: Model) -> list[Mark]:
    return [row.mark for row in reversed(await rows(model))]


async def test_marks_are_set_taken_off_and_undone(tmp_path: Path) -> None:
    star, reject, none = Mark.STAR, Mark.REJECT, Mark.NONE
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        one, two = [(await an_old_one(model)).id for _ in range(2)]
        for ids, mark, wanted in (
            ([one], star, [star, none]),
            ([one, two], star, [star, star]),
            ([one, two], star, [none, none]),
            ([two], reject, [none, reject]),
            ([two], star, [none, star]),
        ):
            model.marks.toggle(ids, mark)
            await model.tasks.wait_for_protected(30)
            assert await marks(model) == wanted
        for wanted in ([none, reject], [none, none], [star, star], [star, none], [none, none]):
            model.marks.undo()
            await model.tasks.wait_for_protected(30)
            assert await marks(model) == wanted
        model.marks.undo()
        assert len(await rows(model)) == 2


async def test_the_starred_are_listed_alone_and_come_and_go(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        one, two = [(await an_old_one(model)).id for _ in range(2)]
        await model.library.set_marks({two: Mark.STAR})
        await until(lambda: model.library.totals.marked == {Mark.STAR: 1})
        model.history.show(mark=Mark.STAR)
        await until(lambda: model.history.complete and model.history.rowCount() == 1)
        assert model.history.id_at(0) == two
        await model.library.set_marks({one: Mark.STAR})
        await until(lambda: model.history.rowCount() == 2)
        await model.library.set_marks({two: Mark.REJECT})
        await until(lambda: model.history.rowCount() == 1)
        model.history.show("dawn", mark=Mark.STAR)
        await until(lambda: model.history.complete)
        assert [model.history.id_at(r) for r in range(model.history.rowCount())] == [one]


async def test_a_mark_set_twice_in_quick_succession_is_taken_off_again(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        row = await model.library.add(
            VideoRequest(prompt="x"), profile="p", base_url=NOWHERE, estimate=None
        )
        model.marks.toggle([row.id], Mark.STAR)
        model.marks.toggle([row.id], Mark.STAR)
        await until(lambda: not model.tasks.running(""))
        (row,) = await model.library.get([row.id])
        assert row.mark is Mark.NONE
