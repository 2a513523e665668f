"""The tables that rows are chosen from, by what audit events call a row of each."""

from powerpact.services.selections.order_lines import UNROUTED_LINES
from powerpact.services.selections.order_syncs import ORDER_SYNCS
from powerpact.services.selections.own_orders import OWN_ORDERS
from powerpact.services.selections.product_maps import PRODUCT_MAPS
from powerpact.services.selections.stores import STORES
from powerpact.services.selections.sync_runs import SYNC_RUNS
from powerpact.services.selections.table import SelectableTable
from powerpact.services.selections.webhook_events import WEBHOOK_EVENTS

TABLES: dict[str, SelectableTable] = {
    table.subject: table
    for table in (
        ORDER_SYNCS,
        OWN_ORDERS,
        PRODUCT_MAPS,
        STORES,
        SYNC_RUNS,
        UNROUTED_LINES,
        WEBHOOK_EVENTS,
    )
}
