"""summary.html: one page of charts about a vendor, each with its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metadata.feedback import charts
from metadata.feedback.charts import AMBER, FAIR, GOOD, PALE, RED, SOFT, TEAL, Bar, Chart, Legend, Table
from metadata.feedback.gather import Arrival, Fill
from metadata.feedback.letter import is_low
from metadata.feedback.pages import render
from metadata.feedback.report import Report
from metadata.feedback.sums import BINS, WEIGHT, RuleSum
from metadata.feedback.words import Wording
from transforms.record import Level

_LINES = (("mean", TEAL, ""), ("median", AMBER, "5 3"), ("p10", SOFT, "1.5 3"))  # metric, colour, dashes
METRICS = ("completeness", "tt", "sr")  # besides the score


def summary(report: Report, words: Wording) -> str:
    """The page in one language, as HTML."""
    drawn = [each(report, words) for each in (live_chart, scores_chart, _spread, arrivals_chart, _rules, fills_chart)]
    return render(
        "summary.html.j2",
        "summary",
        words,
        report=report,
        charts=drawn,
        score=_last(report, "score"),
        metrics=[(each, _last(report, each)) for each in METRICS],
        held=sum(each.was_held for each in report.facts.arrivals),
    )


def _last(report: Report, metric: str) -> Any:
    """The newest summary of a metric; None when there is none yet."""
    found = (report.facts.scores.get((each.id, metric)) for each in reversed(report.facts.runs))
    return next((each for each in found if each is not None), None)


def no_chart(key: str, words: Wording) -> Chart:
    """A chart of which there is nothing to draw yet."""
    return Chart(key, words(f"chart_{key}"), words("no_numbers"), [], Table((), []))


def live_chart(report: Report, words: Wording) -> Chart:
    """The vendor's live records after each commit."""
    runs = [each for each in report.facts.runs if "live" in each.counts]
    if not runs:
        return no_chart("live", words)
    values = [each.live for each in runs]
    top = charts.top_of(max(values))
    shapes = charts.frame(top, (0, top / 2, top), words.number)
    shapes += charts.lines([(values, TEAL, "")], [words.short_date(each.at) for each in runs], top)
    shapes.append(_value_at_end(values, top, words))
    described = words("chart_live_desc", first=words.number(values[0]), last=words.number(values[-1]))
    rows = [(words.delivery(each.name), words.date(each.at), words.number(each.live)) for each in runs]
    table = Table((words("delivery"), words("date"), words("records")), rows)
    return Chart("live", words("chart_live"), described, shapes, table)


def _value_at_end(values: Sequence[int], top: float, words: Wording) -> charts.Shape:
    """The last value in figures, above its point or below where there is no room."""
    share = values[-1] / top
    y = charts.HEIGHT - charts.BOTTOM - share * (charts.HEIGHT - charts.TOP - charts.BOTTOM)
    x = (charts.LEFT + charts.WIDTH - charts.RIGHT) / 2 if len(values) == 1 else charts.WIDTH - charts.RIGHT
    anchor = "middle" if len(values) == 1 else "end"
    look: dict[str, str | float] = {"font-weight": 700}
    below = share > 0.85
    return charts.text(x, y + 15 if below else y - 7, words.number(values[-1]), anchor=anchor, fill=TEAL, **look)


def scores_chart(report: Report, words: Wording) -> Chart:
    """Mean, median and lowest tenth of the score after each commit."""
    runs = [each for each in report.facts.runs if (each.id, "score") in report.facts.scores]
    if not runs:
        return no_chart("scores", words)
    found = [report.facts.scores[each.id, "score"] for each in runs]
    series = [([getattr(each, name) for each in found], colour, dashes) for name, colour, dashes in _LINES]
    shapes = charts.frame(100, (0, 50, GOOD, 100), words.number)
    shapes += charts.lines(series, [words.short_date(each.at) for each in runs], 100)
    last = {name: words.number(getattr(found[-1], name), 1) for name, _, _ in _LINES}
    legend = tuple(Legend(colour, f"{words(name)} {last[name]}") for name, colour, _ in _LINES)
    rows = [
        (words.delivery(each.name), *(words.number(getattr(row, name), 1) for name, _, _ in _LINES))
        for each, row in zip(runs, found, strict=True)
    ]
    table = Table((words("delivery"), *(words(name) for name, _, _ in _LINES)), rows)
    return Chart("scores", words("chart_scores"), words("chart_scores_desc", **last), shapes, table, legend)


