"""The bugs of the corpus, and those of them that have nothing to live in here."""

from typing import Final

NOT_SEEDED: Final = {
    "BUG-074": "It is about a process that lost a fix, not about code; killed traces are kept as directed histories.",
    "BUG-097": "Signing keys are opaque words here, without a curve on which one point has two encodings.",
    "BUG-120": "Nobody votes here, and neither checkpoints nor the bucket queue are written in a circle.",
    "BUG-163": "Nothing vests here.",
    "BUG-171": "There are no Merkle claims and no bitmaps here.",
    "BUG-192": "No stranger's code is called: sinks are credited and withdraw, and the tokens have no hooks.",
    "BUG-197": "Registration asks for no proof that the key is one's own, in the specification either.",
    "BUG-207": "There is one reward token, fixed at deployment.",
    "BUG-208": "The stake token is fixed at deployment.",
}
"""The bugs of the corpus that have nothing to live in here, each with the reason."""

NUMBERS: Final = """
001 007 009 011 020 028 035 036 037 039 042 046 047 049 050 052 053 055 058 063 066 069 070 074 079
080 083 091 094 097 102 104 105 113 116 117 118 120 127 129 133 135 137 141 142 143 144 145 150 154
157 158 159 163 164 167 169 171 174 178 179 183 184 185 186 192 193 197 198 199 200 201 203 204 205
206 207 208
"""

CORPUS: Final = frozenset(f"BUG-{number}" for number in NUMBERS.split())
"""All bugs of the corpus."""
