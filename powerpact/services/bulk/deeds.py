"""Every deed that may be done to many rows."""

from powerpact.services import own_orders, store_steering
from powerpact.services.bulk import steering
from powerpact.services.bulk.tables import TABLES as TABLES
from powerpact.services.connection_check import check_connection
from powerpact.services.curation import approve, pause, reject, resume, retry_listings, sync_now
from powerpact.services.deeds import Deed
from powerpact.services.inbox_replay import replay
from powerpact.services.offering import offer, withdraw
from powerpact.services.order_release import begin_absence, end_pause
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import cancel, hold, mark_handled, release
from powerpact.services.product_unmapping import unmap
from powerpact.services.relisting import relist
from powerpact.services.rerouting import reroute
from powerpact.services.store_imports import import_now, read_changes_now

DEEDS: dict[str, Deed] = {
    deed.key: deed
    for deed in (
        retry,
        own_orders.retry,
        hold,
        release,
        cancel,
        mark_handled,
        end_pause,
        begin_absence,
        approve,
        reject,
        pause,
        resume,
        retry_listings,
        sync_now,
        unmap,
        offer,
        withdraw,
        relist,
        replay,
        store_steering.pause,
        store_steering.suspend,
        store_steering.resume,
        import_now,
        read_changes_now,
        check_connection,
        reroute,
        steering.stop,
        steering.resume,
    )
}
