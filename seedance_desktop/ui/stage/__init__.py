"""The stage: the selected clip, its player and its inspector."""
