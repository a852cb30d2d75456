"""The history pane: every generation, newest first."""
