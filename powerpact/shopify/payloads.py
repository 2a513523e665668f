"""What a mutation answered: its errors first, then the object that it was to make."""

from collections.abc import Iterator

from powerpact.errors import FieldError, Malformed, Unclear
from powerpact.shopify.call import Answer
from powerpact.shopify.failures import user_error_failure
from powerpact.shopify.parsing.reader import Reader, storable


def checked(answer: Answer, root: str, errors_key: str = "userErrors") -> Reader:
    """The payload of the mutation ``root`` after its user errors were looked at (facts 9.2).

    Raises ``Rejected`` (or ``RateLimited``) for user errors, ``Unclear`` when the payload is
    missing although nothing was wrong.
    """
    payload = answer.data.get(root)
    if not isinstance(payload, dict):
        raise Unclear(f"Shopify answered {root} with nothing")
    errors = tuple(field_errors(payload.get(errors_key)))
    if errors:
        raise user_error_failure(errors)
    return Reader(payload, root)


def made(payload: Reader, key: str) -> Reader:
    """The object that the mutation made; ``Unclear`` when Shopify does not show it."""
    try:
        return payload.child(key)
    except Malformed as problem:
        raise Unclear(f"Shopify named no error and no result: {problem}") from problem


def field_errors(errors: object) -> Iterator[FieldError]:
    """User errors as values. Codes and fields may be null, indexes text or numbers (facts 9.3)."""
    for error in errors if isinstance(errors, list) else []:
        fields = error if isinstance(error, dict) else {}
        path, code = fields.get("field"), fields.get("code")
        yield FieldError(
            field=tuple(map(str, path)) if isinstance(path, list) else (),
            message=storable(str(fields.get("message") or "refused without a message"))[:500],
            code=code if isinstance(code, str) else None,
        )
