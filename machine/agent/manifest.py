"""What a release is made of, as the bucket says it."""

import hashlib
import json
import re
from dataclasses import dataclass

NAME = "manifest.json"


class Refused(Exception):
    """A release that is not run: what was found, and why that won't do."""


@dataclass(frozen=True)
class File:
    """A file of a release, below its folder."""

    path: str
    sha256: str
    mode: int


@dataclass(frozen=True)
class Manifest:
    """A release: what kind it is, which services must be well, its files, and the secrets it needs by variable."""

    revision: str
    type: str
    services: tuple[str, ...]
    images: tuple[str, ...]
    files: tuple[File, ...]
    secrets: tuple[tuple[str, str], ...]


_HASH = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]{0,300}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_SECRET = re.compile(r"projects/[a-z0-9-]+/secrets/[A-Za-z0-9_-]+(/versions/[0-9]+)?")
_MODES = (0o600, 0o644, 0o755)


def revision_of(manifest: "Manifest") -> str:
    """A hash of all that a release is: another file, secret or service makes another revision."""
    lines = [
        f"type {manifest.type}",
        *sorted(f"service {name}" for name in manifest.services),
        *sorted(f"image {name}" for name in manifest.images),
        *sorted(f"secret {variable} {name}" for variable, name in manifest.secrets),
        *sorted(f"file {file.sha256} {file.mode:o} {file.path}" for file in manifest.files),
    ]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("ascii")).hexdigest()


def _text(value: object, form: re.Pattern[str], what: str) -> str:
    if isinstance(value, str) and form.fullmatch(value):
        return value
    raise Refused(f"{what} is {json.dumps(value)[:100]}")


def _list(document: dict, key: str) -> list:
    value = document.get(key, [])
    if isinstance(value, list) and len(value) <= 500:
        return value
    raise Refused(f"{key} is no list of at most 500")


def _member(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _file(value: object) -> File:
    path = _text(_member(value, "path"), _PATH, "the path of a file")
    mode = value.get("mode", 0o644)
    if path == NAME or mode not in _MODES:
        raise Refused(f"the file {path} has a name or mode that none may have")
    return File(path, _text(value.get("sha256"), _HASH, f"the hash of {path}"), mode)


def _secret(value: object) -> tuple[str, str]:
    variable = _text(_member(value, "name"), _VARIABLE, "the variable of a secret")
    return variable, _text(_member(value, "secret"), _SECRET, f"the secret for {variable}")


def parse(content: bytes) -> Manifest:
    """Reads a manifest. Raises Refused for one that is not well-formed or does not hash to its own revision."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise Refused(f"it is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise Refused("it is no JSON object")
    kind = document.get("type")
    if kind not in ("compose", "container"):
        raise Refused(f"the type is {json.dumps(kind)[:100]}; allowed: compose, container")
    manifest = Manifest(
        revision=_text(document.get("revision"), _HASH, "the revision"),
        type=kind,
        services=tuple(_text(each, _NAME, "a service") for each in _list(document, "services")),
        images=tuple(_text(each, _IMAGE, "an image") for each in _list(document, "images")),
        files=tuple(_file(each) for each in _list(document, "files")),
        secrets=tuple(_secret(each) for each in _list(document, "secrets")),
    )
    paths = [file.path for file in manifest.files]
    if len(set(paths)) < len(paths):
        raise Refused("two files have the same path")
    if not manifest.services:
        raise Refused("it names no services")
    if revision_of(manifest) != manifest.revision:
        raise Refused("what it lists is not the revision that it names")
    return manifest
