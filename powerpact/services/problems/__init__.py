"""What went wrong, grouped by its cause, so that one repair heals all that it kept.

Each kind is one statement. It reads the newest ``MOST_READ`` rows in trouble and gives the
``MOST_GROUPS`` largest groups, so the page costs the same whatever piled up.
"""
