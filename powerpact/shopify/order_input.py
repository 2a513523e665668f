"""A partner order draft in Shopify's words (facts 4.1 and 10)."""

from decimal import Decimal

from powerpact.domain.partner_order import SOURCE, PartnerOrderDraft, PartnerOrderLine
from powerpact.domain.placed_order import Address
from powerpact.shopify.custom_ids import SPLIT_ID, metafield
from powerpact.shopify.parsing.partner_order import LINE_PROPERTY


def order_variables(draft: PartnerOrderDraft) -> dict[str, object]:
    """The variables of ``order_create`` that describe the draft.

    No transactions and ``PENDING``: the shopper paid Bubbly, and a partner order must not invent
    a payment (facts 8.1, rule 1.1.2). Stock is taken and may refuse: the default would oversell.
    """
    return {
        "order": {**_order(draft), **_contact(draft)},
        "options": {
            "inventoryBehaviour": "DECREMENT_OBEYING_POLICY",
            "sendReceipt": False,
            "sendFulfillmentReceipt": False,
        },
    }


def _order(draft: PartnerOrderDraft) -> dict[str, object]:
    return {
        "currency": draft.currency,
        "financialStatus": "PENDING",
        "sourceIdentifier": draft.source_identifier,
        "test": draft.test,
        "tags": [SOURCE, draft.tag],
        "metafields": [metafield(SPLIT_ID, draft.split_id)],
        "customAttributes": [{"key": "Bubbly order", "value": draft.bubbly_order_name}],
        "lineItems": [_line(line, draft.currency) for line in draft.lines],
        "shippingLines": [_shipping(draft)] if draft.shipping_title else [],
    }


def _contact(draft: PartnerOrderDraft) -> dict[str, object]:
    """What is known of the buyer; what is empty is left out, because Shopify checks formats."""
    known: dict[str, object] = {
        "email": draft.email,
        "phone": draft.phone,
        "note": draft.note,
    }
    contact = {key: value for key, value in known.items() if value}
    if draft.shipping_address:
        contact["shippingAddress"] = _address(draft.shipping_address)
    return contact


def _line(line: PartnerOrderLine, currency: str) -> dict[str, object]:
    return {
        "variantId": line.variant_id,
        "quantity": line.quantity,
        "requiresShipping": line.requires_shipping,
        "priceSet": _money(line.unit_price, currency),
        "properties": [{"name": LINE_PROPERTY, "value": line.reference}],
    }


def _shipping(draft: PartnerOrderDraft) -> dict[str, object]:
    return {
        "title": draft.shipping_title,
        "code": draft.shipping_code or draft.shipping_title,
        "source": SOURCE,
        "priceSet": _money(draft.shipping_price, draft.currency),
    }


def _address(address: Address) -> dict[str, str]:
    fields = {
        "firstName": address.first_name,
        "lastName": address.last_name,
        "company": address.company,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "provinceCode": address.province_code,
        "countryCode": address.country_code,
        "zip": address.zip,
        "phone": address.phone,
    }
    return {key: value for key, value in fields.items() if value}


def _money(amount: Decimal, currency: str) -> dict[str, object]:
    return {"shopMoney": {"amount": format(amount, "f"), "currencyCode": currency}}
