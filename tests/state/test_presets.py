"""Presets as the person works with them: every part real, on a real folder."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from seedance_desktop.core.errors import UserError
from seedance_desktop.core.generation import CameFrom
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.spec import FieldName
from seedance_desktop.state.model import Model
from tests.support.models import running_model
from tests.support.waiting import until

ALL: tuple[FieldName, ...] = ("prompt", "model", "function_mode", "ratio", "duration")
NOWHERE = "http://127.0.0.1:1/api"


def put(model: Model, file: str, request: object = None, /, **more: object) -> Path:
    path = model.paths.presets / f"{file}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 1, "request": request or {}, **more}), "utf-8")
    return path


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Model]:
    async with running_model(folder, NOWHERE) as model:
        await model.presets.refresh()
        yield model


async def done(model: Model) -> list[UserError]:
    """Wait for what was asked of the desk; the failures it told."""
    told: list[UserError] = []

    def keep(_: str, error: UserError) -> None:
        told.append(error)

    model.tasks.failed.connect(keep)
    await until(lambda: not model.tasks.running("presets"), "the desk is busy")
    model.tasks.failed.disconnect(keep)
    return told


def labels(model: Model, *, built_in: bool = False) -> list[str]:
    return [e.label for e in model.presets.entries if e.built_in == built_in]


async def test_the_built_in_ones_are_there_and_one_is_applied_in_one_step(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        draft = model.draft
        draft.set("prompt", "mine")
        draft.set("ratio", "1:1")
        before = draft.composition
        hero = model.presets.entry("Product hero shot")
        assert hero is not None
        model.presets.apply(hero)
        assert draft.background.preset == "Product hero shot"
        assert (draft.request.ratio, draft.legal, model.presets.edited) == ("16:9", True, False)
        draft.set("duration", 9)
        assert model.presets.edited
        draft.set("duration", 6)
        assert not model.presets.edited
        draft.undo()
        assert draft.composition == before
        assert model.presets.current is None


async def test_what_a_preset_does_not_hold_stays_and_values_out_of_range_come_back_as_problems(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as model:
        put(model, "long", {"duration": 20})
        await model.presets.refresh()
        model.draft.set("prompt", "a boat")
        entry = model.presets.entry("long")
        assert entry is not None
        model.presets.apply(entry)
        assert model.draft.request == VideoRequest("a boat", duration=20)
        assert [p.code for p in model.draft.problems] == ["out-of-range"]
        assert not model.presets.edited


async def test_it_is_kept_updated_renamed_moved_duplicated(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        model.draft.set("prompt", "// note\n{{what=a boat}}")
        model.preset_desk.save_as("Boat", "", ALL, "for the river")
        assert await done(model) == []
        assert (labels(model), model.presets.label, model.presets.edited) == (
            ["Boat"], "Boat", False,
        )  # fmt: skip
        model.draft.set("duration", 9)
        assert model.presets.edited
        model.preset_desk.update()
        await done(model)
        assert not model.presets.edited
        entry = model.presets.current
        assert entry is not None
        assert entry.preset is not None
        assert (entry.preset.fields["duration"], entry.preset.notes) == (9, "for the river")
        model.presets.set_favourite(entry, marked=True)
        model.preset_desk.move(entry, "Ship", "Water/Fast")
        await done(model)
        entry = model.presets.current
        assert entry is not None
        assert (entry.label, model.presets.label) == ("Water/Fast/Ship", "Water/Fast/Ship")
        assert model.presets.is_favourite(entry)
        assert not model.presets.edited
        model.preset_desk.duplicate(entry, "Ship 2", "")
        await done(model)
        assert labels(model) == ["Ship 2", "Water/Fast/Ship"]
        assert model.presets.label == "Water/Fast/Ship"


async def test_a_deleted_one_comes_back_by_the_notices_undo(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        path = put(model, "Boat", {"duration": 9})
        await model.presets.refresh()
        entry = model.presets.entry("Boat")
        assert entry is not None
        before = path.read_bytes()
        model.preset_desk.delete(entry)
        await done(model)
        assert (labels(model), path.exists()) == ([], False)
        (notice,) = model.notices.standing
        notice.offers[0].call()
        await done(model)
        assert (labels(model), path.read_bytes()) == (["Boat"], before)
        assert model.notices.standing == ()


async def test_names_that_are_taken_or_cannot_be_are_told_before(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "Ads/Boat")
        await model.presets.refresh()
        trouble = model.preset_desk.trouble_with
        assert "already" in trouble("boat", "ads")
        assert trouble("Boat", "") == ""
        assert trouble("", "")
        assert trouble("x", "..")
        assert trouble("Boat", "Ads", model.presets.entry("Ads/Boat")) == ""
        assert model.preset_desk.free_name("Boat", "Ads") == "Boat 2"


async def test_a_failure_changes_nothing_and_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "Boat", {"duration": 9})
        await model.presets.refresh()
        entry = model.presets.entry("Boat")
        assert entry is not None
        model.presets.apply(entry)
        path = put(model, "Boat", {"duration": 10})
        before = path.read_bytes()
        model.draft.set("duration", 11)
        model.preset_desk.update()
        (error,) = await done(model)
        assert "another program" in error.text
        assert path.read_bytes() == before


async def test_what_another_program_does_in_the_folder_shows_at_once(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        put(model, "Boat", {"duration": 5})
        model.presets.load()
        await until(lambda: labels(model) == ["Boat"], "not read")
        put(model, "Ads/Deep/Ship")
        await until(lambda: labels(model) == ["Boat", "Ads/Deep/Ship"], "new file in a new folder")
        put(model, "Ads/Deep/Car")
        await until(lambda: "Ads/Deep/Car" in labels(model), "new file in a folder")
        boat = model.presets.entry("Boat")
        assert boat is not None
        model.presets.apply(boat)
        put(model, "Boat", {"duration": 7})  # in place, as editors may
        await until(lambda: model.presets.edited, "changed in place")
        (model.paths.presets / "Boat.json").write_text("{")
        await until(lambda: any(e.broken for e in model.presets.entries), "broken")
        (model.paths.presets / "Boat.json").unlink()
        await until(lambda: labels(model) == ["Ads/Deep/Car", "Ads/Deep/Ship"], "removed")
        assert model.presets.label == "Boat"
        put(model, "Boat", {"duration": 5})
        await until(lambda: model.presets.current is not None, "back again")


async def test_tokens_are_kept_in_one_spelling_and_written_in_the_providers(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as model:
        model.draft.set_spelling("@图片1")
        model.draft.set("image_urls", ("https://a.b/c",))
        model.draft.set("prompt", "@图片1 turns")
        model.preset_desk.save_as("Turn", "", ("prompt",))
        await done(model)
        entry = model.presets.current
        assert entry is not None
        assert entry.preset is not None
        assert entry.preset.prompt == "@Image1 turns"
        assert not model.presets.edited
        model.draft.set("prompt", "x")
        model.presets.apply(entry)
        assert model.draft.request.prompt == "@图片1 turns"
        assert not model.presets.edited
        model.draft.set_spelling("@Image1")
        assert not model.presets.edited


async def test_a_request_that_is_brought_in_goes_into_the_draft(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        model.draft.set("ratio", "1:1")
        before = model.draft.composition
        model.preset_desk.import_text(
            """curl https://x.y -H "Authorization: Bearer s3cret" -d '{"prompt": "a", "seed": 1}'"""
        )
        assert await done(model) == []
        assert model.draft.request == VideoRequest("a", ratio="1:1")
        (notice,) = model.notices.standing
        assert "seed" in notice.message
        model.draft.undo()
        assert model.draft.composition == before


