"""Metafields, their definitions and the custom ids that definitions of type `id` make."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

UNIQUE_TYPES = {"id", "single_line_text_field", "number_integer", "url"}


@dataclass(eq=False, slots=True)
class MetafieldDefinition:
    """What one namespace and key may hold on one kind of owner."""

    id: str
    name: str
    namespace: str
    key: str
    owner_type: str
    type_name: str
    description: str | None = None
    unique: bool = False
    validations: list[dict[str, str]] = field(default_factory=list)
    pinned_position: int | None = None


class MetafieldOwner(Protocol):
    """Anything that carries metafields."""

    id: str
    metafields: "dict[tuple[str, str], Metafield]"


@dataclass(eq=False, slots=True)
class Metafield:
    """One value on one owner."""

    id: str
    namespace: str
    key: str
    type: str
    value: str
    owner: MetafieldOwner
    owner_type: str
    created_at: datetime
    updated_at: datetime

    @property
    def compare_digest(self) -> str:
        return sha256(self.value.encode()).hexdigest()
