"""All mistakes in the sources of a contracts project, in the order of files and places."""

from collections import Counter
from collections.abc import Iterator, Mapping

from differential.mutation.mutant import Mutant, edited
from differential.mutation.order import Order
from differential.mutation.program import Program, Trees
from differential.mutation.rules import Mistake, Source, mistakes
from differential.mutation.syntax import Node, kind, span

NAMED = ("FunctionDefinition", "ModifierDefinition", "VariableDeclaration")
"""What a mistake is named after."""


def parts(tree: Node) -> Iterator[tuple[str, Node]]:
    """Yield the functions, modifiers and constants of a source by name."""
    for node in tree["nodes"]:
        if kind(node) == "ContractDefinition":
            yield from parts(node)
        elif kind(node) in NAMED:
            yield node["name"] or node["kind"], node


def in_part(file: str, name: str, node: Node, source: Source, numbers: Counter[tuple[str, str]]) -> Iterator[Mutant]:
    """Yield the mistakes in a function, a modifier or a constant."""
    before = source.content.decode()
    for place, (operator, edits) in mistakes(node, source):
        after = edited(source.content, edits).decode()
        numbers[name, operator] += 1
        line = source.content[: line_start(place, (operator, edits))].count(b"\n") + 1
        yield Mutant(file, name, operator, numbers[name, operator], line, before, after)


def line_start(place: Node, mistake: Mistake) -> int:
    """Return the byte that a mistake is said to be at: of what is replaced, not of all around it."""
    return min((edit.start for edit in mistake[1]), default=span(place)[0])


def generated(texts: Mapping[str, str], trees: Trees) -> Iterator[Mutant]:
    """Yield all mistakes in sources, given by their texts and syntax trees; what comes to the same text only once."""
    program = Program(trees)
    order = Order(program)
    for file in sorted(texts):
        source = Source(texts[file].encode(), program, order)
        numbers, known = Counter[tuple[str, str]](), {texts[file]}
        for name, node in parts(trees[file]):
            for mutant in in_part(file, name, node, source, numbers):
                if mutant.after not in known:
                    known.add(mutant.after)
                    yield mutant
