"""Child processes that end when their parent does, even when the parent is killed."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def start_child(
    command: Sequence[str | Path],
    *,
    log: Path,
    user: str | None = None,
    stdin: int = subprocess.DEVNULL,
    dies_by: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, with everything it prints going to `log`.

    On Linux the kernel sends `dies_by` to the child when the thread that called this ends; start
    children from the main thread. Elsewhere a parent that is killed leaves its children behind.
    `user` is the system user to run as (only root may name another than itself).
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the callers name the programs, no shell is involved
            [str(part) for part in command],
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            group=_group_of(user),
            extra_groups=None if user is None else [],
            process_group=0,  # Ctrl-C reaches the parent only, which then stops its children
            # Safe beside threads: `tie` takes no lock and was prepared before the fork.
            preexec_fn=_tie_to_parent(dies_by) if sys.platform == "linux" else None,  # noqa: PLW1509
        )


def _group_of(user: str | None) -> int | None:
    if user is None:
        return None
    import pwd

    return pwd.getpwnam(user).pw_gid


def _tie_to_parent(dies_by: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()
    libc = ctypes.CDLL(None)

    def tie() -> None:
        # After setuid, which would clear it. The parent may have died before this line.
        libc.prctl(PR_SET_PDEATHSIG, int(dies_by))
        if os.getppid() != parent:
            os._exit(1)

    return tie


def stop_child(
    child: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM, *, patience: float = 10
) -> None:
    """Ask `child` to end and wait `patience` seconds; then kill its whole process group."""
    if child.poll() is None:
        child.send_signal(by)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
