"""Encryption of secrets in columns (I8): keys rotate by adding a new one in front."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from powerpact.errors import PowerPactError


class SealBroken(PowerPactError):
    """A stored secret opens with none of our keys."""


class Vault:
    """Seals and opens text. The first key seals; every key opens."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None

    def unlock(self, keys: Sequence[str]) -> None:
        """Take the keys into use, the current one first."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        return self._open_vault().encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed. Raises SealBroken when no key opens it."""
        try:
            return self._open_vault().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken(
                "a stored secret opens with none of ENCRYPTION_KEYS; put back the key it was "
                "sealed with and run `powerpact keys rotate`"
            ) from None

    def _open_vault(self) -> MultiFernet:
        if self._fernet is None:
            raise SealBroken("the vault has no keys yet: create_app has not run")
        return self._fernet
