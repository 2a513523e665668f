"""Letting stores in: by which codes, what a store may say of itself, when it may ask again."""

import re
from datetime import datetime, timedelta

# It prefixes addresses at Bubbly and names the partner in Shopify, so it reads well in both.
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SHORTEST_CODE, LONGEST_CODE = 2, 20
CODE_FORM = (
    f"a code has {SHORTEST_CODE} to {LONGEST_CODE} small letters and digits, begins with a "
    "letter, and may have hyphens inside, such as fern-and-co"
)
# Characters of what is typed.
LONGEST_NAME, LONGEST_MESSAGE, LONGEST_ANSWER = 120, 2000, 1000
# A store that was declined has said what it had to say for a while.
ASK_AGAIN_AFTER = timedelta(days=7)


def is_code(text: str) -> bool:
    """Whether a partner may be named so for ever."""
    return SHORTEST_CODE <= len(text) <= LONGEST_CODE and _CODE.fullmatch(text) is not None


def may_ask_again_at(declined_at: datetime | None) -> datetime | None:
    """From when a store may ask again that was declined then; None: at once."""
    return declined_at + ASK_AGAIN_AFTER if declined_at else None


def tidy(text: str) -> str:
    """What somebody typed, as it is kept: one kind of line end, nothing that does not show."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = ("".join(each for each in line if each.isprintable()).rstrip() for line in lines)
    return "\n".join(shown).strip()


def on_one_line(text: str) -> str:
    """The same without line ends, as a name needs it: it goes into subjects of mails."""
    return " ".join(tidy(text).split())
