"""What this OAI-PMH provider promises, each with a number that its tests cite: `@holds("L4")`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

CLAIMS = {
    "I1": "Identify is answered with 200 and one Identify element; nothing redirects for good in front of it",
    "I2": "protocolVersion is 2.0",
    "I3": "baseURL is the address that was called, in every view",
    "I4": "an address of a person who can be written to",
    "I5": "granularity of seconds, and earliestDatestamp is written in it",
    "I6": "no datestamp is ever earlier than earliestDatestamp",
    "I7": "deletions are kept for ever",
    "I8": "one oai-identifier, its namespace as the default one, with a domain name",
    "I9": "the children of Identify in the order of the schema, repositoryName among them",
    "I10": "a response is compressed when that is asked for, and only then",
    "E1": "responseDate in UTC, with Z and without fractions",
    "E2": "xsi:schemaLocation, by that prefix, begins with OAI-PMH",
    "E3": "the request is echoed, but not what makes a badVerb or badArgument",
    "E4": "text/xml in UTF-8 of characters that XML 1.0 knows, whatever the arguments hold",
    "E5": "elements of OAI-PMH have no prefix",
    "E6": "no element that is called error but where there is one",
    "R1": "no verb or an unknown one: badVerb",
    "R2": "a verb or argument twice: badVerb, badArgument",
    "R3": "an argument that the verb does not know: badArgument",
    "R4": "a missing argument: badArgument",
    "R5": "a resumption token beside other arguments: badArgument",
    "R6": "a date that is none: badArgument",
    "R7": "from and until of different granularity: badArgument",
    "R8": "from later than until: badArgument",
    "R9": "a finer granularity than seconds: badArgument",
    "R10": "an unknown format: cannotDisseminateFormat",
    "R11": "an unknown identifier: idDoesNotExist",
    "R12": "every title has formats, so noMetadataFormats is never said",
    "R13": "noSetHierarchy only where there are no sets",
    "R14": "until before the first datestamp: noRecordsMatch",
    "R15": "from in the future: noRecordsMatch",
    "R16": "a token of rubbish: badResumptionToken",
    "R17": "a changed token, or one of another verb or view: badResumptionToken",
    "R18": "several faults are told together",
    "R19": "an unknown set: noRecordsMatch",
    "L1": "from and until are inclusive",
    "L2": "until X and from X together give everything, and share exactly what is at X",
    "L3": "days reach from their first to their last second",
    "L4": "ListIdentifiers gives the headers of ListRecords",
    "L5": "a list gives everything once",
    "L6": "no page is empty",
    "L7": "a deleted record has neither metadata nor about, a live one has metadata",
    "L8": "a deleted record stays in every list, set and format, and can be asked for",
    "L9": "the header names every set, and a parent holds what its children hold",
    "L10": "what leaves a set is deleted in that set",
    "L11": "what makes the record anew moves its datestamp when the record changes",
    "L12": "the datestamps of a record strictly increase",
    "L13": "the datestamp is that of the publication, whenever its vendor sent it",
    "T1": "a token gives the same page each time, also the one before, also after a restart",
    "T2": "an empty token ends a list of several pages",
    "T3": "the cursor counts what was given, from 0",
    "T4": "completeListSize is exact and the same on every page",
    "T5": "a token is promised for more than a day",
    "T6": "a token outlives restarts and publications",
    "T7": "a token is never answered with noRecordsMatch",
    "T8": "a token is URL-safe, short, signed, and nothing in it is executed",
    "H1": "POST equals GET",
    "H2": "gzip works",
    "H3": "503 says in seconds when to come back, within the hour",
    "H4": "nothing is moved for good",
    "H5": "a response stays below 5 MB",
    "H6": "other methods: 405",
}


def holds(*claims: str) -> Callable[[Test], Test]:
    """Marks a test with the claims it proves; only test_assertions.py reads the marks, from the source."""
    assert claims
    assert not set(claims) - CLAIMS.keys()
    return lambda test: test
