"""Who may do what. One enum; views and actions each name the permission they need."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may be allowed to do in the console."""

    VIEW_STORES = "view_stores"
    VIEW_PRODUCTS = "view_products"
    VIEW_ORDERS = "view_orders"

    VIEW_WEBHOOKS = "view_webhooks"
    VIEW_RUNS = "view_runs"
    CURATE_PRODUCTS = "curate_products"
    RETRY_ORDERS = "retry_orders"
    ROUTE_ORDERS = "route_orders"
    REPLAY_WEBHOOKS = "replay_webhooks"
    IMPORT_CATALOGUES = "import_catalogues"
    STEER_RUNS = "steer_runs"
    EXPORT = "export"
    USE_SIMULATOR = "use_simulator"  # where there is one: development and the demo

    VIEW_AUDIT = "view_audit"
    VIEW_PRIVACY = "view_privacy"  # that somebody asked by law, not who
    CANCEL_ORDERS = "cancel_orders"
    EDIT_LISTINGS = "edit_listings"
    EDIT_TERMS = "edit_terms"
    STEER_STORES = "steer_stores"

    VIEW_PERSONAL_DATA = "view_personal_data"
    MANAGE_STAFF = "manage_staff"


class PartnerPermission(StrEnum):
    """One thing that a partner's staff may be allowed to do in the dashboard."""

    VISIT = "visit"  # the pages before one belongs: asking to be let in, consenting, coming back
    VIEW_OWN = "view_own"
    RETRY_OWN_ORDERS = "retry_own_orders"
    OFFER_PRODUCTS = "offer_products"
    EXPORT_OWN = "export_own"
    EDIT_OWN_SETTINGS = "edit_own_settings"
    STEER_OWN_STORE = "steer_own_store"  # pausing and leaving


AnyPermission = Permission | PartnerPermission


class Role(StrEnum):
    """A staff member's role; each holds what the one before it holds, and more."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    MANAGER = "manager"
    ADMIN = "admin"


_VIEWER = frozenset({Permission.VIEW_STORES, Permission.VIEW_PRODUCTS, Permission.VIEW_ORDERS})
_OPERATOR = _VIEWER | {
    Permission.VIEW_WEBHOOKS,
    Permission.VIEW_RUNS,
    Permission.CURATE_PRODUCTS,
    Permission.RETRY_ORDERS,
    Permission.ROUTE_ORDERS,
    Permission.REPLAY_WEBHOOKS,
    Permission.IMPORT_CATALOGUES,
    Permission.STEER_RUNS,
    Permission.EXPORT,
    Permission.USE_SIMULATOR,
}
_MANAGER = _OPERATOR | {
    Permission.VIEW_AUDIT,
    Permission.VIEW_PRIVACY,
    Permission.CANCEL_ORDERS,
    Permission.EDIT_LISTINGS,
    Permission.EDIT_TERMS,
    Permission.STEER_STORES,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.OPERATOR: _OPERATOR,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: frozenset(Permission),
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a person with this role holds this permission."""
    return permission in PERMISSIONS[role]


_VISITING = frozenset({PartnerPermission.VISIT})
_LOOKING = _VISITING | {PartnerPermission.VIEW_OWN, PartnerPermission.EXPORT_OWN}

# By the value of a store's standing (``powerpact.domain.standing``): who has left keeps its books.
PARTNER_PERMISSIONS: dict[str, frozenset[PartnerPermission]] = {
    "member": frozenset(PartnerPermission),
    "left": _LOOKING,
    "joining": _VISITING,
    "invited": _VISITING,
    "asked": _VISITING,
    "declined": _VISITING,
    "stranger": _VISITING,
    "bubbly": _VISITING,
}


def partner_may(standing: str, permission: PartnerPermission) -> bool:
    """Whether the staff of a store of that standing hold this permission in the dashboard."""
    return permission in PARTNER_PERMISSIONS.get(standing, frozenset())
