"""What comes of a mistake: other code, the same code, or none; each is compiled once."""

from dataclasses import replace
from typing import Any

import pytest

from differential.mutation.build import Builder, Invalid
from differential.mutation.mutant import Mutant
from differential.mutation.solc import RENEWED, Solc
from differential.toolchain import ToolchainError


def named(mutants: list[Mutant], name: str) -> Mutant:
    return next(mutant for mutant in mutants if mutant.id == f"src/Toy.sol:{name}")


def test_a_mistake_makes_other_code_for_what_depends_on_it(builder: Builder, mutants: list[Mutant]) -> None:
    wrong, right = builder.codes(named(mutants, "pay:boundary:2")), builder.right("src/Toy.sol")
    assert right == {"Toy": builder.project.artifacts["Toy"].initcode.hex()}
    assert wrong.keys() == right.keys()
    assert wrong != right
    assert builder.artifacts(wrong)["Toy"] == replace(
        builder.project.artifacts["Toy"], initcode=bytes.fromhex(wrong["Toy"])
    )


def test_what_makes_no_difference_is_the_same_code(builder: Builder, mutants: list[Mutant]) -> None:
    same = replace(mutants[0], after=mutants[0].before.replace("amount > 0", "(amount > 0)"))
    assert builder.codes(same) == builder.right("src/Toy.sol")


def test_what_does_not_compile_is_told_by_the_compiler(builder: Builder, mutants: list[Mutant]) -> None:
    wrong = replace(mutants[0], after=mutants[0].before.replace("external open", "external shut"))
    for _ in range(2):
        with pytest.raises(Invalid, match="Identifier not found"):
            builder.codes(wrong)


def test_nothing_is_compiled_twice(builder: Builder, mutants: list[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = named(mutants, "pay:boundary:1")
    first = builder.codes(mutant)

    def busy(self: Solc, request: str) -> dict[str, Any]:
        raise AssertionError("the compiler was asked")

    monkeypatch.setattr(Solc, "ask", busy)
    assert builder.codes(mutant) == first


def test_a_compiler_that_dies_is_told_and_started_again(builder: Builder) -> None:
    solc = Solc(builder.project.toolchain)
    assert "errors" in solc.ask("{}")
    assert solc._process
    solc._process.kill()
    solc._process.wait()
    with pytest.raises(ToolchainError, match="ended in the middle of its work"):
        solc.ask("{}")
    assert "errors" in solc.ask("{}")
    solc.close()


def test_a_compiler_makes_room_for_a_new_one(builder: Builder) -> None:
    solc = Solc(builder.project.toolchain)
    solc.ask("{}")
    first, solc._answered = solc._process, RENEWED
    solc.ask("{}")
    assert solc._process is not first
    assert solc._answered == 1
    solc.close()
