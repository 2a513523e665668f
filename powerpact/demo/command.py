"""`powerpact demo`: start everything, tell the story, stay until Ctrl-C."""

import sys
import time

import click

from powerpact.errors import PowerPactError


@click.command("demo")
@click.option("--once", is_flag=True, help="Exit when the story is told; 0 if every count agrees.")
def demo(once: bool) -> None:
    """Run the whole marketplace on this machine and tell what happens in it."""
    # Imported here: the servers and the simulator belong to this machine, not to production.
    from powerpact.demo.errors import DemoError, Interrupted
    from powerpact.demo.interruption import Interruption
    from powerpact.demo.narrator import Narrator
    from powerpact.demo.stack import running_stack
    from powerpact.demo.story import tell
    from powerpact.embedded import ServiceError
    from powerpact.simulator.control_client import SimulatorRefused

    known = (DemoError, ServiceError, SimulatorRefused, PowerPactError)
    narrator = Narrator()
    try:
        with running_stack(Interruption().heed) as stack:
            agrees = tell(stack, narrator, stays=not once)
            while not once:
                stack.processes.check()
                time.sleep(0.5)
    except Interrupted:
        narrator.say("Stopped; nothing is left running.")
        return
    except known as problem:
        raise click.ClickException(str(problem)) from problem
    sys.exit(0 if agrees else 1)
