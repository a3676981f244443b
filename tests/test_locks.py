"""Lock files hold for ordinary public registries, say nothing of the machine that made them, and have what we use."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / "requirements.lock"
NODE = ROOT / "contracts" / "package-lock.json"
LOCKS = (PYTHON, NODE)
LAYERS = ("spec", "properties", "differential", "seqstake")

# Written in parts, so that this file passes its own test.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb" + "ian.org")
DOWNLOAD = re.compile(r'"resolved"|\.(?:tgz|whl|tar\.gz)\b|(?:file|git\+\w+|ssh)://|--(?:index|extra-index|find)\S*')
MACHINE_PATH = re.compile(r"""(?:^|[\s"'=(])(?:/(?:work|home|root|opt|usr|tmp|var|Users)/|[A-Z]:\\)""", re.MULTILINE)


def requirements() -> Iterator[tuple[str, list[str]]]:
    """Yield (name and version, hashes) for every requirement."""
    text = PYTHON.read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement, *options = line.split()
            yield requirement, options


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_a_registry_a_download_or_a_path(lock: Path) -> None:
    text = lock.read_text()
    assert not [host for host in REGISTRIES if host in text]
    assert not DOWNLOAD.findall(text)
    assert not MACHINE_PATH.findall(text)


def test_every_python_package_has_one_version_and_hashes() -> None:
    locked = list(requirements())
    assert len(locked) > 10
    for requirement, options in locked:
        assert re.fullmatch(r"[a-z0-9._-]+==[^\s=]+", requirement)
        assert options
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", option) for option in options)


def canonical(name: str) -> str:
    """Return the one way to write a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*groups: list[str]) -> set[str]:
    """Return the names of requirements."""
    return {canonical(re.split(r"[\[<>=~!; ]", item, maxsplit=1)[0]) for group in groups for item in group}


def imported(path: Path) -> set[str]:
    """Return the modules, as they are called at the top, that a file imports from elsewhere."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names} - {*sys.stdlib_module_names, *LAYERS, "tests"}


@pytest.mark.parametrize("folder", [*LAYERS, "tests"])
def test_all_that_is_imported_is_declared_and_locked(folder: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *([project["optional-dependencies"]["dev"]] if folder == "tests" else [])]
    names = declared(*groups)
    assert names <= {canonical(requirement.partition("==")[0]) for requirement, _ in requirements()}
    providers = packages_distributions()
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(path)
        if not {canonical(provider) for provider in providers.get(name, ())} & names
    }
    assert missing == set()


def test_every_node_package_has_a_version_and_a_hash() -> None:
    packages = json.loads(NODE.read_text())["packages"]
    locked = {name: entry for name, entry in packages.items() if name}
    assert locked
    for name, entry in locked.items():
        assert entry["version"], name
        assert entry["integrity"].startswith("sha512-"), name


def test_the_node_lock_is_of_the_present_manifest() -> None:
    manifest = json.loads((ROOT / "contracts" / "package.json").read_text())
    locked = json.loads(NODE.read_text())["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert locked.get(kind, {}) == manifest.get(kind, {})
