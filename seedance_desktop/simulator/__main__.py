"""`python -m seedance_desktop.simulator`: the service alone, for the demo and other clients."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from seedance_desktop.simulator.clip_job import SHORT_SIDE
from seedance_desktop.simulator.clip_maker import DRAW_FLAG, ClipMaker
from seedance_desktop.simulator.links import LinkSigner
from seedance_desktop.simulator.request_log import RequestLog
from seedance_desktop.simulator.scripts import ABOUT, Script
from seedance_desktop.simulator.server import listen, serve
from seedance_desktop.simulator.service import Service
from seedance_desktop.simulator.tasks import TaskBook


def main(arguments: list[str] | None = None) -> int:
    """Runs the simulator until it is stopped; returns the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if words == [DRAW_FLAG]:
        # Imported here alone: the service itself runs without Qt.
        from seedance_desktop.simulator.clips import draw_from_input

        return draw_from_input()
    options = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, _end)
    try:
        listener = listen(options.port)
    except (OSError, OverflowError) as error:
        print(f"cannot listen on port {options.port}: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="seedance-simulator-") as scratch:
        folder = options.state_dir or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        maker = ClipMaker()
        try:
            service = Service(
                tasks=TaskBook(folder),
                maker=maker,
                links=LinkSigner(folder / "link.key"),
                log=RequestLog(options.log),
                script=Script(options.script),
                token=options.token,
                speed=options.speed,
                short_side=options.short_side,
            )
            serve(service.application(), listener, options.exit_with_parent)
        except KeyboardInterrupt:
            return 0
        finally:
            maker.stop()
    return 0


def _end(signum: int, frame: FrameType | None) -> None:
    # The server passes the signal on once it is down; what is left is to leave in order.
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    scripts = "\n".join(f"  {script:<14} {about}" for script, about in ABOUT.items())
    parser = argparse.ArgumentParser(
        prog="python -m seedance_desktop.simulator",
        description="The video service on this machine. Nothing is billed.",
        epilog=f"scripts:\n{scripts}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, required=True, metavar="N", help="0 takes a free one")
    add("--script", choices=[*map(str, Script)], default="normal", metavar="NAME", help="see below")
    add("--state-dir", type=Path, metavar="DIR", help="keep tasks and clips here")
    add("--token", default="demo-token", help="the token to accept (default: %(default)s)")
    add("--speed", type=_speed, default=1.0, metavar="FLOAT", help="2 takes half the time")
    add("--short-side", type=_side, default=SHORT_SIDE, metavar="PIXELS", help="size of clips")
    add("--log", type=Path, metavar="FILE", help="append every request to make a video")
    add("--exit-with-parent", action="store_true", help="end when standard input ends")
    return parser


def _speed(text: str) -> float:
    speed = float(text)
    if not 0.001 <= speed <= 1000:
        raise argparse.ArgumentTypeError("must be from 0.001 to 1000")
    return speed


def _side(text: str) -> int:
    side = int(text)
    if side % 2 or not 64 <= side <= 1080:
        raise argparse.ArgumentTypeError("must be an even number from 64 to 1080")
    return side


if __name__ == "__main__":
    sys.exit(main())
