"""Variations: axes, cells with their prices and results, and the sets that were kept."""
