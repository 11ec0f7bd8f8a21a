"""The published views, read from the store: one neutral record per title, each view's own links, sets and deletes.

Every channel reads through here, so all of them say the same. A view is computed from how titles stood
(metadata/publish/history.py); nothing is stored per library and title.
"""

from metadata.publish.views.catalogue import StoreCatalogue as StoreCatalogue
from metadata.publish.views.view import StoredView as StoredView
