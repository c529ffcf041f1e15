"""azure-identity gets its token through the proxy, by the default authority, and the API takes it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import make
import pytest

from inspector.proxy import ProxySettings, start
from inspector.standin.settings import StandInSettings

PATIENCE = 120  # seconds; the machine may be busy
CLIENT = """
import json, sys, requests
from azure.identity import ClientSecretCredential
tenant, audience, root = sys.argv[1:]
credential = ClientSecretCredential(tenant, "5c3b0f3e-9a51-4a9a-a5a3-6f0d7f3f2c11", "not-a-secret")
token = credential.get_token(f"{audience}/.default")
again = credential.get_token(f"{audience}/.default")
headers = {"Authorization": f"Bearer {token.token}", "x-ms-version": "2.19", "Accept": "application/json"}
answer = requests.get(f"{root}MediaProcessors", headers=headers)
print(json.dumps({"status": answer.status_code, "cached": token.token == again.token}))
"""


@pytest.mark.parametrize("tenant", [make.TENANT, "contoso.com"])
def test_a_client_secret_credential(tenant: str, tmp_path: Path) -> None:
    settings = ProxySettings(
        tmp_path / "a.amscap", tmp_path / "ca", ("127.0.0.1", 0), stand_in=StandInSettings()
    )
    with start(settings) as proxy:
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("proxy")}  # fmt: skip
        trust = {"HTTPS_PROXY": f"http://{proxy.listen}", "REQUESTS_CA_BUNDLE": str(proxy.ca)}
        done = subprocess.run(
            [sys.executable, "-c", CLIENT, tenant, make.AUDIENCE, make.ROOT],
            env={**kept, **trust},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"status": 200, "cached": True}
