"""Reported against found: what a sample says of a reported figure, and the figure corrected by it.

`model` holds one row of what inspection found.
"""

from kaohe.fieldwork.estimates.model import Inspected

__all__ = ["Inspected"]
