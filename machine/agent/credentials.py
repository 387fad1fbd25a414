"""The secrets of a release, kept where they are gone after a restart."""

import os
from pathlib import Path

from cloud import Cloud
from manifest import Manifest, Refused


def fetch(cloud: Cloud, manifest: Manifest, path: Path) -> dict[str, str]:
    """Reads the secrets of a release and writes them to a file that only root can read; returns them by variable."""
    values = {variable: cloud.secret(name) for variable, name in manifest.secrets}
    for variable, value in values.items():
        if any(character in value for character in "\n\r\0"):
            raise Refused(f"the secret for {variable} has more than one line")
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{variable}={value}\n" for variable, value in values.items())
    os.replace(partial, path)
    return values


def kept(path: Path) -> dict[str, str]:
    """The secrets that were written last; none after a restart of the machine."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines)
