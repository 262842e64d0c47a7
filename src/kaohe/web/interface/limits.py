"""How often something may happen: counts in Django's cache, which every server process keeps for itself."""

from django.core.cache import cache

MOST_CALLS, CALLS_WITHIN = 600, 60
"""Calls of one token, and within how many seconds."""
MOST_WRONG, WRONG_WITHIN = 10, 15 * 60
"""Wrong secrets for one token from one address before that address waits, and for how many seconds they are remembered."""


def calls_left(token: int) -> bool:
    """Count one call; whether it is still within what a token may do."""
    return _count(f"api-calls-{token}", CALLS_WITHIN) <= MOST_CALLS


def shut_out(door: str) -> bool:
    """Whether too many wrong secrets have come to this door."""
    return int(cache.get(f"api-wrong-{door}", 0)) >= MOST_WRONG


def wrong_again(door: str) -> bool:
    """Count one wrong secret; whether it was the one that shuts the door."""
    return _count(f"api-wrong-{door}", WRONG_WITHIN) == MOST_WRONG


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        return 1
