"""Stores: Bubbly and the partners, in one table, with their connection to Shopify."""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Index, Numeric, Text, or_, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, validates

from powerpact.domain.pricing import PriceRule, Rounding
from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, SealedText, Timestamped, one_of


class StoreKind(StrEnum):
    BUBBLY = "bubbly"
    PARTNER = "partner"


class StoreState(StrEnum):
    """Whether Shopify lets us work with a store, and if not, why. Staff's own decision is Trade."""

    ACTIVE = "active"
    RECONNECT_NEEDED = "reconnect_needed"
    UNAVAILABLE = "unavailable"
    UNINSTALLED = "uninstalled"


class Trade(StrEnum):
    """What was decided about a partner, whatever its connection is like.

    ``joining``: it has not consented yet, so nothing of it is read or sold. ``paused``: its orders
    wait, its listings stay on sale. ``suspended``, by staff, and ``left``, by itself: the listings
    come off as well.
    """

    JOINING = "joining"
    OPEN = "open"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def is_off_sale(self) -> bool:
        """Whether shoppers are offered nothing of the partner."""
        return self in {Trade.JOINING, Trade.SUSPENDED, Trade.LEFT}

    @property
    def shares_products(self) -> bool:
        """Whether the partner agreed to it, without which nothing of it is read (rule 1.1.13)."""
        return self not in {Trade.JOINING, Trade.LEFT}


class Side(StrEnum):
    """Which of the two decided: only the same side, or staff, may decide otherwise."""

    STAFF = "staff"
    PARTNER = "partner"


class Deletion(StrEnum):
    """What becomes of a listing whose product the partner deleted."""

    DRAFT = "draft"
    SOLD_OUT = "sold_out"
    DELETE = "delete"


