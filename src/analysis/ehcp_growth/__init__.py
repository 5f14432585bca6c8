"""How fast EHC plans have grown: what `notebooks/ehcp_growth.ipynb` shows."""

from analysis.comparison.beside_others import find_place
from analysis.comparison.beside_others import table_of_comparators as table_comparators
from analysis.comparison.beside_others import table_of_range as table_range
from analysis.display import BottomLine, Headline, NotAvailable, say
from analysis.ehcp_growth.others import (
    chart_comparators,
    chart_index,
    growth_beside_others,
    plans_per_1000,
)
from analysis.ehcp_growth.placements import chart_placements, placement_mix
from analysis.ehcp_growth.plans import (
    chart_plans,
    growth_between,
    paper_counts,
    paper_growth,
    plans_by_january,
    table_breaks,
    table_growth,
    table_paper_counts,
)
from analysis.subject import Subject

TABLES = ("ehc_plans", "placements", "neighbours", "population")
"""What the report rests on."""


def bottom_line(data: Subject, start: int, end: int) -> BottomLine:
    """Return how fast plans grew, beside England and by the counts that a paper states.

    The place of an authority among all is said too.
    """
    own, england = growth_between(data, start, end).to_dict("records")
    inputs, stated = data.inputs("ehcp_growth"), paper_growth(paper_counts(data))
    sentences = [say(BESIDE_ENGLAND, own=own, england=england)]
    rate = None
    if not isinstance(stated, NotAvailable):
        printed = data.claim(inputs.rise_period)["printed"] if inputs.rise_period else ""
        sentences.append(say(PAPER, own=stated.iloc[0], printed=printed))
        rate = stated["annualised_pct"].iloc[0]
    claims = [
        (data.claim(name), template)
        for name, template in ((inputs.rise, RISE), (inputs.rise_period, PERIOD))
        if name
    ]
    headlines = [
        *(Headline(say(GROWTH_LABEL, row=row), say(GROWTH, row=row)) for row in (own, england)),
        *(
            Headline(claim["statement"], say(template, claim=claim, rate=rate), claim["verdict"])
            for claim, template in claims
        ),
        *([] if claims else _share(data, start, end)),
    ]
    place = find_place(growth_beside_others(data, start, end))
    if isinstance(place, NotAvailable):
        return BottomLine(" ".join(sentences), headlines)
    text = " ".join([*sentences, place.text])
    return BottomLine(text, [*headlines, place.headline], place.standing)


def _share(data: Subject, start: int, end: int) -> list[Headline]:
    mix = placement_mix(data, start, end)
    if isinstance(mix, NotAvailable):
        return []
    row = mix.set_index("group").loc["NMSS or independent"]
    return [Headline("NMSS or independent, share of EHC plans", say(SHARE, row=row))]


BESIDE_ENGLAND = """
{%- macro rate(row) -%}
{{ row.growth_pct|percent }}
{%- if row.years > 1 %}, or {{ row.annualised_pct|percent }} a year{% endif %}
{%- endmacro -%}
{{ own.counted }} in {{ own.area }} {{ own.growth_pct|moved }} from {{ own.start_plans|number }} in
January {{ own.start }} to {{ own.end_plans|number }} in January {{ own.end }}: {{ rate(own) }};
England’s growth was {{ rate(england) }}.
"""
PAPER = """
The paper’s own counts {{ own.growth_pct|moved }} from {{ own.first_plans|number }} in
{{ own.first_month|month }} to {{ own.last_plans|number }} in {{ own.last_month|month }}:
{{ own.growth_pct|percent }} in {{ own.months|quantity("months") }}, or
{{ own.annualised_pct|percent }} a year
{%- if printed %}; the paper puts it in “{{ printed }}”{% endif %}.
"""
GROWTH_LABEL = """
{{ row.counted }} in {{ row.area }}, growth from January {{ row.start }} to {{ row.end }}
"""
GROWTH = "{{ row.growth_pct|percent }} ({{ row.annualised_pct|percent }} a year)"
RISE = "{{ claim.printed }}{% if rate is not missing %} ({{ rate|percent }} a year){% endif %}"
PERIOD = "“{{ claim.printed }}”; by its dates {{ claim.recomputed|quantity(claim.unit) }}"
SHARE = """
{{ row.first_pct|percent }} in January {{ row.first|year }},
{{ row.last_pct|percent }} in January {{ row.last|year }}
"""
