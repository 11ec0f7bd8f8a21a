"""How the templates write things: numbers, moments, days, vendors' text, records in lines."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from metadata.feedback.pages import brief
from metadata.publish.web.pages import day, number
from metadata.story.page import spaced

_CODE = re.compile(r"( \$[a-z0-9] )")


def teach(environment: Environment, zone: ZoneInfo) -> None:
    """Give the templates their filters; moments are shown in this time zone."""

    def moment(context: Context, at: str) -> str:
        """An instant as ISO 8601 in UTC: "28.11.2026 2.15" for Finns and Swedes; "" for none."""
        if not at:
            return ""
        local = datetime.fromisoformat(at).astimezone(zone)
        lang = context["lang"]
        clock = f"{local:%H:%M}" if lang != "fi" else f"{local.hour}.{local:%M}"
        return f"{day(f'{local:%Y-%m-%d}', lang)} {clock}"

    environment.filters["moment"] = pass_context(moment)
    environment.filters["number"] = pass_context(lambda context, value: number(value, context["lang"]))
    environment.filters["day"] = pass_context(lambda context, text: day(text, context["lang"]) if text else "")
    environment.filters["shown"] = brief
    environment.filters["marc"] = marc


def marc(line: str) -> Markup:
    """A field of the line format ("=245  10$aNimi") with its tag, indicators and codes of subfields marked."""
    tag, body = line[1:4], spaced(line)
    control = tag < "010" or tag == "LDR"
    indicators, content = ("", body) if control else (body[:2], body[2:])
    parts = [content] if control else _CODE.split(content)
    marked = (Markup("<b>{}</b>").format(each) if _CODE.fullmatch(each) else each for each in parts)
    head = Markup('<span class="tag">{}</span> <span class="ind">{}</span> ').format(tag, indicators)
    return head + Markup("").join(marked)
