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
    CANCEL_ORDERS = "cancel_orders"
    EDIT_LISTINGS = "edit_listings"
    EDIT_TERMS = "edit_terms"
    STEER_STORES = "steer_stores"

    VIEW_PERSONAL_DATA = "view_personal_data"
    MANAGE_STAFF = "manage_staff"


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
