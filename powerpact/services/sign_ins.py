"""What happens at the console's door: who came in, who was refused, who changed their own keys."""

from powerpact.models import User, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.transactions import transaction


def note_sign_in(user_id: int, actor: Actor) -> None:
    """Write down that a member of staff signed in, and when."""
    with transaction() as session:
        session.get_one(User, user_id).last_sign_in_at = utc_now()
        audit(session, actor, "sign_in", ("user", user_id))


def note_at_door(action: str, user_id: int | None, actor: Actor) -> None:
    """Write down ``action``, such as ``sign_in_failed``, and commit it with what was changed.

    ``user_id``: whose login it is about; None when nobody has the e-mail that was typed. What was
    typed is never kept: it may be somebody's password.
    """
    with transaction() as session:
        audit(session, actor, action, ("user", user_id or "unknown"))
