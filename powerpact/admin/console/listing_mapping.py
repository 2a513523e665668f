"""The pages that make a product of Bubbly's the listing of a partner's product."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from powerpact.admin.console.listing_preview import PreviewsListings
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.domain.counting import counted
from powerpact.errors import Permanent
from powerpact.extensions import db
from powerpact.models import ListingLookup, LookupKind, ProductMap
from powerpact.permissions import Permission
from powerpact.services.lookups.asking import ask, latest
from powerpact.services.product_mapping import SeenProduct, map_to_existing
from powerpact.services.product_pairing import Pairing, live_variants, pairing_of
from powerpact.services.selections.conditions import row_number
from powerpact.tasks.publishing import follow

UNMAPPING = (
    "The product stays at Bubbly as it is, on sale if it is on sale, and becomes Bubbly's own: new "
    "orders for it go to Bubbly, or to the lines that nobody could route. Here it is rejected. "
    "Approving it later lists it anew, beside the old one. Earlier orders stay as they are."
)
_PRODUCT = re.compile(r"gid://shopify/Product/[0-9]{1,19}")
CHANGED = "The product was read anew or changed meanwhile. Look at the pairs again."


class MapsListings(PreviewsListings):
    """For the view of products: looking for Bubbly's product, and pairing its variants."""

    @route("/map/", "GET", "POST")
    def map_product(self) -> ResponseReturnValue:
        """Products of Bubbly's that may be it: by SKU and barcode, or by what is typed."""
        self.demand(Permission.CURATE_PRODUCTS)
        row = self._product()
        words = request.values.get("q", "").strip()
        if request.method == "POST":
            follow(ask(row.id, LookupKind.MATCHES, acting(), words))
            return redirect(self.get_url(".map_product", id=row.id), 303)
        found = latest(row.id, LookupKind.MATCHES)
        answered = self.answer_to(row, found, LookupKind.MATCHES)
        return self._shown("map_product", {"product": row, **answered})

    @route("/pair/", "GET", "POST")
    def pair_variants(self) -> ResponseReturnValue:
        """The variants of both, side by side; what becomes of them is told before it is done."""
        self.demand(Permission.CURATE_PRODUCTS)
        row, gid = self._product(), request.args.get("product", "")
        if not _PRODUCT.fullmatch(gid):
            abort(404)
        step = request.form.get("step", "")
        if step == "read":
            follow(ask(row.id, LookupKind.PRODUCT, acting(), gid))
            return redirect(self.get_url(".pair_variants", id=row.id, product=gid), 303)
        found = latest(row.id, LookupKind.PRODUCT, gid)
        answered = self.answer_to(row, found, LookupKind.PRODUCT)
        if step and found and answered.get("pairing"):
            return self._decided(row, found, answered)
        return self._shown("pair_variants", {"product": row, "gid": gid, **answered})

    def _decided(
        self, row: Any, lookup: ListingLookup, answered: dict[str, Any]
    ) -> ResponseReturnValue:
        """Tell what becomes of it, or do it once that was agreed to."""
        pairing: Pairing = answered["pairing"]
        pairs = pairing.pairs(_chosen(request.form))
        new, deleted = pairing.unpaired(pairs)
        told = {"product": row, "gid": lookup.question, "pairs": pairs, **answered}
        wrong = _wrong(row, lookup, pairs)
        if wrong:
            flash(wrong, "bad")
            return self._shown("pair_variants", told)
        if request.form["step"] == "do":
            if request.form.get("deletes", "0") != str(len(deleted)):
                flash("Nothing was done: agree first to what is deleted.", "bad")
            elif self._map(row, lookup, pairs):
                return redirect(self.get_url(".details_view", id=row.id), 303)
        return self._shown("confirm_mapping", {"new": new, "deleted": deleted, **told})

    def _shown(self, template: str, told: dict[str, Any]) -> str:
        page: str = self.render(f"console/{template}.html", **told)
        return page

    def _map(self, row: Any, lookup: ListingLookup, pairs: Mapping[int, str]) -> bool:
        """Whether that is done; what is in the way is told."""
        answer = lookup.answer or {}
        theirs = SeenProduct(lookup.question, frozenset(v["id"] for v in answer["variants"]))
        seen = datetime.fromisoformat(request.form["seen"])
        title = row.title
        try:
            follow_up = map_to_existing(row.id, theirs, pairs, acting(), seen)
        except Permanent as error:
            flash(f"Nothing was done: {error}.", "bad")
            return False
        follow(follow_up)
        flash(
            f"{title} is that Bubbly product now, with {_paired(pairs)}. Bubbly gets it now.",
            "good",
        )
        return True

    def answer_to(self, row: Any, lookup: Any, kind: LookupKind) -> dict[str, Any]:
        """Besides the answer: whose a product is already, and how variants pair."""
        told = super().answer_to(row, lookup, kind)
        answer = told["answer"]
        if answer is None or "not_listable" in answer:
            return told
        if kind is LookupKind.MATCHES:
            told["owners"] = _owners([each["id"] for each in answer["products"]])
        if kind is LookupKind.PRODUCT:
            told["owners"] = _owners([answer["id"]])
            told["pairing"] = pairing_of(live_variants(db.session(), row), answer)
        return told


def _owners(gids: list[str]) -> dict[str, Any]:
    """Which of these Bubbly products are listings already: id and title by gid."""
    chosen = select(ProductMap.bubbly_product_id, ProductMap.id, ProductMap.title)
    rows = db.session.execute(chosen.where(ProductMap.bubbly_product_id.in_(gids)))
    return {row.bubbly_product_id: row for row in rows if row.bubbly_product_id}


def _wrong(row: Any, lookup: ListingLookup, pairs: Mapping[int, str]) -> str:
    """What speaks against the form as it was sent, in a sentence."""
    seen = (request.form.get("seen"), request.form.get("lookup"))
    if seen != (row.updated_at.isoformat(), str(lookup.id)):
        return CHANGED
    if not pairs:
        return "Pair at least one variant."
    twice = len(set(pairs.values())) < len(pairs)
    return "A Bubbly variant is paired twice. Pair each one once." if twice else ""


def _chosen(form: Mapping[str, str]) -> dict[int, str]:
    """Bubbly variants by our variants' ids, as the form says; what is no id is left out."""
    chosen = {}
    for name, gid in form.items():
        kind, _, number = name.partition(".")
        if kind == "pair":
            try:
                chosen[row_number(number)] = gid
            except ValueError:
                continue
    return chosen


def _paired(pairs: Mapping[int, str]) -> str:
    return counted(len(pairs), "variant") + " paired"
