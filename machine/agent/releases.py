"""The releases on this machine's disk: fetched whole, checked, and put in place at one stroke.

Containers mount folders of configuration, and those that a release leaves alone go on with what they mounted. So neither
its path may change with the release, which to Compose would be another mount, nor may it be removed under them:

    current             leads to the release in place; containers are started by this path only
    releases/REVISION   its files, and for each of its folders a link to
    folders/CHECKSUM    what is in the folder, the same one for all releases that have the same in it
"""

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
    def link(self) -> Path:
        """Where the release in place is found: the same path whichever it is."""
        return self.folder / "current"

    @property
    def current(self) -> Manifest | None:
        """The release that is in place."""
        try:
            return parse((self.link / NAME).read_bytes())
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
        partial = _begun(done)
        for name, files in _folders(manifest).items():
            (partial / name).symlink_to(Path("../../folders") / self._fetch_folder(files))
        self._fill(partial, {file.path: file for file in manifest.files if "/" not in file.path})
        _write(partial / NAME, content, 0o644)
        _finish(partial, done)

    def _fetch_folder(self, files: dict[str, File]) -> str:
        """Brings the contents of a folder onto the disk, if they aren't there; returns the name that they have there."""
        lines = sorted(f"{file.sha256} {file.mode:o} {path}\n" for path, file in files.items())
        name = hashlib.sha256("".join(lines).encode("ascii")).hexdigest()
        done = self.folder / "folders" / name
        if not done.exists():
            partial = _begun(done)
            self._fill(partial, files)
            _finish(partial, done)
        return name

    def _fill(self, folder: Path, files: dict[str, File]) -> None:
        for path, file in files.items():
            _write(folder / path, self._download(file), file.mode)

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
        new = self.folder / "current.new"
        new.unlink(missing_ok=True)
        new.symlink_to(Path("releases") / manifest.revision)
        os.replace(new, self.link)
        _flush(self.folder)

    def prune(self) -> None:
        """Removes what the release in place has no part in. All that its containers mounted is part of it."""
        kept = self.link.resolve(strict=True)
        _keep(kept.parent, {kept.name})
        _keep(self.folder / "folders", {Path(os.readlink(each)).name for each in kept.iterdir() if each.is_symlink()})


def _folders(manifest: Manifest) -> dict[str, dict[str, File]]:
    """The files in each folder of a release, by their paths there."""
    folders: dict[str, dict[str, File]] = {}
    for file in manifest.files:
        name, _, path = file.path.partition("/")
        if path:
            folders.setdefault(name, {})[path] = file
    return folders


# A folder that isn't whole, because it is not yet or no longer, has another name until it is or isn't there.
_PARTIAL = ".partial"


def _begun(done: Path) -> Path:
    """An empty folder for what is to become another, without what an interrupted run left there."""
    partial = done.with_name(done.name + _PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    return partial


def _finish(partial: Path, done: Path) -> None:
    os.rename(partial, done)
    _flush(done.parent)


def _keep(folder: Path, names: set[str]) -> None:
    """Removes all else from a folder."""
    for path in sorted(folder.glob("*")):
        if path.name not in names:
            partial = path if path.name.endswith(_PARTIAL) else path.rename(path.with_name(path.name + _PARTIAL))
            shutil.rmtree(partial, ignore_errors=True)


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
