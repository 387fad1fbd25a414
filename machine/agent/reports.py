"""What this machine tells whoever deployed to it."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from cloud import Cloud, Unreachable

# Longer ones are cut: they are for people, who find the rest in the journal.
LONGEST = 800


@dataclass(frozen=True)
class Report:
    """`revision`: the release that it is about. `state`: waiting, ready or failed. `running`: the one in place."""

    revision: str
    state: str
    waiting: str = ""
    message: str = ""
    running: str = ""


@dataclass
class Reporter:
    """Sends what changed since the last time, which a file remembers until the machine restarts."""

    cloud: Cloud
    memory: Path

    def send(self, report: Report) -> None:
        """Sends a report. Whoever reads in between finds that it is waiting, and never a state with an old message."""
        try:
            told = json.loads(self.memory.read_text())
        except (FileNotFoundError, ValueError):
            told = {}
        wanted = {key: value[:LONGEST] for key, value in asdict(report).items()}
        if wanted == told:
            return
        final = wanted.pop("state")
        changes = (wanted["revision"], final) != (told.get("revision"), told.get("state"))
        steps = [*([("state", "waiting")] if changes else []), *wanted.items(), ("state", final)]
        try:
            for key, value in steps:
                if told.get(key) != value:
                    self.cloud.tell(key, value)
                    told[key] = value
        except Unreachable as error:
            print(f"the report was not sent: {error}", file=sys.stderr)
        self.memory.write_text(json.dumps(told))
        print(" ".join(f"{key}={value}" for key, value in asdict(report).items() if value))
