"""Claims: a row is in one worker's hand until its lease ends."""

from powerpact.errors import Refused


class ClaimLost(Refused):
    """The lease ended and another worker has the row; whoever reads this must stop."""
