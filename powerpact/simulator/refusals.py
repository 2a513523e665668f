"""How the simulator says no: user errors inside an answer, errors above it."""

from dataclasses import dataclass

from graphql import GraphQLError


@dataclass(frozen=True, slots=True)
class UserError:
    """One entry of `userErrors`; `code` stays null where Shopify's type has none."""

    field: list[str] | None
    message: str
    code: str | None = None
    element_index: int | None = None


class Refused(Exception):
    """A mutation was understood and refused; nothing has changed.

    `payload` holds what the answer shows besides the user errors.
    """

    def __init__(self, *errors: UserError, **payload: object) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)
        self.payload = payload


def refuse(field: list[str] | None, message: str, code: str | None = None) -> Refused:
    """A refusal for one reason."""
    return Refused(UserError(field, message, code))


class TopLevelError(GraphQLError):
    """An error above the data: the field is null and `errors[]` says why (platform facts 9.2)."""

    def __init__(self, message: str, code: str, **extensions: str) -> None:
        super().__init__(message, extensions={"code": code, **extensions})


def not_approved(field: str) -> TopLevelError:
    """What an app gets to see of protected customer data without approval (platform facts 8.4)."""
    return TopLevelError(
        f"This app is not approved to access the {field} field. See "
        "https://shopify.dev/docs/apps/launch/protected-customer-data for more details.",
        "ACCESS_DENIED",
    )


def access_denied(field: str, required: str) -> TopLevelError:
    """As recorded in fulfillment-order-hold-multi-line.2026-04.a.json.

    required: what is missing, such as "`read_apps` access scope."
    """
    return TopLevelError(
        f"Access denied for {field} field. Required access: {required}",
        "ACCESS_DENIED",
        documentation="https://shopify.dev/api/usage/access-scopes",
        requiredAccess=required,
    )
