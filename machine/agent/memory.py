"""What has to be remembered over restarts of the machine."""

import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

# After so many attempts in vain a release is reported as failed; it is tried again nevertheless, ever more rarely.
MOST = 5
FIRST_PAUSE = 15
LONGEST_PAUSE = 900


@dataclass
class Attempts:
    """How it went with a release so far. `next`: seconds since 1970, before which it isn't tried again."""

    revision: str = ""
    count: int = 0
    next: float = 0
    problem: str = ""
    final: bool = False

    def add(self, problem: str, final: bool) -> None:
        """Notes that an attempt came to nothing. `final`: another one would end in the same way."""
        self.count += 1
        self.problem, self.final = problem, final
        self.next = time.time() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.count - 1))

    @property
    def failed(self) -> bool:
        return self.final or self.count >= MOST

    @property
    def words(self) -> str:
        """The problem, and how often it came up."""
        if self.final:
            return self.problem
        return f"attempt {self.count} of {MOST}: {self.problem}" if self.count < MOST else self.problem


@dataclass
class Memory:
    """`started`, `cleaned`: the revision for which that was done."""

    path: Path
    started: str = ""
    cleaned: str = ""
    attempts: Attempts = field(default_factory=Attempts)

    @staticmethod
    def load(path: Path) -> "Memory":
        try:
            document = json.loads(path.read_text())
            return Memory(path, document["started"], document["cleaned"], Attempts(**document["attempts"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return Memory(path)

    def save(self) -> None:
        document = {"started": self.started, "cleaned": self.cleaned, "attempts": asdict(self.attempts)}
        partial = self.path.with_name(f"{self.path.name}.partial")
        with open(partial, "w", encoding="utf-8") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path)
