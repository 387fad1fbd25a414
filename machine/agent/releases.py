"""The releases on this machine's disk: fetched whole, checked, and put in place at one stroke."""

import functools
import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from cloud import Cloud, NotThere, Unreachable
from manifest import NAME, File, Manifest, Refused, parse


# The metadata of this machine that says where its releases are: gs://BUCKET/PREFIX.
SETTING = "sourcegraph-deployment"


@dataclass
class Releases:
    """`folder`: where they are kept."""

    folder: Path
    cloud: Cloud

    @functools.cached_property
    def _place(self) -> tuple[str, str]:
        """The bucket that they come from, and what the names of their objects begin with."""
        setting = self.cloud.setting(SETTING)
        found = re.fullmatch(r"gs://([a-z0-9._-]+)/([a-z0-9/_-]+)", setting)
        if not found:
            raise Unreachable(f'the metadata {SETTING} of this machine is "{setting}", and not gs://BUCKET/PREFIX')
        return found[1], found[2]

    @property
    def source(self) -> str:
        """Where the manifest comes from, for people."""
        bucket, prefix = self._place
        return f"gs://{bucket}/{prefix}/{NAME}"

    @property
    def current(self) -> Manifest | None:
        """The release that is in place."""
        try:
            return parse((self.folder / "current" / NAME).read_bytes())
        except (FileNotFoundError, Refused):
            return None

    def path(self, manifest: Manifest) -> Path:
        """The folder of a release."""
        return self.folder / "releases" / manifest.revision

    def wanted(self) -> bytes:
        """The manifest of the release that this machine is to run. Raises NotThere when nothing was deployed."""
        bucket, prefix = self._place
        return self.cloud.read(bucket, f"{prefix}/{NAME}")

    def fetch(self, manifest: Manifest, content: bytes) -> None:
        """Brings a release onto the disk. Whatever an interrupted run left is thrown away first."""
        done = self.path(manifest)
        if done.exists():
            return
        partial = done.with_name(f"{manifest.revision}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        for file in manifest.files:
            _write(partial / file.path, self._download(file), file.mode)
        _write(partial / NAME, content, 0o644)
        os.rename(partial, done)
        _flush(done.parent)

    def _download(self, file: File) -> bytes:
        bucket, prefix = self._place
        name = f"{prefix}/{file.sha256}/{file.path}"
        try:
            content = self.cloud.read(bucket, name)
        except NotThere as error:
            raise Unreachable(f"gs://{bucket}/{name} is not there") from error
        found = hashlib.sha256(content).hexdigest()
        if found != file.sha256:
            raise Refused(f"{file.path} has the checksum {found}, but {file.sha256} was announced")
        return content

    def switch(self, manifest: Manifest) -> None:
        """Puts a release in the place of the one before."""
        link = self.folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / manifest.revision)
        os.replace(link, self.folder / "current")
        _flush(self.folder)

    def prune(self, keep: Manifest) -> None:
        """Removes releases that were in place before."""
        for path in (self.folder / "releases").iterdir():
            if path.name != keep.revision:
                shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def _flush(folder: Path) -> None:
    """Makes sure that names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
