"""Who runs a command."""

import getpass

from powerpact.models import Source
from powerpact.services.audit import Actor


def operator() -> Actor:
    """The person at the command line, by the name the machine knows."""
    return Actor(getpass.getuser(), Source.COMMAND_LINE)
