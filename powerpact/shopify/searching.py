"""Shopify's search: how a value is quoted, and what an ignored term must lead to (facts 3.1)."""

from collections.abc import Mapping

from powerpact.errors import Rejected
from powerpact.shopify.call import Answer, Call


def quoted(value: str) -> str:
    """The value as one search term, whatever characters it holds."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def searching(call: Call) -> Call:
    """The same call, which raises ``Rejected`` when Shopify ignored a term of the search.

    Shopify answers such a search with everything there is and only a warning beside it.
    """

    def search(operation: str, variables: Mapping[str, object]) -> Answer:
        answer = call(operation, variables)
        ignored = answer.ignored_search_terms
        if ignored:
            raise Rejected(f"Shopify ignored a search term: {ignored[0]}", ignored)
        return answer

    return search
