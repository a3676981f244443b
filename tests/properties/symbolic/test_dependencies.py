"""What a proof depends on: everything that ran, and everything that might have."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from properties import evaluation
from properties.symbolic.dependencies import ROOT, Module, Sources, functions_in, loaded, watching
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import knowledge
from properties.symbolic.prove import prove
from properties.symbolic.steps import cases
from spec import clock, transition

TEXT = b'''
LIMIT = 3


class Box:
    def size(self) -> int:
        return LIMIT


def first(value: int = 1) -> int:
    """Return it."""
    return value + LIMIT


def second() -> int:
    return first()
'''


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (b"value + LIMIT", b"value - LIMIT", {"first"}),
        (b"return first()", b"# a comment\n    return first()", set()),
        (b"return first()", b"return first(2)", {"second"}),
        (b"LIMIT = 3", b"LIMIT = 4", {""}),
        (b"value: int = 1", b"value: int = 2", {"first", ""}),
        (b"def second", b"@once\ndef second", {"second", ""}),
        (b"        return LIMIT", b"        return LIMIT + 1", {""}),
        (b"def second", b"def third", {"second", ""}),
        (b"\nLIMIT", b"import spec\nLIMIT", {""}),
    ],
)
def test_an_edit_changes_the_digest_of_what_it_touches(old: bytes, new: bytes, changed: set[str]) -> None:
    before, after = Module(TEXT), Module(TEXT.replace(old, new, 1))
    assert before.text != after.text
    assert {name for name in ("", "first", "second") if before.digest(name) != after.digest(name)} == changed


def test_what_runs_is_noted_and_nothing_stays_watched() -> None:
    sources = Sources()
    codes = {f: f.__code__ for module in loaded().values() for f in functions_in(module)}
    with watching(sources) as used:
        prove(["Pause"], ["A-1.solvency", "G-1"])
    assert {function: function.__code__ for function in codes} == codes
    assert {"spec.clock:pause", "spec.clock:observe", "spec.transition:apply", "spec.transition:dispatch"} <= used
    assert {"spec.clock:", "spec.parameters:", "properties.laws.tokens:"} <= used
    assert "properties.invariants.custody:stake_custody_is_solvent" in used
    assert [name for name in used if sources.digest(name) is None] == []


def test_what_does_not_run_is_no_dependency() -> None:
    # In a process that has loaded no more than the prover, as the workers have.
    script = (
        "from properties.symbolic.dependencies import Sources, watching\n"
        "from properties.symbolic.prove import prove\n"
        "with watching(Sources()) as used:\n    prove(['Pause'], ['A-1.solvency', 'G-1'])\n"
        "print(*used)"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    used = set(output.split())
    assert "spec.clock:pause" in used
    assert not {"spec.exits:unbond", "spec.pools:credit", "spec.clock:unpause", "spec.tokens:transfer"} & used


def test_functions_in_tables_are_noted_too() -> None:
    with watching(Sources()) as used:
        assert "spec.transition:token_call" not in used
        assert transition.CONTRACTS[0](None, None, None) is None  # type: ignore[arg-type]
    assert "spec.transition:token_call" in used


def test_functions_whose_paths_are_joined_are_noted_too() -> None:
    with watching(Sources()) as used, symbolic():
        assert list(cases("Distribute"))
    assert {"spec.rewards:distribute", "spec.rewards:advance", "spec.rewards:accrue"} <= used


def test_what_was_worked_out_before_is_worked_out_again() -> None:
    with symbolic():
        knowledge()
    with watching(Sources()) as used, symbolic():
        knowledge()
    assert {f"{p.function.__module__}:{p.function.__name__}" for p in evaluation.INVARIANTS} <= used


def test_every_function_is_watched_or_depended_on() -> None:
    sources = Sources()
    with watching(sources) as used:
        watched = {
            f"{name}:{f.__name__}"
            for name, module in loaded().items()
            for f in functions_in(module)
            if f.__code__.co_filename == __file__ or "dependencies" in f.__code__.co_filename
        }
        every = {f"{name}:{f}" for name in loaded() for f in sources.modules[name].functions}
        assert every <= used | watched
        assert len(watched) > len(every) / 2


def test_what_may_have_run_while_loading_is_depended_on() -> None:
    with watching(Sources()) as used:
        pass
    assert {"properties.scope:all_but", "properties.declaration:law", "properties.catalogue:declared"} <= used


def copy_of_sources(folder: Path) -> Path:
    """Return a copy of the texts."""
    for layer in ("spec", "properties"):
        shutil.copytree(ROOT / layer, folder / layer, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_engine_is_every_text_of_it(tmp_path: Path) -> None:
    root = copy_of_sources(tmp_path)
    first = Sources(root)
    engine = first.engine
    assert Sources().engine == engine
    for name in ("properties/symbolic/facts.py", "spec/units.py"):
        path = root / name
        text = path.read_text()
        path.write_text(text + "\nMORE = 1\n")
        assert Sources(root).engine != engine
        assert not first.unchanged()
        path.write_text(text)
    assert first.unchanged()
    (root / "spec" / "exits.py").write_text((root / "spec" / "exits.py").read_text() + "\n")
    assert Sources(root).engine == engine
    (root / "spec" / "new.py").write_text("")
    assert not first.unchanged()


def test_the_names_of_modules_are_those_of_python() -> None:
    names = set(Sources().modules)
    assert {clock.__name__, evaluation.__name__, "properties.symbolic", "spec"} <= names
    assert {name for name in sys.modules if name.startswith("spec.")} <= names
