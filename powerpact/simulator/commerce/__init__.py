"""What happens in a store, whoever asks for it: the app through GraphQL, or a person.

Inputs are GraphQL inputs after coercion (camelCase keys, Decimal, datetime). A function refuses
with `Refused` before it changes anything, and publishes the webhooks of what it changed.
"""

from typing import Any

Given = dict[str, Any]
