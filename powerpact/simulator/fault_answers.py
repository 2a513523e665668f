"""What a caller gets when a fault strikes its call."""

from aiohttp import web

from powerpact.simulator import answers
from powerpact.simulator.faults import Fault, FaultKind
from powerpact.simulator.house import HOUSE, House
from powerpact.simulator.store.shops import Shop

DEFAULT_SERVER_ERROR = 500


def answer_before_work(
    request: web.Request, shop: Shop, fault: Fault, requested_cost: float = 0.0
) -> web.Response | None:
    """The answer where the fault keeps the work from being done; None where it does not."""
    house, details = request.app[HOUSE], fault.details
    if details.after_work:
        return None
    match fault.kind:
        case FaultKind.THROTTLED:
            short = house.gate(shop).bucket.throttle_status(at_most=requested_cost - 1)
            return answers.throttled(requested_cost, short)
        case FaultKind.TOO_MANY_REQUESTS:
            return answers.too_many_requests(details.seconds)
        case FaultKind.SERVER_ERROR:
            return answers.html_failure(details.status or DEFAULT_SERVER_ERROR)
        case FaultKind.INTERNAL_ERROR:
            return answers.internal_error()
        case FaultKind.RESET:
            return answers.cut_connection(request, abruptly=True)
        case FaultKind.TOKEN_REVOKED | FaultKind.UNINSTALLED:
            return _lock_out(house, shop, fault)
        case _:
            return None


def answer_after_work(request: web.Request, fault: Fault) -> web.Response | None:
    """The answer that hides work already done; None where the fault does not do that."""
    match fault.kind:
        case FaultKind.ANSWER_LOST if fault.details.status is None:
            return answers.cut_connection(request, abruptly=False)
        case FaultKind.ANSWER_LOST | FaultKind.SERVER_ERROR:
            return answers.html_failure(fault.details.status or DEFAULT_SERVER_ERROR)
        case FaultKind.INTERNAL_ERROR:
            return answers.internal_error()
        case _:
            return None


def _lock_out(house: House, shop: Shop, fault: Fault) -> web.Response:
    if fault.kind is FaultKind.UNINSTALLED:
        house.uninstall(shop)
    elif fault.details.refresh_too:
        house.tokens.revoke_all(shop.domain)
    else:
        house.tokens.revoke_access(shop.domain)
    return answers.refusal(401, answers.BAD_TOKEN)
