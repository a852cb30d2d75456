"""The log: one file in the logs folder, and warnings on stderr; no handler without redaction."""

import faulthandler
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .redaction import RedactionFilter, Redactor

LARGEST_LOG = 1_000_000
"""Bytes, after which a new file is begun; three old ones are kept."""

NOISY = ("httpx", "httpcore", "asyncio", "qasync", "keyring", "markdown_it")
"""These log whole URLs and headers, or every turn of the loop."""


def start_logging(folder: Path, redactor: Redactor) -> list[logging.Handler]:
    """Log to ``folder`` and to stderr. The handlers are closed by ``stop_logging``."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setLevel(logging.WARNING)
    try:
        handlers.append(
            RotatingFileHandler(
                folder / "seedance-desktop.log",
                maxBytes=LARGEST_LOG,
                backupCount=3,
                encoding="utf-8",
                delay=True,
            )
        )
        faulthandler.enable((folder / "crash.log").open("a", encoding="utf-8"))
    except OSError as error:
        # The app is of use without a log: a full disk is told where it costs something.
        logging.getLogger(__name__).warning("No log is written: %s", error)
    form = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in handlers:
        handler.setFormatter(form)
        handler.addFilter(RedactionFilter(redactor))
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handlers


def stop_logging(handlers: list[logging.Handler]) -> None:
    """Close what ``start_logging`` opened."""
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
        handler.close()
