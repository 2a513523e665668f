"""The peer's side of a comparison: one turn of one variant of its own bench.py."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.report import InvalidTurn

LONGEST = 900  # seconds that one turn may take
TAG = "beside-powerpact"


@dataclass(frozen=True)
class Peer:
    """A peer that `setup.sh` has installed in PEER_HOME; `folder` holds its bench.py.

    Make it before our own settings enter the environment: it must not see them.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def home(self) -> Path:
        """Where the peer was installed. Raises SystemExit when nothing says where."""
        named = self.environment.get("PEER_HOME")
        if not named:
            raise SystemExit("set PEER_HOME to the folder into which the peer's setup.sh installed")
        return Path(named)

    def turn(self, what: str, variant: str, *options: str) -> dict[str, Any]:
        """The figures of one turn as bench.py writes them. `what` is `ingest` or `e2e`.

        It empties the peer's tables and the whole Redis, and wants nobody else connected there.
        Raises InvalidTurn when bench.py calls the turn invalid, or refuses to run.
        """
        python = self.home / "py" / ".venv" / "bin" / "python"
        asked = (what, "-v", variant, "-r", "1", *options, "--tag", TAG)
        result = self.home / "results" / f"{what}-{TAG}.json"
        result.unlink(missing_ok=True)
        ran = subprocess.run(  # noqa: S603 - the folder is what the person at the keyboard named
            [str(python), str(self.folder / "bench.py"), *asked],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        return _only_turn(result, ran)


def _only_turn(result: Path, ran: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    if ran.returncode != 0 or not result.exists():
        last = (ran.stderr or ran.stdout).strip().splitlines()[-1:]
        raise InvalidTurn(f"bench.py ended with {ran.returncode}: {' '.join(last)}")
    ((figures,),) = json.loads(result.read_text()).values()  # one variant, one repetition
    if figures is None:
        said = [line for line in ran.stdout.splitlines() if line.startswith("# INVALID")]
        raise InvalidTurn("; ".join(said))
    return dict(figures)
