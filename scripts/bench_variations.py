"""Measure the planning of a set of variations: a hundred cells, with their prices and their sum.

    bench_variations.py [--runs 30]

Needs no screen. The baseline is a hundred plain requests, each checked against the service's
rules: what the cells cannot be had without. The goal is 50 ms.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from dataclasses import replace
from time import process_time

from seedance_desktop.core.pricing import SIBLING_PRICES, estimate
from seedance_desktop.core.request import VideoRequest
from seedance_desktop.core.validation import validate
from seedance_desktop.core.variation_words import cell_label, total
from seedance_desktop.core.variations import Plan, added, cells, plan_of, with_values

GOAL = 50.0
"""Milliseconds of processor time."""
LINKS = tuple(f"https://cdn.example.com/campaign/2026/bottle-{n:02}.png" for n in range(9))
PROMPT = "Slow push-in on the bottle from @Image1 at {dawn|noon|dusk|neon night|first snow}, " + (
    "condensation beading, the light of @Image2; shallow depth of field, camera moves slowly. " * 12
)


def main() -> int:
    """Measure and print; the exit status tells whether the goal was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args()
    plan = hundred()
    assert plan.clips == 100
    baseline = measure(options.runs, lambda: [validate(plan.base) for _ in range(100)])
    planned = measure(options.runs, lambda: price(plan))
    print(f"100 requests checked  {told(baseline)}")
    print(f"100 cells planned     {told(planned)}  goal {GOAL:.0f} ms")
    return 0 if statistics.median(planned) < GOAL else 1


def hundred() -> Plan:
    """5 prompts × 5 ratios × 2 models × 2 lengths, nine images each."""
    plan = plan_of(VideoRequest(prompt=PROMPT, image_urls=LINKS, duration=10))
    for name, count in (("ratio", 5), ("model", 2), ("duration", 2)):
        plan = added(plan, name)
        if name == "ratio":
            plan = with_values(plan, name, ("21:9", "16:9", "4:3", "1:1", "9:16")[:count])
    return replace(plan, draft_first=True)


def price(plan: Plan) -> object:
    """What the window does each time a plan changes."""
    made = cells(plan)
    labels = [cell_label(plan, cell.values) for cell in made]
    priced = [(estimate(cell.request, SIBLING_PRICES), plan.repeats) for cell in made]
    return labels, total(priced)


def measure(runs: int, work: Callable[[], object]) -> list[float]:
    """Milliseconds of processor time each run took."""
    work()
    times = []
    for _ in range(runs):
        start = process_time()
        work()
        times.append((process_time() - start) * 1_000)
    return times


def told(times: list[float]) -> str:
    """Median and worst."""
    return f"median {statistics.median(times):6.2f} ms  worst {max(times):6.2f} ms"


if __name__ == "__main__":
    raise SystemExit(main())
