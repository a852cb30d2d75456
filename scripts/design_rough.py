"""Situations of rough use: long words, other scripts, large figures, open menus."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QWidget

from scripts.design_parts import BOTTLE, LINKS, Stage, add, fill, press, show, situation
from seedance_desktop.core.budget import Scope
from seedance_desktop.core.errors import Action
from seedance_desktop.core.generation import ClipState, State
from seedance_desktop.core.profile import Profile
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.state.notices import Notice, Offer, Tone
from seedance_desktop.state.tokens import TokenState
from seedance_desktop.ui.history.view import HistoryView

WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4
ARABIC = "لقطة بطيئة تقترب من الزجاجة عند الفجر، قطرات الندى على الزجاج، عمق ميدان ضحل. " * 3
EMOJI = (
    "\U0001f469\u200d\U0001f680 An astronaut \U0001f469\U0001f3fd\u200d\U0001f680 walks into "
    "the sea \U0001f30a\U0001f30a\U0001f30a at dawn. "
) * 6
MANY = 123_456_789.5
LONG_NAME = "Studio Nordlicht & Söhne, Abteilung für bewegte Bilder und Werbung, Hamburg"
TOLD = (
    "The folder for clips, /home/anna/Projects/2026/Autumn campaign/renders/final/really final, "
    "cannot be written to: the disk is full. The clip stays at the service for some hours. Make "
    "room or choose another folder, then fetch it again; nothing is charged for that."
)


def nothing() -> None:
    """What a button of these notices does."""


def two_offers() -> tuple[Offer, ...]:
    """Two things to do, in many words."""
    return (Offer("first", "Make room and fetch it again", nothing),
            Offer("second", "Choose another folder…", nothing))  # fmt: skip


@situation
async def notice_info(stage: Stage) -> None:
    """A long piece of news with two things to do."""
    await fill(stage)
    stage.model.notices.tell(Notice("The clips are kept elsewhere", TOLD, offers=two_offers()))
    await show(stage, "done")


@situation
async def notice_warning(stage: Stage) -> None:
    """A long warning with two things to do, and others behind it."""
    await fill(stage)
    notices = stage.model.notices
    notices.tell(Notice("The queue was paused", "", Tone.INFO))
    notices.tell(Notice(f"{EMOJI[:60]} may be billed", TOLD, Tone.WARNING,
                        offers=two_offers()))  # fmt: skip
    await show(stage, "done")


@situation
async def notice_error(stage: Stage) -> None:
    """A long failure with its trace id, an action and two offers."""
    await fill(stage)
    stage.model.notices.tell(
        Notice("The clip could not be kept", TOLD, Tone.ERROR, "45c30d76f06549b199a3775544523689",
               action=Action.OPEN_SETTINGS, offers=two_offers())
    )  # fmt: skip
    await show(stage, "done")


@situation
async def search_nothing(stage: Stage) -> None:
    """A search of the history without a match, for a word without end."""
    await fill(stage)
    edit = stage.window.findChild(QLineEdit, "historySearch")
    assert edit is not None
    edit.setText(WORD)
    await asyncio.sleep(0.5)


@situation
async def clip_broken(stage: Stage) -> None:
    """A clip that is here and cannot be decoded."""
    await fill(stage)
    path = stage.folder / "broken.mp4"
    path.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40)
    row = await stage.model.library.update(stage.rows["done"].id, clip_path=str(path))
    stage.rows["done"] = row
    await show(stage, "done")


@situation
async def clip_gone(stage: Stage) -> None:
    """A clip whose file was taken away."""
    await fill(stage)
    gone = str(stage.folder / "taken away.mp4")
    stage.rows["done"] = await stage.model.library.update(stage.rows["done"].id, clip_path=gone)
    await show(stage, "done")


@situation
async def rough_words(stage: Stage) -> None:
    """Words without end, right to left, emoji; huge credits; a very long path."""
    await fill(stage)
    library = stage.model.library
    for prompt in (EMOJI, ARABIC, WORD):
        row = await add(stage, prompt, State.RUNNING, prompt)
        path = f"/home/anna/{'Autumn campaign 2026/' * 9}{WORD[:80]}.mp4"
        row = await library.change(
            row.id, State.DONE, credits=MANY, estimate=MANY / 3, clip=ClipState.SAVED,
            clip_path=path, task_id="task_" + "8f21c0" * 20,
        )  # fmt: skip
        stage.rows[prompt] = row
    stage.model.draft.replace(VideoRequest(prompt=f"{WORD} {ARABIC}"))
    await show(stage, WORD)


@situation
async def rough_right_to_left(stage: Stage) -> None:
    """A right-to-left prompt in every pane."""
    await rough_words(stage)
    stage.model.draft.replace(VideoRequest(prompt=ARABIC, image_urls=LINKS[:1]))
    await show(stage, ARABIC)


@situation
async def rough_emoji(stage: Stage) -> None:
    """Emoji in every pane."""
    await rough_words(stage)
    stage.model.draft.replace(VideoRequest(prompt=EMOJI))
    await show(stage, EMOJI)


async def long_names(stage: Stage) -> None:
    """Long names of provider and project, and budgets beyond any."""
    model = stage.model
    address = f"https://{'very-long-sub-domain.' * 4}example.com/api/{'v1/' * 20}"
    profile = Profile("long", LONG_NAME, address)
    model.account.save_profile(profile)
    model.account.use("long")
    model.tokens.lend(model.account.profile.origin, "x" * 20, TokenState.KEYRING)
    model.budgets.add(LONG_NAME)
    model.budgets.set_amount(Scope.DAY, MANY)
    model.budgets.set_amount(Scope.SESSION, MANY * 8)
    model.budgets.set_amount(Scope.PROJECT, MANY * 90)


@situation
async def rough_names(stage: Stage) -> None:
    """Long names of provider and project, huge budgets."""
    await rough_words(stage)
    await long_names(stage)


@situation
async def rough_budgets(stage: Stage) -> None:
    """The budgets dialog with them."""
    await rough_names(stage)
    stage.window._money.open_budgets()


@situation
async def rough_settings(stage: Stage) -> None:
    """The settings with them."""
    await long_names(stage)
    stage.model.settings.set(clips_folder=f"/home/anna/{'Autumn campaign 2026/' * 9}")
    press(stage, "settingsButton")


@situation
async def rough_token(stage: Stage) -> None:
    """The field for the token, with them."""
    await long_names(stage)
    press(stage, "tokenButton")


@situation
async def project_menu(stage: Stage) -> None:
    """The menu of the projects."""
    for name in ("Logo", "雨中的猫", LONG_NAME):
        stage.model.budgets.add(name)
    press(stage, "projectButton")


@situation
async def history_menu(stage: Stage) -> None:
    """The menu of a finished clip."""
    await fill(stage)
    await show(stage, "done")
    view = stage.window.findChild(HistoryView)
    assert view is not None
    view.menu_requested.emit(view.mapToGlobal(QPoint(20, 30)))


@situation
async def recall_menu(stage: Stage) -> None:
    """The menu of what can be taken over from a clip."""
    await fill(stage)
    await show(stage, "done")
    await asyncio.sleep(0.3)
    press(stage, "useSettingsMenu")


@situation
async def unconfirmed_details(stage: Stage) -> None:
    """What can be done about an unconfirmed one; its details, opened where they are a sheet."""
    await fill(stage)
    await show(stage, "unconfirmed")
    await asyncio.sleep(0.3)
    press(stage, "playerDetails" if stage.window.width() < 1200 else "sendAgain")


@situation
async def details(stage: Stage) -> None:
    """Everything about a finished clip, opened where it is a sheet."""
    await fill(stage)
    stage.model.draft.replace(VideoRequest(prompt=BOTTLE, image_urls=LINKS[:2]))
    await show(stage, "done")
    await asyncio.sleep(0.5)
    details = stage.window.findChild(QWidget, "playerDetails")
    if details is not None and details.isVisible():
        press(stage, "playerDetails")
