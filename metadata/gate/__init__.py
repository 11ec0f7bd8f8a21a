"""The gate: is this delivery what the vendor's file and its own history let us expect (quality-rules.md §9)?

    check    what is told and said                          effect   what the rows would do to what is live
    limits   the verdicts: pure functions of counts         samples  a few records that show it
    fills    those about key fields                         history  what is usual for the vendor, from the store
    words    what is said of it, in three languages

A tripped gate holds the delivery and keeps what is published; a person decides.
"""

from metadata.gate.check import Check, History
from metadata.gate.history import Arrived, Weighed, is_approved, weigh
from metadata.gate.limits import gate
from metadata.gate.words import load_gate_texts

__all__ = ["Arrived", "Check", "History", "Weighed", "gate", "is_approved", "load_gate_texts", "weigh"]
