"""Why the demo can not go on, in words."""


class DemoError(Exception):
    """A process died, a step took too long or a count is wrong; the message is for a person."""


class Interrupted(Exception):
    """A person ended the demo before its end."""
