"""The settings: what is changed counts at once, and every provider can be put right."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seedance_desktop import __version__
from seedance_desktop.backend.settings import load_settings
from seedance_desktop.core.profile import OUTAI, SIBLING, Profile
from seedance_desktop.state import model as model_module
from seedance_desktop.state.model import Model
from seedance_desktop.ui import theme
from seedance_desktop.ui.dialogs.profile_form import ProfileForm
from seedance_desktop.ui.dialogs.settings_dialog import SettingsDialog
from tests.support.accounts import MemoryKeyring
from tests.support.models import running_model
from tests.support.waiting import until

MINE = Profile("mine", "Mine", "https://mine.example/api")


@asynccontextmanager
async def opened(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch, base_url: str | None = None
) -> AsyncIterator[tuple[SettingsDialog, Model]]:
    """The dialog on a real model, whose keyring alone is not the system's."""
    monkeypatch.setattr(model_module, "TokenStore", MemoryKeyring)
    async with running_model(folder, base_url, token=None) as model:
        dialog = SettingsDialog(model)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        yield dialog, model
        dialog.close()
        await until(lambda: not model.tasks.running("token"))


def button(inside: QWidget, name: str) -> QPushButton:
    found = inside.findChild(QPushButton, name)
    assert found is not None, name
    return found


def text(inside: QWidget, name: str) -> str:
    label = inside.findChild(QLabel, name)
    assert label is not None, name
    return label.text()


def form(dialog: QDialog) -> ProfileForm:
    forms = [f for f in dialog.findChildren(ProfileForm) if f.isVisible()]
    assert len(forms) == 1
    return forms[0]


def line(inside: QWidget, name: str) -> QLineEdit:
    found = inside.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def choose(dialog: QDialog, row: int) -> QListView:
    view = dialog.findChild(QListView, "profileList")
    view.setCurrentIndex(view.model().index(row, 0))
    return view


def write(edit: QLineEdit, words: str) -> None:
    edit.selectAll()
    QTest.keyClicks(edit, words)


