"""No stray file and no variable of the environment switches a protection off."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from browser.conftest import start
from geodata.store.snapshots import Store
from security.conftest import Door

#: Everything that Streamlit can be told, as the server has told it.
_SAY = """
import json
from dashboard.server import serve
serve.settle("localhost", 8501, allow_publish=False)
from streamlit import config
options = config.get_config_options()
print(json.dumps({key: one.value for key, one in options.items() if not one.sensitive}))
"""
_OFF = """
[global]
developmentMode = true
[server]
enableCORS = false
enableXsrfProtection = false
enableAgentApi = true
enableStaticServing = true
scriptHealthCheckEnabled = true
corsAllowedOrigins = ["http://evil.example"]
maxUploadSize = 100000
headless = false
port = 9
baseUrlPath = "elsewhere"
trustedUserHeaders = '{"X-User" = "name"}'
[client]
disableDataExport = false
showErrorDetails = "full"
toolbarMode = "developer"
allowedOrigins = ["https://evil.example"]
[runner]
postScriptGC = true
magicEnabled = true
[browser]
gatherUsageStats = true
serverAddress = "evil.example"
[theme]
base = "https://evil.example/theme.toml"
primaryColor = "red"
"""
_SECRETS = '[auth]\ncookie_secret = "known"\nredirect_uri = "http://evil.example"\n'


def settings(home: Path, working: Path, **more: str) -> str:
    environment = {**os.environ, "HOME": str(home), **more}
    said = subprocess.run(
        [sys.executable, "-c", _SAY], cwd=working, env=environment, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    assert said.stderr == ""
    return said.stdout


@pytest.fixture
def strayed(tmp_path: Path) -> Path:
    """A folder that is home and working folder to somebody who set Streamlit for another app."""
    folder = tmp_path / "strayed"
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "config.toml").write_text(_OFF, encoding="utf-8")
    (folder / ".streamlit" / "secrets.toml").write_text(_SECRETS, encoding="utf-8")
    return folder


def test_stray_files_and_variables_change_nothing(strayed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    expected = settings(empty, empty)
    assert '"server.enableXsrfProtection": true' in expected
    assert '"secrets.files": []' in expected
    assert settings(strayed, empty) == expected
    assert settings(empty, strayed) == expected
    variables = {
        "STREAMLIT_SERVER_ENABLE_CORS": "false", "STREAMLIT_SERVER_ENABLE_AGENT_API": "true",
        "STREAMLIT_CLIENT_DISABLE_DATA_EXPORT": "false",
    }  # fmt: skip
    assert settings(empty, empty, **variables) == expected


@pytest.mark.parametrize("broken", ["[server", "[theme.sidebar.light]\nbase = 'x'\n"])
def test_a_stray_file_that_cannot_be_read_is_not_read(strayed: Path, broken: str) -> None:
    (strayed / ".streamlit" / "config.toml").write_text(broken, encoding="utf-8")
    assert '"runner.postScriptGC": false' in settings(strayed, strayed)


def test_a_server_started_beside_stray_files_is_closed(strayed: Path, tiny_store: Store) -> None:
    process, url = start(
        tiny_store.folder, folder=strayed,
        environment={"HOME": str(strayed), "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    try:
        door = Door(url, strayed / "none")
        own = f"http://localhost:{door.port}"
        _, headers, _ = door.get("/_stcore/health", {"Origin": own})
        assert headers["Access-Control-Allow-Origin"] is None
        assert "_streamlit_xsrf" in headers["Set-Cookie"]
        for closed in ("agent/interact", "agent/openapi.json", "metrics", "script-health-check"):
            assert door.get(f"/_stcore/{closed}")[0] == 404
        _, _, said = door.get("/_stcore/host-config")
        assert b'"allowedOrigins":[]' in said
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_package_names_no_file_that_is_not_there() -> None:
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    for package, patterns in project["tool"]["setuptools"]["package-data"].items():
        for pattern in patterns:
            assert list((root / package).glob(pattern)), f"{package}: {pattern}"
