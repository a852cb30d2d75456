"""The command line: read before anything heavy is loaded."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import __version__
from .backend.environment import take
from .core.origin import BadAddress, check_base_url
from .options import TOKEN_VARIABLE, CannotStart, Options
from .simulator import SIMULATOR_FLAG


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; exits with status 2 and a sentence on stderr where it is wrong."""
    parser = argparse.ArgumentParser(
        "seedance-desktop", description="A desktop window for a hosted Seedance 2.0 video service."
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help="try everything against a service on this machine: no account, nothing is billed",
    )
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="keep settings, history, presets, clips and logs under DIR",
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="use this address of the provider in this run (https, or http to this machine)",
    )
    parser.add_argument(
        "--preset",
        metavar="NAME_OR_FILE",
        help="begin with this preset: the name of one in the list, or a preset's file",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    given = parser.parse_args(arguments)
    if given.demo and given.base_url:
        parser.error("--demo brings its own service: leave --base-url away")
    if given.preset is not None and not given.preset.strip():
        parser.error("--preset: give the name of a preset, or a file")
    if given.data_dir is not None and not given.data_dir.strip():
        parser.error("--data-dir: give a folder")
    try:
        base_url = check_base_url(given.base_url) if given.base_url is not None else None
    except BadAddress as error:
        parser.error(f"--base-url: {error}")
    data_dir = Path(given.data_dir) if given.data_dir is not None else None
    return Options(given.demo, data_dir, base_url, given.preset or "")


def load() -> Callable[[Options, str], int]:
    """Load what the window needs; what it gives runs the app."""
    from .state.qt_import import load_qt

    # A start makes many objects and no garbage: nobody looks for any until the window is there.
    gc.disable()
    load_qt()
    from .app import run

    return run


def main() -> int:
    """Run the app; the exit status."""
    # Before any other program is started, and before anybody has had the time to look.
    token = take(TOKEN_VARIABLE)
    # A bundle has no interpreter for the demo's service: the app takes its part.
    if sys.argv[1:2] == [SIMULATOR_FLAG]:
        from .simulator.__main__ import main as simulate

        return simulate(sys.argv[2:])
    options = parse(sys.argv[1:])
    run = load()
    try:
        status = run(options, token)
    except CannotStart as trouble:
        print(f"seedance-desktop: {trouble}", file=sys.stderr)
        status = trouble.status
    return _leave(status)


def _leave(status: int) -> int:
    """Give ``status``, or end with it here and now where a thread runs that nobody waits for.

    Python takes such a thread down in the middle of what it does; one that is just loading the
    keyring's compiled packages takes the whole process with it, by SIGABRT.
    """
    from .state.threads import daemon_at_work

    if daemon_at_work():
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # a program without a console on Windows has none
                stream.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
