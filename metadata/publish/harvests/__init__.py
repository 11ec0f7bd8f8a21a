"""Who harvested which view, from when, and whether to the end: so that a library that has stopped pulling is seen.

log    notes what servers gave, beside the answering of requests     table  the SQLite file where it is kept
pulls  what the log tells of a view and of each system that pulls from it

No person is to be known from it: of an address only the network is kept (IPv4 /24, IPv6 /48), of a User-Agent a
hundred plain characters, of what was asked no query; and all of it for as long as schemas/consortium.yml says.
A network rather than a keyed hash: that tells an engineer which machine room has stopped, and who pulls are machines.
"""

from metadata.publish.harvests.log import HarvestLog as HarvestLog
