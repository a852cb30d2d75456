"""Loads Qt without two parts of PySide that no window asks for: 65 ms of a start, and 11 MB.

When its first module is imported, PySide

- compiles what it knows of signatures, 3,000 lines of Python from a zip in its library, anew at
  each start. They answer ``inspect.signature`` and word a ``TypeError``. Here they wait until
  somebody asks.
- takes the place of Python's ``import``, and reads and keeps the source of each module imported
  from then on, in search of its ``__feature__`` switches. Nobody here uses those, so it does not;
  nor does ``from PySide6.QtCore import *`` work.

A PySide that starts in another way than 6.11 loads what it likes, as if this were not here.
"""

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

_BOOTSTRAP = "signature_bootstrap"
"""The module in PySide's library that gets the others out of the zip."""
_SUPPORT = "shibokensupport"
_PACKAGE = "shibokensupport.signature"
_MAPPING = "shibokensupport.signature.mapping"


def load_qt() -> None:
    """Import Qt's first module, before any other does."""
    plain_import = builtins.__import__

    def importing(
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if globals is not None and globals.get("__name__") == _BOOTSTRAP:
            if name == _SUPPORT:
                return ModuleType(name)
            if name == _PACKAGE:
                package = ModuleType(name)
                package.__dict__["loader"] = _LateSupport(globals["bootstrap"])
                return package
        return plain_import(name, globals, locals, fromlist or (), level)

    builtins.__import__ = importing
    try:
        import PySide6.QtCore  # noqa: F401 - for what it does
    finally:
        builtins.__import__ = plain_import


class _LateSupport:
    """Stands for PySide's ``loader``, whose functions C calls by name, and loads it when needed."""

    def __init__(self, bootstrap: Callable[[], ModuleType]) -> None:
        self._bootstrap = bootstrap
        self._loader: ModuleType | None = None
        self.pyside_type_init = self._when_called("pyside_type_init")
        self.create_signature = self._when_called("create_signature")
        self.seterror_argument = self._when_called("seterror_argument")
        self.make_helptext = self._when_called("make_helptext")
        self.feature_import = self._when_called("feature_import")
        self.feature_imported = self._when_called("feature_imported")
        # C takes this module for granted, and looks names up in it once this was called.
        self._mapping = ModuleType(_MAPPING)
        self._mapping.__dict__["update_mapping"] = self._update_mapping
        sys.modules[_MAPPING] = self._mapping

    def finish_import(self, module: ModuleType) -> None:
        """A Qt module was imported: 6.11 has nothing to mend in any."""

    def post_init(self) -> None:
        """PySide would take the place of ``import`` now."""

    def _when_called(self, name: str) -> Callable[..., Any]:
        return lambda *arguments: getattr(self._load(), name)(*arguments)

    def _load(self) -> ModuleType:
        if self._loader is None:
            # It counts its calls, and complains of a second one.
            self._bootstrap.__globals__["recursion_trap"] = 0
            self._loader = self._bootstrap()
        return self._loader

    def _update_mapping(self) -> None:
        self._load()
        real = sys.modules[_MAPPING]
        real.update_mapping()
        names = {name: value for name, value in vars(real).items() if name != "update_mapping"}
        self._mapping.__dict__.update(names)
