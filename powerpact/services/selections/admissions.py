"""Choosing stores that are invited or ask to be let in; there are as many as there are partners."""

from sqlalchemy import ColumnElement, Select, func, select

from powerpact.models import Admission, AdmissionState
from powerpact.services.selections.conditions import one_of
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    named: ColumnElement[bool] = func.lower(Admission.name).contains(term.lower(), autoescape=True)
    domains = Admission.shop_domain.startswith(term.lower(), autoescape=True)
    return select(Admission.id).where(named), select(Admission.id).where(domains)


ADMISSIONS = SelectableTable(
    "admission", Admission, {"state": one_of(Admission.state, AdmissionState)}, _search
)
