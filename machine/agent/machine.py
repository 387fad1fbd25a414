"""Brings this machine to the release that its bucket asks for, and keeps it there."""

import time
from pathlib import Path

import credentials
from cloud import Cloud, NotThere, Unreachable
from containers import Containers, Failed
from manifest import Manifest, Refused, parse
from memory import Attempts, Memory
from releases import Releases
from reports import Report, Reporter


class Machine:
    """`root`: the folder that stands for "/"."""

    def __init__(self, root: Path):
        state, volatile = root / "var/lib/sourcegraph", root / "run/sourcegraph"
        state.mkdir(parents=True, exist_ok=True)
        volatile.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = volatile / "lock"
        self._secrets = volatile / "secrets.env"
        self._memory = state / "memory.json"
        self._cloud = Cloud()
        self._releases = Releases(state, self._cloud)
        self._reporter = Reporter(self._cloud, volatile / "reported.json")

    def start(self) -> None:
        """Starts the release that is in place, if there is one: what the machine does after a restart."""
        current = self._releases.current
        if not current:
            print("nothing was deployed yet")
            return
        variables = credentials.fetch(self._cloud, current, self._secrets)
        again = Memory.load(self._memory).started == current.revision
        Containers(current, self._releases.link, variables).start(again)

    def stop(self) -> None:
        """Stops the release that is in place."""
        current = self._releases.current
        if current:
            self._in_place(current).stop()

    def sync(self) -> None:
        """Fetches and starts the release that is asked for, unless it runs already, and tells how everything is."""
        current = self._releases.current
        try:
            content = self._releases.wanted()
            wanted = parse(content)
        except NotThere:
            self._tell_health(current, f"{self._releases.source} is not there: nothing was deployed yet")
            return
        except Unreachable as error:
            self._tell_health(current, str(error))
            return
        except Refused as error:
            self._tell("", "failed", (), f"{self._releases.source} was refused: {error}")
            return
        memory = Memory.load(self._memory)
        if memory.started != wanted.revision:
            self._bring(wanted, content, memory)
        if memory.started == wanted.revision and self._tell_health(wanted) and memory.cleaned != wanted.revision:
            self._clean(wanted, memory)

    def _in_place(self, manifest: Manifest) -> Containers:
        return Containers(manifest, self._releases.link, credentials.kept(self._secrets))

    def _bring(self, wanted: Manifest, content: bytes, memory: Memory) -> None:
        """Makes one attempt at a release, unless the last one was a moment ago."""
        if memory.attempts.revision != wanted.revision:
            memory.attempts = Attempts(wanted.revision)
        if time.time() >= memory.attempts.next:
            try:
                self._attempt(wanted, content, memory)
            except (Unreachable, Refused, Failed, OSError) as error:
                memory.attempts.add(str(error), isinstance(error, Refused))
            else:
                memory.started, memory.attempts = wanted.revision, Attempts()
            memory.save()
        if memory.started != wanted.revision:
            state = "failed" if memory.attempts.failed else "waiting"
            self._tell(wanted.revision, state, wanted.services, memory.attempts.words)

    def _attempt(self, wanted: Manifest, content: bytes, memory: Memory) -> None:
        """The release in place goes on running until all that the next one needs is there."""

        def progress(message: str) -> None:
            self._tell(wanted.revision, "waiting", wanted.services, message)

        # Even if it comes to nothing, there is something of it to be removed afterwards.
        memory.cleaned = ""
        memory.save()
        progress("fetching its files")
        self._releases.fetch(wanted, content)
        containers = Containers(wanted, self._releases.path(wanted), {})
        containers.check()
        containers.variables = credentials.fetch(self._cloud, wanted, self._secrets)
        progress("pulling images")
        containers.pull()
        # From here on the one before is no longer whole: it would have to be started anew. This is remembered first, as
        # whoever finds the next one in place must not take the one before for started.
        memory.started = ""
        memory.save()
        # It stays in place even if it can't be started: some of its containers may run, and databases be migrated.
        self._releases.switch(wanted)
        progress("starting")
        containers.folder = self._releases.link
        # What ran before may still be well while it is being replaced, so nothing is told to be ready until it was.
        containers.start(False, meanwhile=lambda: self._tell_health(wanted, "starting", started=False))

    def _tell(self, revision: str, state: str, waiting: tuple[str, ...], message: str) -> None:
        current = self._releases.current
        running = current.revision if current else ""
        self._reporter.send(Report(revision, state, ", ".join(waiting), message, running))

    def _tell_health(self, manifest: Manifest | None, message: str = "", started: bool = True) -> bool:
        """Tells how the services of a release are, and returns whether all are well."""
        if not manifest:
            self._tell("", "waiting", (), message)
            return False
        try:
            health = self._in_place(manifest).health()
        except (Failed, Refused, OSError) as error:
            self._tell(manifest.revision, "waiting", manifest.services, str(error))
            return False
        ready = started and not health.waiting
        state = "failed" if started and health.broken else "ready" if ready else "waiting"
        words = "; ".join([*([message] if message else []), *health.broken])
        self._tell(manifest.revision, state, health.waiting, words)
        return ready

    def _clean(self, manifest: Manifest, memory: Memory) -> None:
        """Removes what earlier releases left; never data."""
        self._releases.prune()
        try:
            self._in_place(manifest).clean()
        except Failed as error:
            print(error)
        memory.cleaned = manifest.revision
        memory.save()
