"""A small client of the control API, for tests, the demo and the command line."""

from typing import Any

import httpx

Json = dict[str, Any]
PATIENCE_SECONDS = 60.0


class SimulatorRefused(RuntimeError):
    """The simulator could not do what it was told; the message is its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class SimulatorClient:
    """One method per verb of the control API. Raises SimulatorRefused."""

    def __init__(self, base_url: str) -> None:
        """`base_url` is the simulator's address, such as http://127.0.0.1:4100."""
        self.base_url = base_url.rstrip("/")
        self._http = httpx.Client(
            base_url=f"{self.base_url}/_control", timeout=PATIENCE_SECONDS, trust_env=False
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _ask(self, method: str, path: str, body: Json | None = None, **query: Any) -> Any:
        given = {name: value for name, value in query.items() if value is not None}
        answer = self._http.request(method, path, json=body, params=given)
        content = answer.json()
        if answer.is_error:
            raise SimulatorRefused(answer.status_code, content["error"])
        return content
