"""The verbs that describe the repository: Identify, ListMetadataFormats, ListSets."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.publish.catalogue import ALL, EVERYTHING
from metadata.publish.oai_pmh.arguments import TOKEN, Fault
from metadata.publish.oai_pmh.envelope import GUIDELINES, dublin_core, element, guided, wrapped
from metadata.publish.oai_pmh.exchange import CC0, LANGUAGES, Answer, Ask, Reply, Settings, address
from metadata.publish.oai_pmh.formats import formats_of
from metadata.publish.oai_pmh.lists import found


def identify(ask: Ask) -> Reply:
    """Identify (OAI-PMH 2.0 §4.2): who we are, that deletions are kept, which views stand beside."""
    settings, called = ask.settings, ask.settings.called(ask.view.name)
    parts = [
        element("repositoryName", called.name),
        element("baseURL", address(settings.base_url, ask.view.name)),
        element("protocolVersion", "2.0"),
        element("adminEmail", settings.admin_email),
        element("earliestDatestamp", ask.catalogue.earliest()),
        element("deletedRecord", "persistent"),
        element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        element("compression", "gzip"),
        guided("description", "oai-identifier", f"{GUIDELINES}/oai-identifier", _identifier(ask)),
        dublin_core("description", ("title", called.name, called.language), ("rights", CC0, "")),
    ]
    if ask.view.name == ALL:
        parts.append(guided("description", "friends", f"{GUIDELINES}/friends/", "".join(_friends(ask))))
    return Answer((wrapped("Identify", parts),), ask.moment)


def _identifier(ask: Ask) -> str:
    first = ask.view.page(EVERYTHING, "", 1).entries
    sample = first[0][0].title_id if first else "0" * 27
    domain = ask.settings.domain
    return (
        element("scheme", "oai")
        + element("repositoryIdentifier", domain)
        + element("delimiter", ":")
        + element("sampleIdentifier", f"oai:{domain}:{sample}")
    )


def _friends(ask: Ask) -> Iterator[str]:
    others = (name for name in ask.catalogue.names() if name != ALL)
    return (element("baseURL", address(ask.settings.base_url, name)) for name in others)


def list_formats(ask: Ask) -> Reply:
    """ListMetadataFormats (§4.4): every title, live or deleted, has every format."""
    identifier = ask.arguments.get("identifier")
    if identifier is not None and not found(ask, identifier):
        return Fault("idDoesNotExist", "no title of this view has this identifier")
    formats = (
        "<metadataFormat>\n"
        + element("metadataPrefix", prefix)
        + element("schema", each.schema)
        + element("metadataNamespace", each.namespace)
        + "</metadataFormat>\n"
        for prefix, each in formats_of(ask.view.name).items()
    )
    return Answer((wrapped("ListMetadataFormats", formats),), ask.moment)


def list_sets(ask: Ask) -> Reply:
    """ListSets (§4.6), in one page, so that there is no token to resume."""
    if TOKEN in ask.arguments:
        return Fault("badResumptionToken", "ListSets is given in one page; ask without a token")
    sets = ask.view.sets()
    if not sets:
        return Fault("noSetHierarchy", "this view has no sets")
    return Answer((wrapped("ListSets", (_set(ask.settings, ask.view.name, *each) for each in sets)),), ask.moment)


def _set(settings: Settings, view: str, spec: str, usual: str) -> str:
    """A set: its name in the language of the view, and in the other languages as its description."""
    own = settings.called(view).language
    if settings.set_name is None:
        return f"<set>\n{element('setSpec', spec)}{element('setName', usual)}</set>\n"
    names = {each: settings.set_name(spec, each) for each in LANGUAGES}
    others = dublin_core("setDescription", *(("title", names[each], each) for each in LANGUAGES if each != own))
    return f"<set>\n{element('setSpec', spec)}{element('setName', names[own])}{others}</set>\n"
