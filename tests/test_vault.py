"""Secrets are sealed; keys rotate by adding one in front."""

import pytest
from cryptography.fernet import Fernet

from powerpact.vault import SealBroken, Vault

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def vault(*keys: str) -> Vault:
    made = Vault()
    made.unlock(keys)
    return made


def test_what_is_sealed_opens_and_can_not_be_read() -> None:
    sealed = vault(OLD).seal("shpat_secret")
    assert "shpat" not in sealed
    assert vault(OLD).open(sealed) == "shpat_secret"


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    sealed = vault(OLD).seal("shpat_secret")
    rotating = vault(NEW, OLD)
    assert rotating.open(sealed) == "shpat_secret"
    assert vault(NEW).open(rotating.seal("anew")) == "anew"


def test_a_lost_key_is_told_in_words() -> None:
    with pytest.raises(SealBroken, match="none of ENCRYPTION_KEYS"):
        vault(NEW).open(vault(OLD).seal("shpat_secret"))


def test_a_vault_without_keys_says_so() -> None:
    with pytest.raises(SealBroken, match="create_app has not run"):
        Vault().seal("x")
