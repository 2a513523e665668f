"""Cancelling, which goes on after the answer, and jobs."""

from powerpact.simulator.commerce.cancelling import cancel, faults_of
from powerpact.simulator.refusals import Refused
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation, query
from powerpact.simulator.store.shops import Job


@mutation("orderCancel", "write_orders")
def order_cancel(arguments: Arguments, context: Context) -> Payload:
    """Accept the job; the order is cancelled when it is done (platform facts 4.5)."""
    shop = context.shop
    order = shop.orders.get(arguments["orderId"])
    faults = faults_of(order, arguments)
    if faults or order is None:
        raise Refused(*faults)
    method = arguments.get("refundMethod") or {}
    refund = bool(arguments.get("refund") or method.get("originalPaymentMethodsRefund"))
    seconds = shop.options.job_seconds
    clock = shop.world.clock
    job = shop.keep(Job(shop.ids.gid("Job"), clock.monotonic() + seconds, clock.monotonic))

    def work() -> None:
        shop.world.begin_action()
        if not faults_of(order, {}):
            cancel(
                shop,
                order,
                reason=arguments["reason"],
                restock=arguments["restock"],
                refund=refund,
            )

    shop.world.after(seconds, work)
    return {"job": {"id": job.id, "done": False}}


@query("job")
def job_by_id(arguments: Arguments, context: Context) -> Job | None:
    return context.shop.find(Job, arguments["id"])
