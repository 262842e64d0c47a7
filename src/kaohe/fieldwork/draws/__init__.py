"""抽样: draws of places to visit that anybody can repeat.

A frame (`frame`, `frame_file`), a plan (`plan`, `plan_file`) and the terms of a seed (`seeds`) are announced before
(`draw.prepare`, `record`); with the seed they give the result (`draw.draw`: `allocation`, `keys`, `selection`), and
spots that cannot be visited are replaced by the next of their group. The record repeats on any machine (`verifying`).
`size` says how many are enough. Nothing here knows residents: spots are villages, communities, institutions.
"""

from kaohe.fieldwork.draws.allocation import Group
from kaohe.fieldwork.draws.draw import Draw, Replacement, draw, prepare, replace_spot
from kaohe.fieldwork.draws.frame import Frame, Spot, frame_of, frame_of_units
from kaohe.fieldwork.draws.frame_file import read_frame
from kaohe.fieldwork.draws.plan import By, Chance, Exclusion, Plan, Share
from kaohe.fieldwork.draws.plan_file import SeedTerms, Terms, parse_terms, read_terms
from kaohe.fieldwork.draws.record import canonical, fingerprint, record_of, secret_record, write_record
from kaohe.fieldwork.draws.record_file import read_secret, read_stated
from kaohe.fieldwork.draws.seeds import Secret, Seed, new_secret
from kaohe.fieldwork.draws.selection import Chosen
from kaohe.fieldwork.draws.size import Size, sample_size
from kaohe.fieldwork.draws.verifying import Verified, load_draw, verify_record

__all__ = [
    "By",
    "Chance",
    "Chosen",
    "Draw",
    "Exclusion",
    "Frame",
    "Group",
    "Plan",
    "Replacement",
    "Secret",
    "Seed",
    "SeedTerms",
    "Share",
    "Size",
    "Spot",
    "Terms",
    "Verified",
    "canonical",
    "draw",
    "fingerprint",
    "frame_of",
    "frame_of_units",
    "load_draw",
    "new_secret",
    "parse_terms",
    "prepare",
    "read_frame",
    "read_secret",
    "read_stated",
    "read_terms",
    "record_of",
    "replace_spot",
    "sample_size",
    "secret_record",
    "verify_record",
    "write_record",
]
