"""The bell between the web and the worker: a queue of huey with one task. See `jobs`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer


class JsonSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """Bells are JSON, never pickled objects."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        value = json.loads(data)
        return Message(*value) if isinstance(value, list) and len(value) == len(Message._fields) else value


def make_huey(url: str, wake: Callable[[str], None]) -> Huey:
    """The queue behind a URL (`sqlite:///file` or `redis://…`) with its one task, the bell."""
    huey: Huey
    if url.startswith("redis"):
        huey = RedisHuey("consul", url=url, serializer=JsonSerializer(), results=False)
    else:
        path = url.removeprefix("sqlite:///")
        huey = SqliteHuey("consul", filename=path, serializer=JsonSerializer(), results=False)
    huey.consul_wake = huey.task(name="wake")(wake)
    return huey
