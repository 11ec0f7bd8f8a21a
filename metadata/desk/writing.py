"""How the templates write things: numbers, moments, days, vendors' text, records in lines."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from metadata.delivery_names import Names
from metadata.publish.web.pages import day, number
from metadata.story.page import teach_story


def teach(environment: Environment, zone: ZoneInfo, names: Names) -> None:
    """Give the templates their filters; moments are shown in this time zone, deliveries called by these names."""

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
    environment.filters["called"] = pass_context(lambda context, name: names.called(name, context["lang"]))
    teach_story(environment)
