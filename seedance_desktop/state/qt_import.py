"""Loads Qt, and keeps it from reading the source of all that is loaded after it."""

import builtins


def load_qt() -> None:
    """Import Qt's first module, before any other does.

    PySide takes the place of Python's own ``import``, and reads and keeps the source of each
    module that is imported from then on, in search of its ``__feature__`` switches. Nobody here
    uses those: it is 33 ms of every start and 10 MB, so Python gets its own ``import`` back.
    """
    import PySide6.QtCore  # noqa: F401 - for what it does

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
