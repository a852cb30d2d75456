"""Qt Widgets. Knows state and core, never backend."""
