"""The library of presets: its list, its menu and its sheet; loaded when first asked for."""
