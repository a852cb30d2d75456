"""The lock files hold what pyproject.toml asks for; the wheel holds what the app needs."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11.0", "3.12.0", "3.13.0")
LOCKS = ("core.txt", "run.txt", "test.txt")


@pytest.fixture
def root(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath


def pins(root: Path, lock: str) -> list[Requirement]:
    text = (root / "packaging" / "lock" / lock).read_text().replace("\\\n", "")
    lines = [line.partition(" --hash")[0] for line in text.splitlines() if line[:1].isalnum()]
    return [Requirement(line.strip()) for line in lines]


def asked_for(root: Path) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    texts = [*project["project"]["dependencies"], *groups["test"], *groups["dev"]]
    return [Requirement(text) for text in texts if isinstance(text, str)]


def fits(requirement: Requirement, python: str) -> bool:
    environment = {
        **default_environment(),
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
    }
    return requirement.marker is None or requirement.marker.evaluate(environment)


@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_is_pinned_to_one_that_fits(root: Path, python: str) -> None:
    pinned = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins(root, "test.txt")
        if fits(pin, python)
    }
    wanted = [requirement for requirement in asked_for(root) if fits(requirement, python)]
    assert wanted
    for requirement in wanted:
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


def test_the_tests_run_on_the_versions_that_the_app_ships_with(root: Path) -> None:
    shipped, tested = (
        {(pin.name, str(pin.specifier)) for pin in pins(root, lock)}
        for lock in ("run.txt", "test.txt")
    )
    assert shipped
    assert shipped <= tested


def test_core_and_backend_are_tested_without_qt(root: Path) -> None:
    names = {canonicalize_name(pin.name) for pin in pins(root, "core.txt")}
    assert "httpx" in names
    assert not names & {"pyside6-essentials", "pyside6-addons", "shiboken6", "qasync"}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_each_pin_and_no_address(root: Path, lock: str) -> None:
    text = (root / "packaging" / "lock" / lock).read_text()
    assert not re.search(r"://|--(extra-)?index-url|--find-links", text)
    for entry in re.split(r"\n(?=\w)", text):
        assert "--hash=sha256:" in entry, entry


def test_the_wheel_holds_every_resource_and_what_the_desktop_wants(
    root: Path, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = [file for file in (root / "resources").rglob("*") if file.is_file()]
    assert resources
    for file in resources:
        relative = file.relative_to(root / "resources").as_posix()
        assert f"seedance_desktop/_resources/{relative}" in names
    for shared in ("applications/seedance-desktop.desktop", "icons/hicolor/scalable/apps/"):
        assert any(f"/data/share/{shared}" in name for name in names)
