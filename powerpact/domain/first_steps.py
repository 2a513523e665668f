"""What leads a new partner to its first order: what is done, what is next, and who does it."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are taken."""

    CONNECT = "connect"
    AGREE = "agree"
    READ_CATALOGUE = "read_catalogue"
    OFFER = "offer"
    APPROVE = "approve"
    LIST = "list"
    ORDER = "order"


class Progress(StrEnum):
    """How far a step is."""

    DONE = "done"
    NEXT = "next"
    WAITING = "waiting"


class Who(StrEnum):
    """Who takes a step."""

    YOU = "you"
    BUBBLY = "Bubbly"
    POWERPACT = "PowerPact"
    SHOPPERS = "shoppers"


TAKEN_BY = {
    Step.CONNECT: Who.YOU,
    Step.AGREE: Who.YOU,
    Step.READ_CATALOGUE: Who.POWERPACT,
    Step.OFFER: Who.YOU,
    Step.APPROVE: Who.BUBBLY,
    Step.LIST: Who.POWERPACT,
    Step.ORDER: Who.SHOPPERS,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a partner by now, each on its own."""

    connected: bool = False
    agreed: bool = False
    catalogue_read: bool = False
    offered: bool = False
    approved: bool = False
    listed: bool = False
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One step, how far it is, and who takes it."""

    step: Step
    progress: Progress
    who: Who


def first_steps(facts: Facts) -> tuple[StepStanding, ...]:
    """Every step in its order; exactly one is next, unless all are done.

    A step is done with what it is for, and with whatever comes after it: who had an order once
    need not be led there again when the products of then are withdrawn.
    """
    true = (
        facts.connected,
        facts.agreed,
        facts.catalogue_read,
        facts.offered,
        facts.approved,
        facts.listed,
        facts.ordered,
    )
    done = max((place for place, is_true in enumerate(true, start=1) if is_true), default=0)
    return tuple(
        StepStanding(step, _progress(place, done), TAKEN_BY[step])
        for place, step in enumerate(Step)
    )


def _progress(place: int, done: int) -> Progress:
    if place < done:
        return Progress.DONE
    return Progress.NEXT if place == done else Progress.WAITING


def is_done(steps: tuple[StepStanding, ...]) -> bool:
    """Whether all of them are."""
    return all(each.progress is Progress.DONE for each in steps)