class AlertPace(StrEnum):
    """How soon a partner is told by e-mail of orders and products that need it."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    OFF = "off"


class Store(Timestamped, Model):
    """A Shopify shop that installed the app."""

    __tablename__ = "store"
    __table_args__ = (
        CheckConstraint(
            "shop_domain ~ '^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$'", name="shop_domain_form"
        ),
        CheckConstraint("kind <> 'partner' OR code IS NOT NULL", name="partner_has_code"),
        CheckConstraint("commission_rate BETWEEN 0 AND 1", name="commission_rate_share"),
        CheckConstraint("exchange_rate > 0", name="exchange_rate_positive"),
        CheckConstraint("release_delay_minutes >= 0", name="release_delay_not_negative"),
        CheckConstraint("stock_buffer >= 0", name="stock_buffer_not_negative"),
        Index(
            "uq_store_only_one_bubbly", "kind", unique=True, postgresql_where=text("kind='bubbly'")
        ),
    )

    id: Mapped[Id]
    kind: Mapped[StoreKind] = mapped_column(one_of(StoreKind))
    shop_domain: Mapped[str] = mapped_column(Text, unique=True)
    shopify_id: Mapped[str | None] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text, server_default="UTC")
    plan: Mapped[str] = mapped_column(Text, server_default="")
    state: Mapped[StoreState] = mapped_column(one_of(StoreState), default=StoreState.ACTIVE)
    state_reason: Mapped[str] = mapped_column(Text, server_default="")
    installed_at: Mapped[Moment | None]
    # Where this store's API is, when it is not at SHOPIFY_BASE_URL.
    base_url: Mapped[str | None] = mapped_column(Text)
    location_id: Mapped[str | None] = mapped_column(Text)

    access_token: Mapped[str | None] = mapped_column(SealedText)
    access_expires_at: Mapped[Moment | None]
    refresh_token: Mapped[str | None] = mapped_column(SealedText)
    refresh_expires_at: Mapped[Moment | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    # One refresh at a time: whoever moves this ahead of now may refresh (facts 1.4).
    refreshing_until: Mapped[Moment | None]
    # The store asked us to wait, or does not answer: nothing is sent to it before this moment (I7).
    rests_until: Mapped[Moment | None]
    rest_reason: Mapped[str] = mapped_column(Text, server_default="")
    rest_count: Mapped[int] = mapped_column(server_default="0")

    # What the last look at the connection found: the topics that the store sends us (None: nobody
    # has looked yet), and what went wrong with the look itself.
    topics: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    checked_at: Mapped[Moment | None]
    check_fault: Mapped[str] = mapped_column(Text, server_default="")
    check_due_at: Mapped[Moment | None]
    # Shopify shows us no shoppers' data there: the app is not approved for it (facts 8.4).
    customer_data_denied: Mapped[bool] = mapped_column(server_default="false")

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    @validates("shop_domain")
    def _lower_case(self, _name: str, value: str) -> str:
        return value.lower()

    @property
    def is_connected(self) -> bool:
        """Whether calls to the store can work at all."""
        return self.state is StoreState.ACTIVE

    @property
    def is_being_checked(self) -> bool:
        """Whether a worker looks at the connection, or is about to."""
        return self.check_due_at is not None and not self.check_fault

    @property
    def version(self) -> str:
        """What changes with what people decide by; rests and tokens change by themselves."""
        return self.state

    def __str__(self) -> str:
        return self.name


class BubblyStore(Store):
    """The one store that shoppers order at."""

    __mapper_args__ = {"polymorphic_identity": StoreKind.BUBBLY}

    publication_ids: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", use_existing_column=True
    )
    # Whether an order with a line that nobody could route waits as a whole until it has a place.
    holds_unrouted: Mapped[bool] = mapped_column(server_default="false")


class PartnerStore(Store):
    """A store whose products Bubbly sells, with the terms agreed with it.

    ``commission_rate`` is Bubbly's share (0 to 1) of the partner's own price. The price rule's
    columns are explained at ``powerpact.domain.pricing.PriceRule``. A new part is sent only after
    ``release_delay_minutes``. ``passes_phone`` covers the phone number in the address as well.
    """

    __mapper_args__ = {"polymorphic_identity": StoreKind.PARTNER}

    # Short, unique, never changed: prefixes Bubbly handles and names this partner in Shopify.
    code: Mapped[str | None] = mapped_column(Text, unique=True)
    trade: Mapped[Trade] = mapped_column(
        one_of(Trade), default=Trade.OPEN, server_default=Trade.OPEN.value
    )
    commission_rate: Mapped[Decimal] = mapped_column(Numeric(6, 5), server_default="0")
    price_percentage: Mapped[Decimal] = mapped_column(Numeric(9, 4), server_default="0")
    price_fixed: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default="0")
    price_rounding: Mapped[Rounding] = mapped_column(
        one_of(Rounding), default=Rounding.NONE, server_default=Rounding.NONE.value
    )
    exchange_rate: Mapped[Decimal] = mapped_column(Numeric(18, 9), server_default="1")
    auto_approve: Mapped[bool] = mapped_column(server_default="false")
    passes_email: Mapped[bool] = mapped_column(server_default="false")
    passes_phone: Mapped[bool] = mapped_column(server_default="false")
    release_delay_minutes: Mapped[int] = mapped_column(server_default="0")
    catalogue_read_at: Mapped[Moment | None]

    # What the partner sets in its dashboard. ``stock_buffer`` pieces of each variant are not
    # offered at Bubbly; failures since ``alerted_until`` have not been told by e-mail yet.
    trade_by: Mapped[Side] = mapped_column(
        one_of(Side), default=Side.STAFF, server_default=Side.STAFF.value
    )
    auto_offer: Mapped[bool] = mapped_column(server_default="true")
    stock_buffer: Mapped[int] = mapped_column(server_default="0")
    on_deletion: Mapped[Deletion] = mapped_column(
        one_of(Deletion), default=Deletion.DRAFT, server_default=Deletion.DRAFT.value
    )
    alert_email: Mapped[str] = mapped_column(Text, server_default="")
    alert_pace: Mapped[AlertPace] = mapped_column(
        one_of(AlertPace), default=AlertPace.DAILY, server_default=AlertPace.DAILY.value
    )
    alerted_until: Mapped[Moment | None]
    # One mail at a time: whoever moves this ahead of now may write it. ``alerted_of``: what was
    # wrong with the connection when the last one was sent.
    alerting_until: Mapped[Moment | None]
    alerted_of: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")

    @property
    def version(self) -> str:
        return f"{self.state} {self.trade}"

    @hybrid_property
    def is_off_sale(self) -> bool:
        """Whether shoppers are offered nothing of it: so it was decided, or the app is gone."""
        return self.trade.is_off_sale or self.state is StoreState.UNINSTALLED

    @is_off_sale.inplace.expression
    @classmethod
    def _is_off_sale(cls) -> ColumnElement[bool]:
        decided = cls.trade.in_([trade for trade in Trade if trade.is_off_sale])
        return or_(decided, cls.state == StoreState.UNINSTALLED)

    @property
    def price_rule(self) -> PriceRule:
        """The rule that turns this partner's prices into Bubbly's."""
        return PriceRule(
            self.price_percentage, self.price_fixed, self.price_rounding, self.exchange_rate
        )