async def test_the_look_changes_at_once_and_is_kept(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        button(dialog, "look_light").click()
        assert theme.current().preference == "light"
        await model.settings.flush()
        assert load_settings(model.paths.settings)[0].scheme == "light"
        assert button(dialog, "look_light").isChecked()


async def test_another_clips_folder_and_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        usual = str(model.paths.clips)
        assert text(dialog, "clipsFolder") == usual
        assert not button(dialog, "clipsUsual").isEnabled()
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        button(dialog, "clipsChange").click()
        chooser = dialog.findChild(QFileDialog, "clipsChooser")
        await until(chooser.isVisible)
        chooser.findChild(QLineEdit, "fileNameEdit").setText(str(elsewhere))
        chooser.accept()
        assert text(dialog, "clipsFolder") == str(elsewhere)
        assert model_module.clips_folder(model.paths, model.settings) == elsewhere
        button(dialog, "clipsUsual").click()
        assert text(dialog, "clipsFolder") == usual
        assert model.settings.value.clips_folder == ""


class Opener(QObject):
    """Stands where the system's file manager would."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[str] = []

    @Slot(QUrl)
    def show_folder(self, url: QUrl) -> None:
        self.folders.append(url.toLocalFile())


async def test_data_and_logs_are_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "show_folder")
    try:
        async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
            assert text(dialog, "dataFolder") == str(model.paths.data_dir)
            button(dialog, "dataFolderShow").click()
            button(dialog, "logsFolderShow").click()
            assert opener.folders == [str(model.paths.data_dir), str(model.paths.logs)]
    finally:
        QDesktopServices.unsetUrlHandler("file")


async def test_a_provider_is_added(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        button(dialog, "profileAdd").click()
        add = form(dialog)
        write(line(add, "profileName"), "Studio")
        write(line(add, "profileAddress"), " https://studio.example/api/ ")
        add.findChild(QComboBox, "profileSpelling").setEditText("@图片1")
        add.findChild(QAbstractSpinBox, "profileAtATime").setValue(3)
        write(line(add, "price_seedance_2_0"), "7,5")
        write(line(add, "price_seedance_2_0_video"), "15")
        button(add, "profileSave").click()
        added = model.account.profiles[-1]
        assert (added.name, added.base_url) == ("Studio", "https://studio.example/api")
        assert (added.spelling, added.at_a_time) == ("@图片1", 3)
        assert added.prices is not None and added.prices.per_second == {"seedance_2_0": (7.5, 15)}
        view = dialog.findChild(QListView, "profileList")
        assert view.currentIndex().data() == "Studio"
        await model.settings.flush()
        stored, aside = load_settings(model.paths.settings)
        assert aside is None and stored.profiles == (added,)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://studio.example/api", "https://"),
        ("studio.example", "not an address"),
        ("https://me@studio.example", "user name"),
        ("https://studio.example/api", ""),
        ("http://127.0.0.1:8000/api", ""),
    ],
)
async def test_the_address_is_checked_while_it_is_typed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, says: str
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        button(dialog, "profileAdd").click()
        add = form(dialog)
        write(line(add, "profileName"), "Studio")
        write(line(add, "profileAddress"), address)
        remark = line(add, "profileAddress").accessibleDescription()
        assert says in remark and bool(says) == bool(remark)
        button(add, "profileSave").click()
        assert add.isVisible() == bool(says)
        assert line(add, "profileAddress").text() == address
        assert len(model.account.profiles) == (2 if says else 3)


async def test_another_address_says_that_it_needs_its_own_token(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        tokens = model.account.tokens
        await tokens.save(OUTAI.origin, "secret")
        button(dialog, "profileEdit").click()
        change = form(dialog)
        address = line(change, "profileAddress")
        write(address, f"{OUTAI.base_url}/v2")
        assert address.accessibleDescription() == ""
        write(address, "https://other.example/api")
        assert "its own token" in address.accessibleDescription()
        button(change, "profileSave").click()
        assert model.account.profile.base_url == "https://other.example/api"
        assert await tokens.get(model.account.profile.origin) is None
        assert await tokens.get(OUTAI.origin) == "secret"


async def test_a_changed_provider_that_came_with_the_app_is_reset(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        choose(dialog, 1)
        assert not button(dialog, "profileReset").isVisible()
        button(dialog, "profileEdit").click()
        change = form(dialog)
        assert line(change, "price_seedance_2_0_fast_video").text() == "20"
        for edit in change.findChildren(QLineEdit):
            if edit.objectName().startswith("price_"):
                edit.clear()
        button(change, "profileSave").click()
        assert model.account.profiles[1].prices is None
        assert not button(dialog, "profileRemove").isVisible()
        button(dialog, "profileReset").click()
        button(dialog.findChild(QMessageBox), "profileConfirmYes").click()
        assert model.account.profiles == (OUTAI, SIBLING)
        assert dialog.findChild(QListView, "profileList").currentIndex().data() == "Loova"


async def test_a_provider_is_removed_once_that_is_confirmed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        model.account.save_profile(MINE)
        model.account.use("mine")
        choose(dialog, 2)
        button(dialog, "profileRemove").click()
        question = dialog.findChild(QMessageBox)
        assert question.isVisible() and "Mine" in question.text()
        QTest.keyClick(question, Qt.Key.Key_Escape)
        assert model.account.profile == MINE
        await until(lambda: dialog.findChild(QMessageBox) is None)
        button(dialog, "profileRemove").click()
        button(dialog.findChild(QMessageBox), "profileConfirmYes").click()
        assert model.account.profiles == (OUTAI, SIBLING)
        assert model.account.profile == OUTAI


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("profileName", "", "Give the provider a name"),
        ("profileName", "Loova", "with this name already"),
        ("profileSpelling", "@Image", "with its number"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    words: str,
    says: str,
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        button(dialog, "profileEdit").click()
        change = form(dialog)
        field = change.findChild(QWidget, name)
        if isinstance(field, QComboBox):
            field.setEditText(words)
        else:
            field.setText(words)
        button(change, "profileSave").click()
        assert change.isVisible() and says in field.accessibleDescription()
        assert model.account.profiles == (OUTAI, SIBLING)


@pytest.mark.parametrize(
    ("plain", "with_video", "says"),
    [("15", "", "both prices"), ("many", "1", "no price"), ("-1", "1", "no price"),
     ("nan", "1", "no price")],
)  # fmt: skip
async def test_prices_that_are_none(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plain: str,
    with_video: str,
    says: str,
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        button(dialog, "profileEdit").click()
        change = form(dialog)
        write(line(change, "price_seedance_2_0"), plain)
        write(line(change, "price_seedance_2_0_video"), with_video)
        button(change, "profileSave").click()
        assert change.isVisible() and says in change.findChild(QWidget, "priceRemark").text()
        assert line(change, "price_seedance_2_0").text() == plain
        assert model.account.profiles == (OUTAI, SIBLING)


async def test_a_saved_form_without_a_change_leaves_the_provider_as_it_came(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        for row in (0, 1):
            choose(dialog, row)
            button(dialog, "profileEdit").click()
            button(form(dialog), "profileSave").click()
        assert model.account.profiles == (OUTAI, SIBLING)
        assert not button(dialog, "profileReset").isVisible()


async def test_a_run_at_another_address_says_so(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "http://127.0.0.1:9/api"
    async with opened(qtbot, tmp_path, monkeypatch, address) as (dialog, _):
        assert any(address in label.text() for label in dialog.findChildren(QLabel))


async def test_links_are_checked_until_that_is_switched_off(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, model):
        check = dialog.findChild(QCheckBox, "checkLinks")
        assert check.isChecked()
        assert "nothing is fetched" in check.accessibleDescription()
        check.setFocus()
        QTest.keyClick(check, Qt.Key.Key_Space)
        assert not model.settings.value.check_links
        await model.settings.flush()
        stored, _ = load_settings(model.paths.settings)
        assert not stored.check_links
        check.click()
        assert model.settings.value.check_links


async def test_the_version_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, _):
        assert __version__ in text(dialog, "versionLabel")


INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QListView)


async def test_everything_has_its_names_and_is_reached_by_keyboard(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(qtbot, tmp_path, monkeypatch) as (dialog, _):
        button(dialog, "profileEdit").click()
        for window in (form(dialog), dialog):
            window.activateWindow()
            parts = {
                part.objectName(): part
                for part in window.findChildren(QWidget)
                if isinstance(part, INTERACTIVE)
                and part.isVisible()
                and part.window() is window
                and not isinstance(part.parent(), QComboBox | QAbstractSpinBox)
            }
            assert all(parts) and all(part.accessibleName() for part in parts.values())
            await until(lambda window=window: window.focusWidget() is not None)
            reached = set()
            for _ in range(3 * len(parts)):
                focused = window.focusWidget()
                reached.add(focused.objectName())
                QTest.keyClick(focused, Qt.Key.Key_Tab)
            # Of the look's three, Tab goes to the chosen one and the arrows to the others.
            alone = {n for n in parts if n.startswith("look_") and not parts[n].isChecked()}
            enabled = {n for n, part in parts.items() if part.isEnabled()}
            assert enabled - alone <= reached
            window.close()
