"""Which variant a partner means who deleted one that shoppers bought, and made it again. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant by what a merchant would know it again by. ``options``: pairs of name and value."""

    id: int
    gid: str
    product_id: int
    partner_id: int
    sku: str
    options: tuple[tuple[str, str], ...] = ()


def replacement(gone: Variant, living: Iterable[Variant]) -> Variant | None:
    """The living variant that takes the place of the one that is gone; None when none surely does.

    The same SKU in the partner's store says so; without one, the same options of the same product.
    Where several have the SKU, one in the same product is meant.
    """
    own = [each for each in living if each.partner_id == gone.partner_id]
    same = [each for each in own if each.product_id == gone.product_id]
    if gone.sku:
        found = [each for each in own if each.sku == gone.sku]
        near = [each for each in same if each.sku == gone.sku]
    else:
        found = near = [each for each in same if each.options == gone.options]
    for chosen in (near, found):
        if len(chosen) == 1:
            return chosen[0]
    return None
