"""What waits in Redis for the workers."""

import base64
import json
from typing import Any

import redis


def waiting(queue: redis.Redis, name: str = "orders") -> list[dict[str, Any]]:
    """The messages that wait in a queue, each its headers with its arguments."""
    found = [json.loads(raw) for raw in queue.lrange(name, 0, -1)]
    return [
        each["headers"] | {"args": json.loads(base64.b64decode(each["body"]))[0]} for each in found
    ]
