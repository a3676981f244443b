from differential.coverage.source_map import Instruction, Place, instructions, opcodes, places


def test_instructions_are_told_from_what_they_push() -> None:
    # PUSH0, PUSH1 0x57, JUMPI, PUSH32 with too little after it
    assert list(opcodes(bytes.fromhex("5f6057577f57"))) == [(0, 0x5F), (1, 0x60), (3, 0x57), (4, 0x7F)]


def test_what_a_source_map_leaves_out_is_as_before() -> None:
    assert list(places("1:2:3;;:4;5;::-1:o:1;6:7:8")) == [
        Place(1, 3, 3),
        Place(1, 3, 3),
        Place(1, 5, 3),
        Place(5, 9, 3),
        Place(5, 9, -1),
        Place(6, 13, 8),
    ]


def test_what_follows_the_instructions_has_no_place() -> None:
    assert list(instructions(bytes.fromhex("6001a1a1"), "1:2:3;4")) == [
        Instruction(0, 0x60, Place(1, 3, 3)),
        Instruction(2, 0xA1, Place(4, 6, 3)),
    ]
    assert list(instructions(b"\x60", "")) == []


def test_a_place_encloses_what_lies_in_it() -> None:
    place = Place.of("10:5:1")
    assert place == Place(10, 15, 1)
    assert place.encloses(place)
    assert place.encloses(Place(11, 12, 1))
    assert not place.encloses(Place(9, 12, 1))
    assert not place.encloses(Place(12, 16, 1))
    assert not place.encloses(Place(11, 12, 2))