async def test_presets_that_are_brought_in_are_kept(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "Boat", {"duration": 5})
        one, two, bad = (tmp_path / name for name in ("Boat.json", "two.json", "bad.json"))
        one.write_text('{"version": 1, "request": {"duration": 8}}')
        two.write_text('{"version": 1, "name": "Zwei", "request": {}}', "utf-8")
        bad.write_text("{")
        await model.presets.refresh()
        model.preset_desk.import_files([one])
        assert await done(model) == []
        assert (labels(model), model.presets.label) == (["Boat", "Boat 2"], "Boat 2")
        assert model.draft.request.duration == 8
        model.preset_desk.import_files([two, bad, tmp_path, tmp_path / "gone.json"])
        (error,) = await done(model)
        assert "bad.json" in error.text and error.title == "Not everything was imported"
        assert labels(model) == ["Boat", "Boat 2", "Zwei"]
        assert model.presets.label == "Boat 2"


async def test_of_several_requests_the_notice_says_which_is_in_the_draft(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        model.draft.set("prompt", "mine")
        paths = []
        for name, extra in (("a", {}), ("b", {"seed": 5}), ("c", {})):
            paths.append(tmp_path / f"{name}.json")
            paths[-1].write_text(json.dumps({"prompt": f"a {name}", **extra}))
        preset = tmp_path / "Boat.json"
        preset.write_text('{"version": 1, "request": {"duration": 8}}')
        model.preset_desk.import_files([*paths, preset])
        assert await done(model) == []
        assert labels(model) == ["Boat"]
        (notice,) = model.notices.standing
        assert notice.title == "4 files imported"
        assert notice.message == (
            "The request of “c.json” is in the draft now. Undo brings back the 2 before it. "
            "Left out, as no field of a request: seed."
        )
        for wanted in ("a c", "a b", "a a", "mine"):
            assert model.draft.request.prompt == wanted
            model.draft.undo()
        model.preset_desk.import_files(paths[:2])
        assert await done(model) == []
        (notice,) = model.notices.standing
        assert "“b.json” is in the draft now. Undo brings back the one before it." in notice.message


async def test_one_of_the_library_that_is_dropped_is_applied_not_doubled(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        path = put(model, "Boat", {"duration": 8})
        await model.presets.refresh()
        model.preset_desk.import_files([path])
        await done(model)
        assert (labels(model), model.presets.label) == (["Boat"], "Boat")


@pytest.mark.parametrize("text", ["{", "{}", "curl", "a prompt", ""])
async def test_what_cannot_be_used_changes_nothing(tmp_path: Path, text: str) -> None:
    async with desk(tmp_path) as model:
        before = model.draft.composition
        model.preset_desk.import_text(text)
        (error,) = await done(model)
        assert error.title == "Nothing was imported"
        assert (model.draft.composition, labels(model)) == (before, [])


async def test_the_draft_is_copied_as_it_would_be_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        model.draft.set("prompt", "// note\n{{what=boat}}")
        model.draft.set_value("what", "ship")
        model.preset_desk.copy_curl()
        curl = QGuiApplication.clipboard().text()
        model.preset_desk.copy_python()
        program = QGuiApplication.clipboard().text()
        for code in (curl, program):
            assert "ship" in code
            assert "note" not in code
            assert NOWHERE in code
        model.draft.replace(VideoRequest())
        QGuiApplication.clipboard().setText(curl)
        model.preset_desk.import_clipboard()
        await done(model)
        assert model.draft.request.prompt == "ship"


async def test_another_beginning_is_no_clips_child_any_more(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "fast", {"model": "seedance_2_0_fast"})
        await model.presets.refresh()
        background = model.draft.background.__class__(parent_id=4, came_from=CameFrom.SETTINGS)
        model.draft.replace(VideoRequest("x"), background)
        fast, hero = model.presets.entry("fast"), model.presets.entry("Product hero shot")
        assert fast is not None
        assert hero is not None
        model.presets.apply(fast)
        assert (model.draft.background.parent_id, model.presets.label) == (4, "fast")
        model.presets.apply(hero)
        assert (model.draft.background.parent_id, model.presets.label) == (None, hero.label)


async def test_the_draft_keeps_its_preset_and_values_through_a_restart(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        logo = model.presets.entry("Logo sting")
        assert logo is not None
        model.presets.apply(logo)
        model.draft.set_value("material", "smoke")
        model.draft.set("duration", 7)
        before = model.draft.composition
    async with running_model(tmp_path, NOWHERE) as model:
        assert model.draft.composition == before
        assert model.presets.label == "Logo sting"
        model.presets.load()
        await until(lambda: model.presets.edited, "the library is not read")


async def test_a_preset_from_elsewhere_is_used_and_never_written(tmp_path: Path) -> None:
    async with desk(tmp_path / "data") as model:
        file = tmp_path / "Boat.json"
        text = '{"version": 1, "request": {"duration": 9}}'
        file.write_text(text)
        model.preset_desk.open_named(str(file))
        assert await done(model) == []
        assert (model.presets.label, model.draft.request.duration) == ("Boat", 9)
        entry = model.presets.current
        assert entry is not None
        assert not model.presets.is_own(entry)
        model.draft.set("duration", 5)
        assert model.presets.edited
        model.preset_desk.update()
        await done(model)
        assert file.read_text() == text


async def test_what_was_filled_in_serves_the_next_preset_too(tmp_path: Path) -> None:
    async with desk(tmp_path) as model:
        put(model, "one", {"prompt": "{{product}} turns"})
        put(model, "two", {"prompt": "{{product}} falls"})
        await model.presets.refresh()
        for name, sent in (("one", " turns"), ("two", "a jar falls")):
            entry = model.presets.entry(name)
            assert entry is not None
            model.presets.apply(entry)
            assert model.draft.to_send()[0].prompt == sent
            model.draft.set_value("product", "a jar")


@pytest.mark.skipif(not shutil.which("git"), reason="no git on this machine")
async def test_a_checkout_of_another_branch_shows_at_once(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")

        def git(*arguments: str) -> None:
            command = ["git", *identity, *arguments]
            subprocess.run(command, cwd=model.paths.presets, check=True, capture_output=True)

        put(model, "Boat", {"duration": 5})
        put(model, "Old/Car")
        git("init", "--initial-branch=main")
        git("add", ".")
        git("commit", "-m", "one")
        git("checkout", "-b", "other")
        put(model, "Boat", {"duration": 9})
        put(model, "New/Deep/Ship")
        git("rm", "-r", "Old")
        git("add", ".")
        git("commit", "-m", "two")
        model.presets.load()
        await until(lambda: labels(model) == ["Boat", "New/Deep/Ship"], "the one branch")
        git("checkout", "main")
        await until(lambda: labels(model) == ["Boat", "Old/Car"], "the other branch")
        boat = model.presets.entry("Boat")
        assert boat is not None
        assert boat.preset is not None
        assert boat.preset.fields == {"duration": 5}
        git("checkout", "other")
        await until(lambda: labels(model) == ["Boat", "New/Deep/Ship"], "back again")


async def test_a_folder_that_is_moved_away_and_back_is_followed(tmp_path: Path) -> None:
    async with running_model(tmp_path, NOWHERE) as model:
        put(model, "Boat", {"duration": 5})
        model.presets.load()
        await until(lambda: labels(model) == ["Boat"], "not read")
        away = tmp_path / "away"
        model.paths.presets.rename(away)
        # The system tells nobody that a watched folder itself was moved: opening the list looks.
        model.presets.look_again()
        await until(lambda: labels(model) == [], "still there")
        away.rename(model.paths.presets)
        await until(lambda: labels(model) == ["Boat"], "not back")
        put(model, "Ship", {})
        await until(lambda: labels(model) == ["Boat", "Ship"], "not followed any more")
