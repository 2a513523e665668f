"""Generations of a listing's custom id.

Who unmaps a listing leaves its product at Bubbly, and the old custom id with it. The listing that
may come after it has the next generation's id, so that it never takes the old product over.
"""

import re

_GENERATION = re.compile(r"(.+?)(?:\.([0-9]+))?")


def generation(partner_ref: str) -> int:
    """Which listing of its product the custom id is of: 1 for ``acme-7``, 2 for ``acme-7.2``."""
    return _parts(partner_ref)[1]


def next_generation(partner_ref: str) -> str:
    """The custom id of the listing that comes after this one's."""
    base, number = _parts(partner_ref)
    return f"{base}.{number + 1}"


def _parts(partner_ref: str) -> tuple[str, int]:
    found = _GENERATION.fullmatch(partner_ref)
    base, number = found.groups() if found else (partner_ref, None)
    return base, int(number or 1)