def _spread(report: Report, words: Wording) -> Chart:
    scored = report.sums.scored
    if not scored:
        return no_chart("spread", words)
    bins = [scored[each] for each in range(BINS)]
    top = charts.top_of(max(bins))
    names = [f"{10 * each}–{10 * each + (9 if each < BINS - 1 else 10)}" for each in range(BINS)]
    colours = [TEAL if 10 * each >= GOOD else PALE if 10 * each >= FAIR else AMBER for each in range(BINS)]
    shapes = charts.frame(top, (0, top / 2, top), words.number)
    told = [words.number(each) if each else "" for each in bins]
    shapes += charts.columns(list(zip(bins, colours, strict=True)), told, top)
    step = (charts.WIDTH - charts.LEFT - charts.RIGHT) / BINS
    shapes += [
        charts.text(charts.LEFT + step * each, charts.HEIGHT - 7, str(10 * each), anchor="middle")
        for each in range(0, BINS + 1, 2)
    ]
    share = sum(bins[GOOD // 10 :]) / sum(bins)
    rows = [(name, words.number(value)) for name, value in zip(names, bins, strict=True)]
    table = Table((words("points"), words("records")), rows)
    bands = ((AMBER, f"0–{FAIR - 1}"), (PALE, f"{FAIR}–{GOOD - 1}"), (TEAL, f"{GOOD}–100"))
    legend = tuple(Legend(colour, name) for colour, name in bands)
    described = words("chart_spread_desc", share=words.share(share))
    return Chart("spread", words("chart_spread"), described, shapes, table, legend)


def _rules(report: Report, words: Wording) -> Chart:
    every = [each for each in report.sums.rules.values() if _left(each) or each.fixed]
    every.sort(key=lambda each: (-_left(each), -each.fixed, each.rule))
    if not every:
        return no_chart("rules", words)
    shown = every[: report.texts.feedback.limits.bars]
    shapes, height = charts.bars(
        [_rule_bar(each, words) for each in shown], max(_left(each) + each.fixed for each in shown), 150
    )
    levels = sorted({each.level for each in shown if _left(each)}, key=WEIGHT.__getitem__)
    legend = [Legend(charts.LEVELS[each], words.named("levels", each)) for each in levels]
    legend.append(Legend(PALE, "+ " + words("mended_by_us").lower()))
    rows = [
        (each.rule, each.slug, words.named("levels", each.level), words.number(_left(each)), words.number(each.fixed))
        for each in shown
    ]
    headings = tuple(map(words, ("rule", "slug", "level", "to_correct", "mended_by_us")))
    described = words("chart_rules_desc", rule=every[0].rule, findings=words.counted("findings", _left(every[0])))
    return Chart("rules", words("chart_rules"), described, shapes, Table(headings, rows), tuple(legend), height)


def _left(each: RuleSum) -> int:
    return each.fired - each.fixed - each.suppressed


def _rule_bar(each: RuleSum, words: Wording) -> Bar:
    parts = ((float(_left(each)), charts.LEVELS[Level(each.level)]), (float(each.fixed), PALE))
    told = words.number(_left(each)) + (f" + {words.number(each.fixed)}" if each.fixed else "")
    return Bar(f"{each.rule} {each.slug}", parts, told)


def fills_chart(report: Report, words: Wording) -> Chart:
    """Which share of the records has each key field, beside what the vendor file asks for."""
    fills = report.facts.fills
    if not fills:
        return no_chart("fills", words)
    shapes, height = charts.bars([_fill_bar(each, words) for each in fills], 1.0, 165)
    low = ", ".join(words.field(each.name) for each in fills if is_low(each))
    rows = [
        (
            words.field(each.name),
            words.share(each.rate) + (f" ({words('below')})" if is_low(each) else ""),
            "–" if each.floor is None else words.share(each.floor),
        )
        for each in fills
    ]
    table = Table((words("field"), words("fill_rate"), words("floor")), rows)
    goals = [Legend(charts.INK, words("goal"))] if any(each.floor is not None for each in fills) else []
    legend = (*goals, *([Legend(RED, words("below"))] if low else []))
    described = words("chart_fills_desc", below=low or words("below_none"))
    return Chart("fills", words("chart_fills"), described, shapes, table, legend, height)


def _fill_bar(each: Fill, words: Wording) -> Bar:
    low = is_low(each)
    parts = ((each.rate, RED if low else TEAL),)
    return Bar(words.field(each.name), parts, words.share(each.rate), each.floor, low)


def arrivals_chart(report: Report, words: Wording) -> Chart:
    """What each delivery held, and what became of it."""
    arrivals = report.facts.arrivals
    if not arrivals:
        return no_chart("deliveries", words)
    top = charts.top_of(max(each.read for each in arrivals))
    shapes = charts.frame(top, (0, top / 2, top), words.number)
    shapes += charts.columns(
        [(each.read, _colour(each)) for each in arrivals], ["■" if each.was_held else "" for each in arrivals], top
    )
    shapes += charts.axis_dates([words.short_date(each.at) for each in arrivals])
    held = sum(each.was_held for each in arrivals)
    described = words("chart_deliveries_desc", held=words.number(held), all=words.number(len(arrivals)))
    rows = [
        (
            words.delivery(each.name),
            words.date(each.at),
            words.number(each.read),
            _state(each, words),
            _why(each, words),
        )
        for each in arrivals
    ]
    headings = tuple(map(words, ("delivery", "date", "read", "state", "why_held")))
    legend = [Legend(_colour(each), words.named("states", each.state)) for each in _first_of_states(arrivals)]
    if held:
        legend.append(Legend("", words("held_once")))
    return Chart("deliveries", words("chart_deliveries"), described, shapes, Table(headings, rows), tuple(legend))


def _first_of_states(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """One delivery of each state, the accepted ones first."""
    return sorted(
        {each.state: each for each in arrivals}.values(), key=lambda each: (each.state != "committed", each.state)
    )


def _colour(each: Arrival) -> str:
    return charts.STATES.get(each.state, charts.GREY)


def _state(each: Arrival, words: Wording) -> str:
    if each.was_held and each.state == "committed":
        return words("was_held")
    return words.named("states", each.state)


def _why(each: Arrival, words: Wording) -> str:
    """What held the delivery, by the gates that tripped."""
    if not each.was_held:
        return ""
    return "; ".join(map(words.gate, each.tripped)) or words("not_told")
