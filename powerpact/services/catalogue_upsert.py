"""The statements that read and write a batch of a partner's products as a whole.

A batch travels as one JSON text, whatever its size, and PostgreSQL makes rows of it: no statement
grows with the number of rows, and building thousands of parameters would cost more than writing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    Text,
    bindparam,
    column,
    exists,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, ProductMap, VariantMap, utc_now
from powerpact.services.catalogue_rows import PRODUCT_FIELDS, VARIANT_FIELDS, Reading
from powerpact.services.many_rows import among, document, given_rows, table_of

_MAPS, _VARIANTS = table_of(ProductMap), table_of(VariantMap)


class Upserted(NamedTuple):
    """A product map that was written; ``inserted`` says that it is new."""

    id: int
    partner_product_id: str
    inserted: bool


def standing(session: Session, partner: PartnerStore, gids: Sequence[str]) -> dict[str, Reading]:
    """These products as they stand, with the variants that the partner still has."""
    keys = func.unnest(literal(gids, ARRAY(Text)))
    asked = keys.table_valued(column("gid", Text), name="asked").render_derived()
    # Looked up one by one in the indexes, whatever PostgreSQL knows of a table that is new: a
    # plan that reads all of the partner's products for each batch costs more than all the rest.
    own = (
        select(_MAPS.c.id, *(_MAPS.c[name] for name in PRODUCT_FIELDS))
        .where(_MAPS.c.partner_id == partner.id, _MAPS.c.partner_product_id == asked.c.gid)
        .limit(1)
        .lateral("own")
    )
    live = (
        select(*(_VARIANTS.c[name] for name in VARIANT_FIELDS))
        .where(_VARIANTS.c.product_map_id == own.c.id, _VARIANTS.c.removed_at.is_(None))
        .offset(0)
        .lateral("live")
    )
    found = select(asked.c.gid, *live.c).select_from(asked.join(own, true()).join(live, true()))
    variants: defaultdict[str, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for gid, *values in session.execute(found):
        variants[gid][values[0]] = tuple(values)
    products = select(*(own.c[name] for name in PRODUCT_FIELDS))
    rows = session.execute(products.select_from(asked.join(own, true())))
    return {row[0]: Reading(tuple(row), variants[row[0]]) for row in rows}


def upsert_products(
    session: Session, rows: Iterable[Mapping[str, Any]], common: Mapping[str, Any]
) -> list[Upserted]:
    """Insert or update product maps; those that were written.

    ``common`` are the columns that all new rows share; they are not updated. A row that stands
    from a later reading is left alone.
    """
    written = session.execute(_MAPS_UPSERT, {"given": document(rows), **common})
    return [Upserted(*row) for row in written]


def upsert_variants(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert or update variant maps; one that is back is no longer removed."""
    session.execute(_VARIANTS_UPSERT, {"given": document(rows)})


def remove_other_variants(session: Session, map_ids: Collection[int], kept: Sequence[str]) -> None:
    """Mark the variants of these product maps as removed that are not kept."""
    kept_gid = func.unnest(literal(kept, ARRAY(Text))).column_valued("kept_gid")
    session.execute(
        update(VariantMap)
        .where(
            among(VariantMap.product_map_id, map_ids),
            ~exists().where(kept_gid == VariantMap.partner_variant_id),
            VariantMap.removed_at.is_(None),
        )
        .values(removed_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def _maps_upsert() -> Any:
    names = (*PRODUCT_FIELDS, "partner_ref")
    incoming = given_rows(ProductMap, names)
    shared = ("partner_id", "offered", "curation", "sync", "next_sync_at")
    common = (bindparam(name, type_=_MAPS.c[name].type) for name in shared)
    # One order for all writers of a partner, so that two of them never wait for each other.
    rows = select(*incoming.c, *common).order_by(incoming.c.partner_product_id)
    statement = insert(_MAPS).from_select([*names, *shared], rows, include_defaults=False)
    values = {name: statement.excluded[name] for name in PRODUCT_FIELDS}
    return statement.on_conflict_do_update(
        index_elements=["partner_id", "partner_product_id"],
        set_=values | {"updated_at": func.now()},
        where=_MAPS.c.partner_updated_at <= statement.excluded.partner_updated_at,
    ).returning(
        _MAPS.c.id,
        _MAPS.c.partner_product_id,
        literal_column("(product_map.xmax = 0)").label("inserted"),
    )


def _variants_upsert() -> Any:
    names = (*VARIANT_FIELDS, "product_map_id")
    incoming = given_rows(VariantMap, names)
    rows = select(*incoming.c).order_by(incoming.c.partner_variant_id)
    statement = insert(_VARIANTS).from_select(names, rows, include_defaults=False)
    values = {name: statement.excluded[name] for name in names}
    stands = tuple_(*(_VARIANTS.c[name] for name in names), _VARIANTS.c.removed_at)
    comes = tuple_(*values.values(), literal_column("NULL"))
    return statement.on_conflict_do_update(
        index_elements=["partner_variant_id"],
        set_=values | {"removed_at": None, "updated_at": func.now()},
        # Of a product with 2,000 variants one changes: the others stay as they are.
        where=stands.is_distinct_from(comes),
    )


_MAPS_UPSERT = _maps_upsert()
_VARIANTS_UPSERT = _variants_upsert()
