"""Every deed that may be done to many rows, and the table that the rows are chosen from."""

from powerpact.services import store_steering
from powerpact.services.connection_check import check_connection
from powerpact.services.curation import approve, pause, reject, resume, retry_listings, sync_now
from powerpact.services.deeds import Deed
from powerpact.services.inbox_replay import replay
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import cancel, hold, mark_handled, release
from powerpact.services.product_unmapping import unmap
from powerpact.services.rerouting import reroute
from powerpact.services.selections.order_lines import UNROUTED_LINES
from powerpact.services.selections.order_syncs import ORDER_SYNCS
from powerpact.services.selections.product_maps import PRODUCT_MAPS
from powerpact.services.selections.stores import STORES
from powerpact.services.selections.table import SelectableTable
from powerpact.services.selections.webhook_events import WEBHOOK_EVENTS
from powerpact.services.store_imports import import_now, read_changes_now

TABLES: dict[str, SelectableTable] = {
    table.subject: table
    for table in (ORDER_SYNCS, PRODUCT_MAPS, STORES, UNROUTED_LINES, WEBHOOK_EVENTS)
}
DEEDS: dict[str, Deed] = {
    deed.key: deed
    for deed in (
        retry,
        hold,
        release,
        cancel,
        mark_handled,
        approve,
        reject,
        pause,
        resume,
        retry_listings,
        sync_now,
        unmap,
        replay,
        store_steering.pause,
        store_steering.suspend,
        store_steering.resume,
        import_now,
        read_changes_now,
        check_connection,
        reroute,
    )
}
