"""The cast on a chain: everyone with a key, so that permits can be signed."""

from functools import lru_cache

from eth_hash.auto import keccak
from eth_keys.datatypes import PrivateKey

from properties.world import Cast
from spec.units import Address


@lru_cache(maxsize=1024)
def key_of(name: str) -> PrivateKey:
    """Return the private key of the actor of that name; it is no secret and guards nothing."""
    return PrivateKey(keccak(f"seqstake actor {name}".encode()))


def address_of(name: str) -> Address:
    """Return the account of the actor of that name."""
    return Address(int.from_bytes(key_of(name).public_key.to_canonical_address(), "big"))


def group(name: str, size: int) -> tuple[Address, ...]:
    """Return the accounts of several actors of one kind."""
    return tuple(address_of(f"{name} {number}") for number in range(1, size + 1))


@lru_cache(maxsize=1)
def chain_cast() -> Cast:
    """Return the cast with real addresses; the sinks need no keys but have them all the same."""
    return Cast(
        governor=address_of("governor"),
        guardian=address_of("guardian"),
        slasher=address_of("slasher"),
        notifier=address_of("notifier"),
        validators=group("validator", 3),
        delegators=group("delegator", 3),
        whale=address_of("whale"),
        stranger=address_of("stranger"),
        reporter=address_of("reporter"),
        withdrawal=group("withdrawal", 3),
        burn=address_of("burn sink"),
        treasury=address_of("treasury sink"),
        insurance=address_of("insurance sink"),
        dust=address_of("dust sink"),
    )


@lru_cache(maxsize=1)
def signers() -> dict[Address, PrivateKey]:
    """Return everyone's key by account."""
    cast = chain_cast()
    names = ["governor", "guardian", "slasher", "notifier", "whale", "stranger", "reporter"]
    names += [f"{part} sink" for part in ("burn", "treasury", "insurance", "dust")]
    names += [f"{kind} {number}" for kind in ("validator", "delegator", "withdrawal") for number in (1, 2, 3)]
    keys = {address_of(name): key_of(name) for name in names}
    assert set(keys) == set(cast.everyone())
    return keys


def keyring(*others: str) -> tuple[bytes, ...]:
    """Return the private keys of the cast and of other actors."""
    return tuple(key.to_bytes() for key in (*signers().values(), *map(key_of, others)))
