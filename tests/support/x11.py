"""What a window manager would do to a window, where none runs. Linux, X11."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_CLIENT_MESSAGE = 33
_REVERT_TO_PARENT = 2
_STEPS = 12
"""Between the ends of a drag."""


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_char * 192),
    )


class _Attributes(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("kind", "bits", "gravity", "store")),
        *((name, ctypes.c_ulong) for name in ("planes", "pixel")),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("installed", "map_state")),
        *((name, ctypes.c_long) for name in ("all_events", "own_events", "kept_events")),
        ("unmanaged", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    )


def ask_to_close(title: str) -> None:
    """Press the closing button of the window called ``title``."""
    with _screen() as (x11, display):
        window = _window(x11, display, title)
        message = _ClientMessage(type=_CLIENT_MESSAGE, window=window, format=32)
        message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
        message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        x11.XSendEvent(display, window, 0, 0, ctypes.byref(message))


def press_keys(*names: str, title: str = "") -> None:
    """Press keys together, ``"Alt_L", "Right"``, in the only window that can be closed.

    ``title`` says which one, where there are several.
    """
    with _screen() as (x11, display):
        closable = [w for w in _windows(x11, display) if _can_be_closed(x11, display, w)]
        (window,) = [_window(x11, display, title)] if title else closable
        # No window manager gives a window the keyboard here.
        x11.XSetInputFocus(display, window, _REVERT_TO_PARENT, 0)
        x11.XSync(display, 0)
        test: Any = ctypes.CDLL("libXtst.so.6")
        test.XTestFakeKeyEvent.argtypes = (
            ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong,
        )  # fmt: skip
        codes = [x11.XKeysymToKeycode(display, x11.XStringToKeysym(n.encode())) for n in names]
        assert all(codes), names
        for code in codes:
            test.XTestFakeKeyEvent(display, code, 1, 0)
        for code in reversed(codes):
            test.XTestFakeKeyEvent(display, code, 0, 0)


def drag(start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the mouse, move it from one place of the screen to another, and let go."""
    with _screen() as (x11, display):
        test: Any = ctypes.CDLL("libXtst.so.6")
        test.XTestFakeButtonEvent.argtypes = (
            ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong,
        )  # fmt: skip
        test.XTestFakeMotionEvent.argtypes = (
            ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_ulong,
        )  # fmt: skip

        def move(x: int, y: int) -> None:
            test.XTestFakeMotionEvent(display, -1, x, y, 0)
            x11.XSync(display, 0)

        move(*start)
        test.XTestFakeButtonEvent(display, 1, 1, 0)
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            move(*(round(a + (b - a) * part) for a, b in zip(start, end, strict=True)))
        test.XTestFakeButtonEvent(display, 1, 0, 0)


@contextmanager
def another_window_above() -> Iterator[Callable[[str], bool]]:
    """Cover the screen; gives a question: is the window called so above that, all the same?"""
    with _screen() as (x11, display):
        root = x11.XDefaultRootWindow(display)
        cover = x11.XCreateSimpleWindow(display, root, 0, 0, 4000, 4000, 0, 0, 0)
        x11.XMapRaised(display, cover)
        x11.XSync(display, 0)

        def is_above(title: str) -> bool:
            order = _windows(x11, display)
            return order.index(_window(x11, display, title)) > order.index(cover)

        yield is_above


@contextmanager
def _screen() -> Iterator[tuple[Any, ctypes.c_void_p]]:
    x11: Any = ctypes.CDLL("libX11.so.6")
    for name in ("XInternAtom", "XDefaultRootWindow", "XCreateSimpleWindow"):
        getattr(x11, name).restype = ctypes.c_ulong
    x11.XStringToKeysym.restype = ctypes.c_ulong
    x11.XKeysymToKeycode.restype = ctypes.c_ubyte
    x11.XKeysymToKeycode.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
    x11.XSetInputFocus.argtypes = (
        ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_ulong,
    )  # fmt: skip
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XMapRaised.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
    x11.XGetWMProtocols.argtypes = (ctypes.c_void_p, ctypes.c_ulong, *(ctypes.c_void_p,) * 2)
    x11.XSendEvent.argtypes = (
        ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p,
    )  # fmt: skip
    x11.XGetWindowAttributes.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)
    x11.XFetchName.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)
    x11.XQueryTree.argtypes = (ctypes.c_void_p, ctypes.c_ulong, *(ctypes.c_void_p,) * 4)
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    assert display, "no X display"
    try:
        yield x11, display
    finally:
        x11.XSync(display, 0)
        x11.XCloseDisplay(display)


def _windows(x11: Any, display: ctypes.c_void_p) -> list[int]:
    """All windows on the screen, the undermost first."""
    root, parent, number = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    windows = ctypes.POINTER(ctypes.c_ulong)()
    x11.XQueryTree(
        display,
        x11.XDefaultRootWindow(display),
        *map(ctypes.byref, (root, parent, windows, number)),
    )
    return windows[: number.value]


def _window(x11: Any, display: ctypes.c_void_p, title: str) -> int:
    name = ctypes.c_char_p()
    for window in _windows(x11, display):
        x11.XFetchName(display, window, ctypes.byref(name))
        if name.value is None or name.value.decode() != title:
            continue
        # Qt gives the title to a window without a face, too: one that nobody can close.
        if _can_be_closed(x11, display, window):
            return window
    raise AssertionError(f"no window is called {title!r}")


def _can_be_closed(x11: Any, display: ctypes.c_void_p, window: int) -> bool:
    attributes = _Attributes()
    x11.XGetWindowAttributes(display, window, ctypes.byref(attributes))
    if attributes.unmanaged:  # as menus and tooltips are
        return False
    protocols, number = ctypes.c_void_p(), ctypes.c_int()
    return bool(x11.XGetWMProtocols(display, window, ctypes.byref(protocols), ctypes.byref(number)))
