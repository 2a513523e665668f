"""What a partner does to its own parts of orders."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from powerpact.domain.own_parts import why_not_retry_own
from powerpact.services.audit import Actor
from powerpact.services.deeds import Done, deed
from powerpact.services.order_steering import due_again, steer
from powerpact.services.variant_replacement import lacking_variants, replace_variants


@deed("own_order")
def retry(session: Session, part_ids: Collection[int], actor: Actor) -> Done:
    """Make parts due now which wait for the partner; all others stay, each with the reason.

    Whose parts they are is up to the caller: ids are read behind the wall, or chosen by a
    selection that names the partner.
    """
    lacking = lacking_variants(session, part_ids)
    ids = set(part_ids) - lacking.keys()
    done = steer(session, ids, actor, "retry", why_not_retry_own, due_again())
    replace_variants(session, done.moved)
    return Done(done.moved, {**done.left, **lacking}, done.follow_up)
