"""Google's APIs and the metadata server, as this machine's own service account."""

import base64
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

# What this machine tells others is under this namespace of its guest attributes.
NAMESPACE = "sourcegraph"


class Unreachable(Exception):
    """Something did not answer, or refused for now: asking again later may help."""


class NotThere(Exception):
    """What was asked for does not exist."""


def _endpoint(api: str) -> str:
    """Where an API is; the variable is the one that gcloud goes by."""
    override = os.environ.get(f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.upper()}")
    return (override or f"https://{api}.googleapis.com/").rstrip("/")


def _metadata() -> str:
    host = os.environ.get("GCE_METADATA_HOST", "metadata.google.internal")
    return f"http://{host}/computeMetadata/v1/instance"


# Neither the metadata server nor Google's APIs are behind a proxy.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _send(method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    where = urllib.parse.urlsplit(url).netloc
    try:
        with _opener.open(request, timeout=60) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        text = error.read(2000).decode("utf-8", "replace")
        if error.code == 404:
            raise NotThere(text) from error
        raise Unreachable(f"{where} answered {error.code}: {_message(text)}") from error
    except (OSError, ValueError) as error:
        raise Unreachable(f"{where} can't be reached: {error}") from error


def _message(text: str) -> str:
    """The words of a refusal, whatever its form."""
    try:
        return str(json.loads(text)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return text.strip()[:200]


@dataclass
class Cloud:
    """The calls that this machine makes. A token is asked for once and used for all of them."""

    _headers: dict[str, str] = field(default_factory=dict)

    def setting(self, name: str) -> str:
        """What this machine was told by its own metadata; "" when nothing."""
        try:
            return _send("GET", f"{_metadata()}/attributes/{name}", {"Metadata-Flavor": "Google"}).decode("utf-8")
        except NotThere:
            return ""

    def _get(self, url: str) -> bytes:
        if not self._headers:
            answer = _send("GET", f"{_metadata()}/service-accounts/default/token", {"Metadata-Flavor": "Google"})
            try:
                self._headers = {"Authorization": f"Bearer {json.loads(answer)['access_token']}"}
            except (ValueError, KeyError) as error:
                raise Unreachable("the metadata server gave no token") from error
        return _send("GET", url, self._headers)

    def read(self, bucket: str, name: str) -> bytes:
        """The contents of an object."""
        quoted = urllib.parse.quote(name, safe="")
        return self._get(f"{_endpoint('storage')}/storage/v1/b/{bucket}/o/{quoted}?alt=media")

    def secret(self, name: str) -> str:
        """The text of a secret, or of a version of it: "projects/p/secrets/s"."""
        version = name if "/versions/" in name else f"{name}/versions/latest"
        try:
            answer = json.loads(self._get(f"{_endpoint('secretmanager')}/v1/{version}:access"))
            return base64.b64decode(answer["payload"]["data"]).decode("utf-8")
        except NotThere as error:
            raise Unreachable(f"the secret {name} has no value yet") from error
        except (ValueError, KeyError) as error:
            raise Unreachable(f"the secret {name} is no text") from error

    def tell(self, key: str, value: str) -> None:
        """Sets a guest attribute of this machine; an empty one is removed."""
        url = f"{_metadata()}/guest-attributes/{NAMESPACE}/{key}"
        headers = {"Metadata-Flavor": "Google"}
        if value:
            _send("PUT", url, headers, value.encode("utf-8"))
            return
        try:
            _send("DELETE", url, headers)
        except NotThere:
            pass
