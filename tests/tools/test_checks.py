"""The runner of the checks: what counts as a failure."""

import re
from xml.etree import ElementTree

import pytest

from scripts import checks
from scripts.checks import Count, Suite, Together, Tool


def test_a_tool_passes_or_fails_by_its_status() -> None:
    assert Tool("good", ["true"]).run() == Count(passed=1)
    assert Tool("bad", ["false"]).run() == Count(failed=1)


def test_a_folder_without_tests_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    count = Suite("none", ["tests/support"]).run()
    assert count == Count(failed=1)
    assert "tests/support: not one test ran" in capsys.readouterr().out


def test_a_run_that_dies_is_a_failure() -> None:
    assert Suite("dead", ["tests/tools"], ["sh", "-c", "kill -9 $$", "sh"]).run() == Count(failed=1)


def test_suites_beside_one_another_count_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    dead = Suite("dead", ["tests/tools"], ["sh", "-c", "echo a last word; kill -9 $$", "sh"])
    assert Together("both", (dead, dead)).run() == Count(failed=2)
    assert capsys.readouterr().out.count("--- dead\na last word\n") == 2


def test_suites_beside_one_another_share_no_temporary_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    telling = Suite("telling", ["tests/tools"], ["sh", "-c", 'echo "$@"', "sh"])
    Together("both", (telling, telling)).run()
    places = re.findall(r"--basetemp=(\S+)", capsys.readouterr().out)
    assert len(set(places)) == 2


def test_each_test_counts_by_its_outcome() -> None:
    report = ElementTree.fromstring(
        "<suite><testcase/><testcase><failure/></testcase><testcase><error/></testcase>"
        "<testcase><skipped/></testcase><testcase><system-out/></testcase></suite>"
    )
    total = Count()
    for case in report:
        total.add(checks._verdict(case))
    assert str(total) == "2 passed, 2 failed, 1 skipped"


@pytest.mark.parametrize(("step", "status"), [(["true"], 0), (["false"], 1)])
def test_the_last_line_counts(
    step: list[str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(checks, "STEPS", (Tool("fine", ["true"]), Tool("tried", step)))
    assert checks.main([]) == status
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"{2 - status} passed, {status} failed"


def test_an_unknown_step_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        checks.main(["no such step"])
    assert "no step is called no such step" in capsys.readouterr().err
