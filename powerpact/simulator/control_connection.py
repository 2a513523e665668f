"""The HTTP side of the control API's client."""

from typing import Any

import httpx

Json = dict[str, Any]
PATIENCE_SECONDS = 60.0


class SimulatorRefused(RuntimeError):
    """The simulator could not do what it was told; the message is its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class SimulatorConnection:
    """A connection to the control API. Raises SimulatorRefused, or httpx's own errors."""

    def __init__(self, base_url: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """`base_url`: the simulator's, such as http://127.0.0.1:4100; `patience`: in seconds."""
        self.base_url = base_url.rstrip("/")
        self._http = httpx.Client(
            base_url=f"{self.base_url}/_control", timeout=patience, trust_env=False
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def get(self, path: str) -> Json:
        """One object."""
        content: Json = self._ask("GET", path)
        return content

    def get_list(self, path: str, **query: str | None) -> list[Json]:
        """A list; a query of None is left out."""
        content: list[Json] = self._ask("GET", path, query=query)
        return content

    def post(self, path: str, **body: Any) -> Json:
        """Send what is said; None means "not said" and is left out."""
        said = {name: value for name, value in body.items() if value is not None}
        content: Json = self._ask("POST", path, body=said)
        return content

    def delete(self, path: str, **query: str | None) -> Json:
        """Remove what the query names."""
        content: Json = self._ask("DELETE", path, query=query)
        return content

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        query: dict[str, str | None] | None = None,
    ) -> Any:
        said = {name: value for name, value in (query or {}).items() if value is not None}
        answer = self._http.request(method, path, json=body, params=said)
        content = answer.json()
        if answer.is_error:
            raise SimulatorRefused(answer.status_code, content["error"])
        return content
