"""Metafield definitions and custom ids."""

from tests.simulator.contract.replay import Recording, scenario


@scenario("customers/customer-set-custom-id.2026-04.a")
def customers_by_custom_id(r: Recording) -> None:
    for case in (
        "validDefinition",
        "disabledDefinition",
        "createNoMatch",
        "updateMatching",
        "readBack",
    ):
        r.step("cases", case)
    for case in r.at("cases", "validations"):
        r.step("cases", "validations", case)


@scenario("metafields/metafield-definition-app-namespace-resolution.2026-04.a")
def the_apps_own_namespace(r: Recording) -> None:
    for part in (
        "appPrefixedCreate",
        "appPrefixedUpdate",
        "appNamespaceRead",
        "canonicalDelete",
        "postDeleteRead",
        "crossAppCreate",
        "crossAppUpdate",
    ):
        r.step(part)


@scenario("metafields/metafield-definition-lifecycle-mutations.2025-01.a")
def the_life_of_a_definition(r: Recording) -> None:
    for number in range(7):
        r.step("captures", number)
    r.step("cleanup", 0)
