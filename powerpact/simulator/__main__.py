"""`python -m powerpact.simulator serve`."""

from powerpact.simulator.commands import simulator

if __name__ == "__main__":
    simulator(prog_name="python -m powerpact.simulator")
