"""The definition of the system: pure functions over immutable state.

Read in this order: ``units``, ``arithmetic``, ``map``, ``errors``, ``events``, ``parameters``, ``state``; then one
module per chapter of the domain: ``clock``, ``governance``, ``tokens``, ``rewards``, ``pools``, ``registry``,
``exits``, ``slashing``; and last ``actions`` and ``transition``, whose ``apply`` is the only door.
"""
