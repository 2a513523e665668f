"""A store that has something of everything."""

from decimal import Decimal

from powerpact.simulator import actions
from powerpact.simulator.store.refunds import Return
from tests.simulator.asking import define
from tests.simulator.benches import Bench


class Furnished(Bench):
    """A product, a shipped and refunded order, an unpaid one, a hold, a return, a draft."""

    def __init__(self) -> None:
        super().__init__()
        for owner in ("PRODUCT", "PRODUCTVARIANT", "ORDER"):
            define(self, owner, "ref")
        self.mark = [{"namespace": "$app", "key": "ref", "value": "p7"}]
        self.product = actions.create_product(
            self.shop,
            "Pot",
            price=Decimal(9),
            sku="POT",
            quantity=50,
            metafields=self.mark,
            files=[{"originalSource": "https://cdn.example.com/pot.jpg"}],
        )
        self.variant = self.product.variants[0]
        bought = [(self.variant.id, 3)]
        self.order = actions.place_order(
            self.shop,
            bought,
            metafields=self.mark,
            shipping_price=Decimal(4),
            discount=Decimal(2),
            tax_rate=Decimal("0.2"),
        )
        self.unpaid = actions.place_order(self.shop, bought, paid=False)
        self.refund = actions.refund(self.shop, self.order, {"POT": 1}, shipping=Decimal(4))
        actions.ship(self.shop, self.order, {"POT": 1}, company="DHL", number="1Z")
        self.waiting = self.unpaid.fulfillment_orders[0]
        self.place = self.shop.main_location.id
        self.publication = next(iter(self.shop.publications))
        self.returned = self._returned()

    def _returned(self) -> Return:
        """Something on its way back, as the merchant notes it."""
        gid = self.shop.ids.gid("Return")
        noted = Return(gid, self.order, "#1001-R1", "OPEN", self.world.now(), 1)
        self.order.returns.append(self.shop.keep(noted))
        return noted
