"""What staff may do to stores."""

from powerpact.admin.actions import RowAction
from powerpact.admin.console.store_forms import SteeringForm
from powerpact.models import PartnerStore, Store, StoreState
from powerpact.permissions import Permission
from powerpact.services.connection_check import check_connection
from powerpact.services.store_imports import import_now, read_changes_now
from powerpact.services.store_steering import pause, resume, suspend
from powerpact.services.trade_steps import PAUSE, RESUME, SUSPEND, Step


def _is_readable(store: Store) -> bool:
    is_partner = isinstance(store, PartnerStore) and store.trade.shares_products
    return is_partner and store.state is StoreState.ACTIVE


def _may_take(store: Store, step: Step) -> bool:
    return isinstance(store, PartnerStore) and step.why_not(store.trade, store.trade_by) is None


ACTIONS = (
    RowAction(
        resume,
        "Resume",
        "resumed",
        Permission.STEER_STORES,
        may=lambda store: _may_take(store, RESUME),
        in_row=True,
    ),
    RowAction(
        import_now,
        "Import now",
        "asked for the whole catalogue; the runs show how far it is",
        Permission.IMPORT_CATALOGUES,
        may=_is_readable,
    ),
    RowAction(
        read_changes_now,
        "Read changes",
        "asked for what changed; the runs show how far it is",
        Permission.IMPORT_CATALOGUES,
        may=_is_readable,
    ),
    RowAction(
        check_connection,
        "Check connection",
        "looked at by a worker now",
        Permission.STEER_STORES,
        may=lambda store: store.state is StoreState.ACTIVE,
    ),
    RowAction(
        pause,
        "Pause",
        "paused",
        Permission.STEER_STORES,
        confirm="Orders wait until you resume: those that wait already and those that come. "
        "Listings stay on sale.",
        asks=SteeringForm,
        may=lambda store: _may_take(store, PAUSE),
    ),
    RowAction(
        suspend,
        "Suspend",
        "suspended",
        Permission.STEER_STORES,
        confirm="Orders wait until you resume, and all listings come off sale at Bubbly.",
        asks=SteeringForm,
        may=lambda store: _may_take(store, SUSPEND),
        is_grave=True,
    ),
)
