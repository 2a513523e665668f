"""Who may do what. One enum; views and actions each name the permission they need."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may be allowed to do in the console."""

    VIEW_STORES = "view_stores"
    VIEW_PRODUCTS = "view_products"
    VIEW_ORDERS = "view_orders"
    VIEW_WEBHOOKS = "view_webhooks"
    VIEW_RUNS = "view_runs"
    VIEW_AUDIT = "view_audit"


class Role(StrEnum):
    """A staff member's role; each holds what the one before it holds, and more."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    MANAGER = "manager"
    ADMIN = "admin"


_VIEWER = frozenset({Permission.VIEW_STORES, Permission.VIEW_PRODUCTS, Permission.VIEW_ORDERS})
_OPERATOR = _VIEWER | {Permission.VIEW_WEBHOOKS, Permission.VIEW_RUNS}
_MANAGER = _OPERATOR | {Permission.VIEW_AUDIT}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.OPERATOR: _OPERATOR,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _MANAGER,
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a person with this role holds this permission."""
    return permission in PERMISSIONS[role]
