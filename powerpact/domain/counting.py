"""Numbers with the thing that they count."""


def counted(number: int, noun: str) -> str:
    """``1 part``, ``2 parts``, ``1,200 parts``; for nouns whose plural ends in s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
