"""Runs what this machine's bucket asks for: `sync` now and then, `start` and `stop` with the machine."""

import argparse
import fcntl
import sys
from pathlib import Path

from cloud import Unreachable
from containers import Failed
from machine import Machine
from manifest import Refused


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["sync", "start", "stop"])
    parser.add_argument("--root", type=Path, default=Path("/"), help="the folder that stands for /")
    arguments = parser.parse_args()
    machine = Machine(arguments.root)
    with open(machine.lock, "w") as lock:
        # One at a time: after a restart of the machine two of them begin together.
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            getattr(machine, arguments.command)()
        except (Unreachable, Refused, Failed) as error:
            print(error, file=sys.stderr)
            return 1
    return 0


sys.exit(main())
