"""The part of Shopify's Admin GraphQL schema, version 2026-10, that the simulator serves."""

from pathlib import Path

from graphql import GraphQLSchema, build_ast_schema, parse


def read_schema() -> GraphQLSchema:
    """A fresh schema without resolvers, from the `.graphql` files of this folder."""
    files = sorted(Path(__file__).parent.glob("*.graphql"))
    text = "\n".join(file.read_text() for file in files)
    # Shopify deprecates arguments that are required, which the validator of schemas forbids.
    return build_ast_schema(parse(text), assume_valid=True)
