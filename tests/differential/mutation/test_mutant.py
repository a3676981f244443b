"""A mistake as a text, and what differs."""

from differential.mutation.mutant import Edit, Mutant, edited

BEFORE = "one\ntwo\nthree\nfour\n"
MUTANT = Mutant("src/A.sol", "f", "arithmetic", 2, 3, BEFORE, BEFORE.replace("three", "3"))


def test_edits_are_counted_in_bytes_and_do_not_shift_each_other() -> None:
    edits = (Edit(0, 2, "x"), Edit(5, 6, "long"))
    assert edited("½ b c".encode(), edits) == b"x b long"


def test_a_mistake_is_known_by_what_it_is_in_and_shown_by_what_differs() -> None:
    assert MUTANT.id == "src/A.sol:f:arithmetic:2"
    assert MUTANT.diff() == "@@ -2,3 +2,3 @@\n two\n-three\n+3\n four"
    assert MUTANT.change() == " two\n-three\n+3\n four"
