"""The video service on this machine, for the demo and the tests, in a process of its own.

It speaks the create call of the contract [C] and the status call of the sibling [S], validates
with its own code, and makes a real clip for every request it accepts. Nothing is billed.
"""

import sys

SIMULATOR_FLAG = "--run-simulator"
"""First argument that makes a bundled app run the simulator instead of its window."""


def command() -> list[str]:
    """The command line that starts the simulator; options are to be appended.

    A bundle has no Python to hand a module to, so there the app's own program starts it.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, SIMULATOR_FLAG]
    return [sys.executable, "-m", "seedance_desktop.simulator"]
