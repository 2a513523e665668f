"""Replays what was recorded of real stores and compares the simulator's answers."""
