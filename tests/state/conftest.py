"""State tests run on the app's own event loop."""

from tests.support.qt import *  # noqa: F403
