"""What the dashboard's first page says of steps, of trade and of orders that wait."""

from dataclasses import dataclass

from powerpact.domain.causes import Fixer
from powerpact.domain.first_steps import Step
from powerpact.models import PartnerStore, Side, Trade
from powerpact.services.partner_faults import PartnerFault, faults_for_partner


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step's name, what is there to do or to wait for, and the page where it is done."""

    name: str
    todo: str
    endpoint: str = ""


STEPS = {
    Step.CONNECT: StepWords(
        "Connect your store",
        "Accept the permissions that Shopify asks for when you open PowerPact.",
    ),
    Step.AGREE: StepWords(
        "Agree to sell at Bubbly",
        "Read what is shared and what you receive, then agree.",
        "dashboard_welcome.index",
    ),
    Step.READ_CATALOGUE: StepWords(
        "Your catalogue is read",
        "It takes a minute, and longer for thousands of products.",
        "dashboard_runs.index_view",
    ),
    Step.OFFER: StepWords(
        "Offer products",
        "Choose the products that Bubbly may sell.",
        "dashboard_products.index_view",
    ),
    Step.APPROVE: StepWords(
        "Bubbly approves a product",
        "Bubbly looks at what you offer. There is nothing to do for you.",
        "dashboard_products.index_view",
    ),
    Step.LIST: StepWords(
        "Your first product is listed",
        "It is being put on sale at Bubbly. It takes a minute.",
        "dashboard_products.index_view",
    ),
    Step.ORDER: StepWords(
        "Your first order",
        "When a shopper buys from you at Bubbly, the order comes to your store by itself.",
        "dashboard_orders.index_view",
    ),
}


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands over the page, with the page that ends it, if the partner can."""

    tone: str
    heading: str
    sentence: str
    endpoint: str = ""
    action: str = ""


_MEMBERSHIP = "dashboard_membership.index"
_BANNERS = {
    (Trade.PAUSED, Side.PARTNER): Banner(
        "warning",
        "You have paused",
        "Your orders wait, and your products stay on sale. Resume, and what waits comes to you.",
        _MEMBERSHIP,
        "Resume",
    ),
    (Trade.PAUSED, Side.STAFF): Banner(
        "warning",
        "Bubbly has paused your store",
        "Your orders wait, and your products stay on sale. Only Bubbly can resume it: ask them.",
    ),
    (Trade.SUSPENDED, Side.STAFF): Banner(
        "critical",
        "Bubbly has suspended your store",
        "Your orders wait, and your products are off sale. Only Bubbly can resume it: ask them.",
    ),
}
_LEFT = Banner(
    "warning",
    "You have left Bubbly",
    "Your products are off sale, and what was not sent to you waits. Your orders stay readable.",
    "dashboard_welcome.index",
    "Come back",
)
_AGREE = Banner(
    "info",
    "Please agree to the words of today",
    "They say what you share and what you receive. You go on selling meanwhile.",
    _MEMBERSHIP,
    "Read them",
)


def banners(store: PartnerStore, *, has_to_agree: bool) -> list[Banner]:
    """What is wrong with the connection, that it does not trade and who decided so, or that it
    trades by old words."""
    if store.trade is Trade.LEFT:
        return [_LEFT]
    closed = _BANNERS.get((store.trade, store.trade_by))
    faults = (_about(fault) for fault in faults_for_partner(store))
    return [*faults, *([closed] if closed else []), *([_AGREE] if has_to_agree else [])]


def _about(fault: PartnerFault) -> Banner:
    tone = "critical" if fault.grave else "warning" if fault.fixer is Fixer.PARTNER else "info"
    return Banner(tone, fault.sentence, fault.remedy)
