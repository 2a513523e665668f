"""Our own ids inside Shopify: metafields of type ``id``, unique per store (facts 3.6)."""

NAMESPACE = "$app"
SPLIT_ID = "split_id"
PARTNER_REF = "partner_ref"


def identifier(key: str, value: str) -> dict[str, object]:
    """How an object is looked up, or upserted, by our id."""
    return {"customId": {"namespace": NAMESPACE, "key": key, "value": value}}


def metafield(key: str, value: str) -> dict[str, str]:
    """How an object is given our id."""
    return {"namespace": NAMESPACE, "key": key, "type": "id", "value": value}
