"""Orders that law had us forget before we had seen them."""

from sqlalchemy import Text, func
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Moment


class ErasedOrder(Model):
    """A Bubbly order whose shopper is never to be kept, however late its webhook comes.

    Orders that we keep already need no such row: they are never taken in again.
    """

    __tablename__ = "erased_order"

    shopify_id: Mapped[str] = mapped_column(Text, primary_key=True)
    erased_at: Mapped[Moment] = mapped_column(server_default=func.now())
