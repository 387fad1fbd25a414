"""What runs: the containers of a release, by way of Docker. Volumes are never removed."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from manifest import Manifest, Refused

_FORMAT = '{{.Names}}\t{{.Label "com.docker.compose.service"}}\t{{.State}}\t{{.Status}}'
_EXITED = re.compile(r"Exited \((\d+)\)")


class Failed(Exception):
    """A command that did not work, with what it said last."""


def _run(
    command: list[str], folder: Path, variables: dict[str, str], meanwhile: Callable[[], None] | None = None
) -> str:
    """Runs a command and returns what it prints. `meanwhile` is called now and then while it runs."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
            )
        except OSError as error:
            raise Failed(f"{command[0]} can't be run: {error}") from error
        while True:
            try:
                code = process.wait(2 if meanwhile else None)
                break
            except subprocess.TimeoutExpired:
                meanwhile()
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").strip()
        if said:
            print(said, file=sys.stderr)
        if code != 0:
            words = " ".join([word for word in command if not word.startswith(("-", "/"))][:3])
            raise Failed(f"{words} ended with {code}: {' '.join(said.splitlines()[-3:])}")
        output.seek(0)
        return output.read().decode("utf-8", "replace")


@dataclass(frozen=True)
class Health:
    """Services that are not well yet, and what ended badly."""

    waiting: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass
class Containers:
    """The containers of a release in a folder. `variables`: the secrets that it needs, by variable."""

    manifest: Manifest
    folder: Path
    variables: dict[str, str]

    @property
    def _compose(self) -> list[str]:
        file = str(self.folder / "compose.yaml")
        return ["docker", "compose", "--project-directory", str(self.folder), "--file", file]

    @property
    def _project(self) -> str:
        """The name that volumes begin with. Without one it would be the revision, and each release would have others."""
        text = (self.folder / "compose.yaml").read_text()
        found = re.search(r"^name: *[\"']?([a-z0-9][a-z0-9_-]*)[\"']? *$", text, re.MULTILINE)
        if not found:
            raise Refused("compose.yaml does not name its project, which would lose its volumes")
        return found[1]

    def check(self) -> None:
        """Raises Refused for a release that can't be run."""
        needed = "compose.yaml" if self.manifest.type == "compose" else "run.sh"
        if not (self.folder / needed).is_file():
            raise Refused(f"there is no {needed}")
        if self.manifest.type == "compose":
            _ = self._project

    def pull(self) -> None:
        """Brings the images, so that what runs is not stopped before the next can start."""
        if self.manifest.type == "compose":
            _run([*self._compose, "pull", "--quiet", "--policy", "missing"], self.folder, self.variables)
        for image in self.manifest.images:
            _run(["docker", "pull", "--quiet", image], self.folder, {})

    def start(self, again: bool, meanwhile: Callable[[], None] | None = None) -> None:
        """Starts them. `again`: the same release ran before, so that what is there will do."""
        if self.manifest.type == "compose":
            command = [*self._compose, "up", "--detach", "--remove-orphans", "--quiet-pull"]
            _run(command, self.folder, self.variables, meanwhile)
            return
        if again:
            try:
                _run(["docker", "start", self.manifest.services[0]], self.folder, {})
                return
            except Failed as error:
                print(error, file=sys.stderr)
        _run([str(self.folder / "run.sh")], self.folder, self.variables, meanwhile)

    def stop(self) -> None:
        """Stops them, each with the time that it was given to end."""
        if self.manifest.type == "compose":
            _run([*self._compose, "stop"], self.folder, self.variables)
        else:
            _run(["docker", "stop", *self.manifest.services], self.folder, {})

    def health(self) -> Health:
        """How the services are. What ran once and ended well is well; so is what says nothing of its health."""
        chosen = f"label=com.docker.compose.project={self._project}" if self.manifest.type == "compose" else "name="
        listed = _run(["docker", "ps", "--all", "--filter", chosen, "--format", _FORMAT], self.folder, {})
        found: dict[str, list[tuple[str, str]]] = {}
        for line in listed.splitlines():
            name, service, state, status = (line.split("\t") + ["", "", ""])[:4]
            found.setdefault(service or name, []).append((state, status))
        waiting, broken = [], []
        for service in self.manifest.services:
            states = found.get(service, [])
            if states and all(_well(*each) for each in states):
                continue
            waiting.append(service)
            broken.extend(f"{service} ended: {status}" for state, status in states if _ended_badly(state, status))
        return Health(tuple(waiting), tuple(broken))

    def clean(self) -> None:
        """Removes images that no container needs any more."""
        _run(["docker", "image", "prune", "--all", "--force"], self.folder, {})


def _ended_badly(state: str, status: str) -> bool:
    exited = _EXITED.search(status)
    return state == "dead" or (state == "exited" and exited is not None and exited[1] != "0")


def _well(state: str, status: str) -> bool:
    if state == "exited":
        return not _ended_badly(state, status)
    return state == "running" and "(unhealthy)" not in status and "(health: starting)" not in status
