"""The operations, one file a subject. Importing this puts them on the interface."""

from kaohe.web.interface.api import api
from kaohe.web.interface.operations import data_values, facts, results, rounds, schemes

__all__ = ["api", "data_values", "facts", "results", "rounds", "schemes"]
