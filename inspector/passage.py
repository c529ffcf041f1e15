"""What a program's environment has to say so that it goes through a proxy, and trusts it.

Each client reads other variables: `docs/ci.md` tells which. What the parent's environment says of
authorities stays trusted beside the proxy's own.
"""

import re
import shutil
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import certifi

from inspector.errors import ConfigError

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "WSS_PROXY")
BUNDLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "AWS_CA_BUNDLE",
    "PERL_LWP_SSL_CA_FILE",
    "CARGO_HTTP_CAINFO",
    "DENO_CERT",
    "PIP_CERT",
    "npm_config_cafile",
)
NPM = ("npm_config_proxy", "npm_config_https_proxy")
NODE = "NODE_EXTRA_CA_CERTS"
JAVA = "JAVA_TOOL_OPTIONS"
WGET = "WGETRC"
PASSWORD = "changeit"  # noqa: S105 - Java's own default; the store holds certificates only
_CERTIFICATE = re.compile(
    r"-----BEGIN (?:TRUSTED )?CERTIFICATE-----.*?-----END (?:TRUSTED )?CERTIFICATE-----", re.DOTALL
)


@dataclass(frozen=True)
class Passage:
    """A proxy at *listen*, its authority, and a private folder for what clients are to read."""

    listen: str  # HOST:PORT
    ca: Path
    folder: Path
    no_proxy: str = ""  # hosts that are reached directly, with commas between them

    @property
    def url(self) -> str:
        """Return the proxy's URL."""
        return f"http://{self.listen}"

    def environment(self, parent: Mapping[str, str]) -> dict[str, str]:
        """Return *parent* changed for a child that is to use the proxy; write what it names.

        Raises ConfigError when that cannot be written, or what *parent* names cannot be read.
        """
        try:
            return self._environment(parent)
        except OSError as error:
            place = error.filename or self.folder  # which has none when the disk is full
            raise ConfigError(f"{place}: {error.strerror}") from error

    def _environment(self, parent: Mapping[str, str]) -> dict[str, str]:
        bundle = self._bundle(parent)
        env = {name: value for name, value in parent.items() if name.upper() != "NO_PROXY"}
        for name in PROXIES:
            env[name] = env[name.lower()] = self.url
        env |= dict.fromkeys(NPM, self.url) | dict.fromkeys(BUNDLES, str(bundle))
        if self.no_proxy:
            env["NO_PROXY"] = env["no_proxy"] = self.no_proxy
        env[NODE] = str(self._own_and(parent.get(NODE)))
        env["NODE_USE_ENV_PROXY"] = "1"  # Node 24 and newer
        env[WGET] = str(self._wget(parent, bundle))
        if shutil.which("java", path=parent.get("PATH")) or parent.get("JAVA_HOME"):
            env[JAVA] = " ".join(filter(None, [parent.get(JAVA, ""), self._java(bundle)]))
        return env

    def _bundle(self, parent: Mapping[str, str]) -> Path:
        """Write every authority that is trusted: the usual ones, the parent's, and the proxy's."""
        named = dict.fromkeys(parent[name] for name in BUNDLES if parent.get(name))
        return self._written("authorities.pem", [Path(certifi.where()), *map(Path, named), self.ca])

    def _own_and(self, other: str | None) -> Path:
        return self._written("own.pem", [*([Path(other)] if other else []), self.ca])

    def _written(self, name: str, sources: Iterable[Path]) -> Path:
        found: dict[str, None] = {}
        for source in sources:
            if source.exists():
                texts = (certificates_in(one) for one in files_of(source))
                found.update(dict.fromkeys(chain.from_iterable(texts)))
        file = self.folder / name
        file.write_text("\n".join([*found, ""]), encoding="utf-8")
        return file

    def _wget(self, parent: Mapping[str, str], bundle: Path) -> Path:
        """Write a settings file: wget takes an authority from nothing else."""
        usual = Path(parent.get(WGET) or Path(parent.get("HOME", "")) / ".wgetrc")
        before = usual.read_text(encoding="utf-8", errors="replace") if usual.is_file() else ""
        file = self.folder / "wgetrc"
        file.write_text(f"{before}\nca_certificate = {bundle}\n", encoding="utf-8")
        return file

    def _java(self, bundle: Path) -> str:
        """Return a virtual machine's options; the authorities are in a store of Java's form."""
        host, _, port = self.listen.rpartition(":")
        store = self.folder / "authorities.p12"
        store.write_bytes(java_trust_store(bundle.read_bytes()))
        direct = "|".join(one.strip() for one in self.no_proxy.split(",") if one.strip())
        said = {
            "http.proxyHost": host.strip("[]"),
            "http.proxyPort": port,
            "https.proxyHost": host.strip("[]"),
            "https.proxyPort": port,
            "http.nonProxyHosts": direct,  # else Java reaches this machine directly
            "javax.net.ssl.trustStore": str(store),
            "javax.net.ssl.trustStoreType": "PKCS12",
            "javax.net.ssl.trustStorePassword": PASSWORD,
        }
        return " ".join(_quoted(f"-D{name}={value}") for name, value in said.items())


def files_of(source: Path) -> list[Path]:
    """Return a file, or those of a folder: requests and OpenSSL take one, too."""
    if source.is_dir():
        return sorted(one for one in source.iterdir() if one.is_file())
    return [source]


def certificates_in(file: Path) -> list[str]:
    """Return the certificates in a file, each as PEM; raises OSError when it cannot be read."""
    return _CERTIFICATE.findall(file.read_text(encoding="utf-8", errors="replace"))


def java_trust_store(bundle: bytes) -> bytes:
    """Return the certificates of a PEM bundle as a PKCS #12 store that Java trusts."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    named = []
    for place, text in enumerate(_CERTIFICATE.findall(bundle.decode("utf-8", "replace"))):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a few old roots break RFC 5280
                one = x509.load_pem_x509_certificate(text.encode())
        except (ValueError, UserWarning):
            continue  # no client that reads it by the same library could use it either
        named.append(pkcs12.PKCS12Certificate(one, f"authority {place}".encode()))
    return pkcs12.serialize_java_truststore(named, BestAvailableEncryption(PASSWORD.encode()))


def _quoted(option: str) -> str:
    return f'"{option}"' if " " in option else option
