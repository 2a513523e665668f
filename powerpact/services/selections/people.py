"""Choosing staff logins; there are as many as people, so any of them is found at once."""

from sqlalchemy import Select, select

from powerpact.models import User
from powerpact.permissions import Role
from powerpact.services.selections.conditions import one_of
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    return (select(User.id).where(User.email.contains(term.lower(), autoescape=True)),)


PEOPLE = SelectableTable("user", User, {"role": one_of(User.role, Role)}, _search)
