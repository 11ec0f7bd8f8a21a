"""watch: what stands in the way of a good night, and since when: the same facts for digest, desk and command line.

facts      what is found, and whether it is a person's matter     policy     thresholds and words (schemas/watch.yml)
feeds, readers, waiting, ends, house   where it is looked for     digest     what each role is told of it by mail
retention  what has lain long enough and goes

A fact has a kind and a subject; since when it holds is kept in the store, so that nothing is told as new twice.
"""

from metadata.watch.facts import Fact as Fact
from metadata.watch.facts import Watched as Watched
from metadata.watch.facts import facts as facts
from metadata.watch.facts import watch as watch
