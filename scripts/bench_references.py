"""Measure how long it takes to renumber the tokens of a long prompt.

    bench_references.py

Prints, for prompts of 5,000 characters, what 1,000 renumberings take, which hold up the GUI thread
as often as a tile is moved, and beside it what one plain substitution of the same text takes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from time import process_time

from seedance_desktop.core.references import arranged, find, rewrite, token
from seedance_desktop.core.spec import Kind

LENGTH = 5_000
"""Characters."""
TIMES = 1_000
RUNS = 25
GOAL = 50.0
"""ms for all of them."""
SENTENCE = "Slow push-in on the bottle, condensation beading, dawn, shallow depth of field. "
IMAGES = 9


def main() -> int:
    """Measure and print; 1 if the goal was missed."""
    missed = False
    print("| tokens | spelling | renumbered | re.sub | str.translate | goal |\n|-|-|-|-|-|-|")
    for spelling in ("@Image1", "@图片1"):
        for tokens in (0, 15, 100):
            text = prompt(tokens, spelling)
            took = renumbering(text, spelling)
            missed |= took > GOAL
            print(
                f"| {tokens} | {spelling} | {took:.1f} ms | {substitution(text):.1f} ms "
                f"| {translation(text):.1f} ms | {GOAL:.0f} ms {'✗' if took > GOAL else '✓'} |"
            )
    return 1 if missed else 0


def prompt(tokens: int, spelling: str) -> str:
    """A text that names its images in turn."""
    share = LENGTH // max(tokens, 1)
    pieces = []
    for number in range(tokens):
        name = token(Kind.IMAGE, number % IMAGES, spelling)
        pieces.append(f"{name} {SENTENCE * (share // len(SENTENCE) + 1)}"[: share - 1] + " ")
    text = ("".join(pieces) + SENTENCE * (LENGTH // len(SENTENCE) + 1))[:LENGTH]
    if len(find(text, spelling)) != tokens:
        raise SystemExit(f"{len(find(text, spelling))} tokens, not {tokens}")
    return text


def renumbering(text: str, spelling: str) -> float:
    """ms for the last image to the front, again and again."""
    last_first = [IMAGES - 1, *range(IMAGES - 1)]

    def renumber() -> None:
        now = text
        for _ in range(TIMES):
            now = rewrite(now, arranged(Kind.IMAGE, IMAGES, last_first), spelling)

    return timed(renumber)


def substitution(text: str) -> float:
    """ms for as many plain substitutions by a compiled pattern, each token by the same word."""
    pattern = re.compile(r"@\w+?\d+")

    def substitute() -> None:
        for _ in range(TIMES):
            pattern.sub("@Image1", text)

    return timed(substitute)


def translation(text: str) -> float:
    """ms for as many translations of one character."""
    table = str.maketrans("1", "2")

    def translate() -> None:
        for _ in range(TIMES):
            text.translate(table)

    return timed(translate)


def timed(work: Callable[[], None]) -> float:
    """ms of processor time, of the fastest of several runs: what else is done only adds to it."""
    took = []
    for _ in range(RUNS):
        began = process_time()
        work()
        took.append(1000 * (process_time() - began))
    return min(took)


if __name__ == "__main__":
    sys.exit(main())
