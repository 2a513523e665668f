"""How functions become fields of the schema, and what every one of them is given."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)
from graphql.pyutils import camel_to_snake

from powerpact.simulator.refusals import (
    Refused,
    TopLevelError,
    UserError,
    access_denied,
    not_approved,
)
from powerpact.simulator.store.shops import Remembered, Shop, allows

if TYPE_CHECKING:
    from powerpact.simulator.engine import Engine

Arguments = dict[str, Any]
Payload = dict[str, Any]
# Fields of protected customer data, which an app sees only when Shopify approved it (facts 8.4).
PROTECTED = {
    "Order": {"email", "phone", "customer", "shippingAddress", "billingAddress", "displayAddress"}
}
KEY_LIFETIME = 24 * 3600.0  # platform facts 3.8


@dataclass
class Context:
    """Who asks: one app in one store, with these scopes.

    `unlimited`: connections answer everything, as inside a bulk query, which also answers the
    root connection slice by slice through `slice_of_root`.
    `search`: warnings for `extensions.search` (platform facts 9.2).
    """

    shop: Shop
    scopes: set[str]
    engine: "Engine"
    unlimited: bool = False
    slice_of_root: Any = None
    search: list[dict[str, Any]] = field(default_factory=list)

    def may(self, scope: str) -> bool:
        return allows(self.scopes, scope)


Info = GraphQLResolveInfo[Context]
FieldFunction = Callable[[Any, Arguments, Context], Any]
RootFunction = Callable[[Arguments, Context], Any]
Resolve = Callable[..., Any]
_fields: dict[tuple[str, str], Resolve] = {}


def of(type_name: str, *names: str) -> Callable[[FieldFunction], FieldFunction]:
    """Register a function (source, arguments, context) for fields of an output type."""

    def register(function: FieldFunction) -> FieldFunction:
        def resolve(source: Any, info: Info, **arguments: Any) -> Any:
            return function(source, arguments, info.context)

        for name in names:
            _fields[type_name, name] = resolve
        return function

    return register


def query(name: str, scope: str = "") -> Callable[[RootFunction], RootFunction]:
    """Register a function (arguments, context) for a root field that needs a scope or none."""

    def register(function: RootFunction) -> RootFunction:
        def resolve(_: object, info: Info, **arguments: Any) -> Any:
            if info.context.slice_of_root is not None:
                return info.context.slice_of_root
            demand(info.context, name, scope)
            return function(arguments, info.context)

        _fields["QueryRoot", name] = resolve
        return function

    return register


def mutation(
    name: str, scope: str = "", *, idempotent: bool = False
) -> Callable[[RootFunction], RootFunction]:
    """Register a function that changes the store and answers its payload without user errors.

    It may raise Refused, which becomes `userErrors`. idempotent: the field demands the
    `@idempotent` directive (platform facts 3.8).
    """

    def register(function: RootFunction) -> RootFunction:
        def resolve(_: object, info: Info, **arguments: Any) -> Payload:
            context = info.context
            demand(context, name, scope)
            context.shop.world.begin_action()
            answer = partial(answered, function, arguments, context)
            if idempotent:
                return remembered(info, name, arguments, answer)
            return answer()

        _fields["Mutation", name] = resolve
        return function

    return register


def demand(context: Context, name: str, scope: str) -> None:
    if scope and not context.may(scope):
        raise access_denied(name, f"`{scope}` access scope.")


def answered(function: RootFunction, arguments: Arguments, context: Context) -> Payload:
    try:
        payload: Payload = function(arguments, context)
    except Refused as refused:
        return _with_errors(refused.payload, refused.errors)
    return _with_errors(payload, [])


def _with_errors(payload: Payload, errors: list[UserError]) -> Payload:
    return {"userErrors": errors, "orderCancelUserErrors": errors, **payload}


def remembered(
    info: Info, name: str, arguments: Arguments, answer: Callable[[], Payload]
) -> Payload:
    """Answer the same question with the same key from memory (platform facts 3.8)."""
    shop = info.context.shop
    key = idempotency_key(info)
    question = json.dumps([name, arguments], sort_keys=True, default=str)
    now = shop.world.clock.monotonic()
    known = shop.idempotency.get(key)
    if known is None or known.until < now:
        known = Remembered(question, answer(), now + KEY_LIFETIME)
        shop.idempotency[key] = known
    if known.question != question:
        message = "The idempotency key was used before with other parameters."
        return _with_errors({}, [UserError(None, message, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")])
    return known.answer


def idempotency_key(info: Info) -> str:
    """The key of the field's directive.

    Raises BAD_REQUEST as recorded in inventory-quantity-contracts-2026-04.2026-04.a.json.
    """
    for directive in info.field_nodes[0].directives or ():
        if directive.name.value == "idempotent":
            value: Any = (directive.arguments or ())[0].value
            named = value.kind == "variable"
            key = info.variable_values.coerced.get(value.name.value) if named else value.value
            if key and str(key).strip():
                return str(key)
    raise TopLevelError(
        "The @idempotent directive is required for this mutation but was not provided.",
        "BAD_REQUEST",
    )


def plain(name: str) -> Resolve:
    """The resolver of a field without a function: a key of a dict or an attribute."""
    attribute = camel_to_snake(name)

    def resolve(source: Any, _: Info, **_arguments: Any) -> Any:
        if type(source) is dict:
            return source.get(name)
        return getattr(source, attribute)

    return resolve


def _protected(name: str, resolve: Resolve) -> Resolve:
    def guarded(source: Any, info: Info, **arguments: Any) -> Any:
        if not info.context.shop.options.shows_customers:
            raise not_approved(name)
        return resolve(source, info, **arguments)

    return guarded


def name_of_type(source: Any, *_: object) -> str:
    """Records are called like their GraphQL type; dicts carry its name."""
    return str(source["__typename"]) if type(source) is dict else type(source).__name__


def attach(schema: GraphQLSchema) -> None:
    """Give every field of every object type its resolver; objects name their type by class."""
    for type_name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = name_of_type
        if not isinstance(kind, GraphQLObjectType) or type_name.startswith("__"):
            continue
        for name, definition in kind.fields.items():
            resolve = _fields.get((type_name, name)) or plain(name)
            is_protected = name in PROTECTED.get(type_name, ())
            definition.resolve = _protected(name, resolve) if is_protected else resolve
    unknown = [f"{t}.{n}" for t, n in _fields if n not in _field_names(schema, t)]
    if unknown:
        raise LookupError(f"Resolvers for fields that the schema does not have: {unknown}")


def _field_names(schema: GraphQLSchema, type_name: str) -> set[str]:
    kind = schema.type_map.get(type_name)
    return set(kind.fields) if isinstance(kind, GraphQLObjectType) else set()
