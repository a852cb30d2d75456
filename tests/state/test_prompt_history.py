"""Earlier prompts: what is kept of them, and the way through them and back."""

from pathlib import Path

from seedance_desktop.core.generation import State
from seedance_desktop.state.model import Model
from tests.support.history import add_row
from tests.support.models import running_model
from tests.support.waiting import until

NOWHERE = "http://127.0.0.1:9/api"


async def sent(model: Model, *prompts: str) -> None:
    for prompt in prompts:
        await add_row(model.library, State.DONE, prompt)


async def step(model: Model, *, older: bool) -> str:
    (model.prompts.older if older else model.prompts.newer)()
    await until(lambda: not model.tasks.running("prompt history"))
    return model.draft.request.prompt


async def test_each_prompt_is_kept_once_as_it_was_written(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await sent(model, "one", "two", "one", "three")
        await add_row(model.library, State.DONE, "as sent", written="// note\nas {{how=sent}}")
        hidden = await add_row(model.library, State.DONE, "deleted")
        await model.library.hide([hidden.id])
        model.prompts.load()
        await until(lambda: model.prompts.prompts)
        assert model.prompts.prompts == ("// note\nas {{how=sent}}", "three", "one", "two")
        await sent(model, "two", "four")
        assert model.prompts.prompts[:3] == ("four", "two", "// note\nas {{how=sent}}")


async def test_no_more_than_five_hundred_are_kept(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await sent(model, *(f"prompt {n}" for n in range(505)))
        model.prompts.load()
        await until(lambda: model.prompts.prompts)
        assert len(model.prompts.prompts) == 500
        await sent(model, "another")
        assert len(model.prompts.prompts) == 500
        assert model.prompts.prompts[-1] == "prompt 6"


async def test_the_way_there_and_back_keeps_what_was_never_sent(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await sent(model, "one", "two", "three")
        model.draft.set("prompt", "half a thought")
        older = [await step(model, older=True) for _ in range(5)]
        assert older == ["three", "two", "one", "one", "one"]
        newer = [await step(model, older=False) for _ in range(5)]
        assert newer == ["two", "three"] + ["half a thought"] * 3


async def test_what_is_written_on_the_way_is_what_is_kept_then(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await sent(model, "one", "two")
        model.draft.set("prompt", "half a thought")
        await step(model, older=True)
        model.draft.set("prompt", "two, but better")
        assert await step(model, older=True) == "two"
        assert await step(model, older=True) == "one"
        await step(model, older=False)
        assert await step(model, older=False) == "two, but better"
        model.draft.undo()
        assert model.draft.request.prompt == "two"


async def test_one_that_stands_there_already_is_passed_over(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await sent(model, "one", "two")
        model.draft.set("prompt", "two")
        assert await step(model, older=True) == "one"
        assert await step(model, older=False) == "two"


async def test_without_any_nothing_happens(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        model.draft.set("prompt", "mine")
        assert await step(model, older=True) == "mine"
        assert await step(model, older=False) == "mine"


async def test_a_send_on_the_way_does_not_cost_what_was_never_sent(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE, token=None) as model:
        await sent(model, "one", "two")
        model.draft.set("prompt", "half a thought")
        await step(model, older=True)
        await sent(model, "two")
        assert await step(model, older=True) == "one"
        await sent(model, "another", "one")
        assert await step(model, older=False) == "half a thought"
