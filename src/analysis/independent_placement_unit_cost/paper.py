"""The unit cost that a paper states itself, beside those of the official figures."""

import math

import pandas as pd

from analysis.comparison.registry import read_registry
from analysis.display import TRIMMED, NotAvailable, Table, number, say
from analysis.subject import Subject


def paper_unit_cost(data: Subject) -> pd.Series | NotAvailable:
    """Return what the paper states: unit_cost_gbp, cost_gbp, placements, as_at, verdict.

    Cost and placements are missing where it states none.
    """
    if isinstance(data.claims, NotAvailable):
        return data.claims
    inputs = data.inputs("independent_placement_unit_cost")
    if not inputs.unit_cost:
        return NotAvailable("The paper states no unit cost of its own.")
    names = (inputs.unit_cost, inputs.cost, inputs.placements)
    values = [data.claim(name)["published"] if name else math.nan for name in names]
    stated = dict(zip(("unit_cost_gbp", "cost_gbp", "placements"), values, strict=True))
    verdict = data.claim(inputs.unit_cost)["verdict"]
    return pd.Series({**stated, "as_at": inputs.as_at, "verdict": verdict})


def beside_paper(data: Subject, costs: pd.DataFrame) -> pd.DataFrame | NotAvailable:
    """Return the paper's cost and placements beside those of each definition, closing January.

    First row the paper, then the definitions of `costs`, the frame of `unit_costs`. Columns
    definition, closing (January; missing for the paper), placements_in_words, cost_gbp, placements,
    unit_cost_gbp, cost_difference_gbp and placements_difference (the paper's less the official),
    at_count_gbp (the paper's cost ÷ the official placements).
    """
    paper = paper_unit_cost(data)
    if isinstance(paper, NotAvailable):
        return paper
    stated = {
        "definition": f"The paper, {paper['as_at']}" if paper["as_at"] else "The paper",
        "closing": None,
        "placements_in_words": "",
        **paper[["cost_gbp", "placements", "unit_cost_gbp"]],
    }
    closing = read_registry()["count"][-1]["name"]
    official = costs.loc[costs["count"] == closing, list(stated)]
    both = pd.DataFrame([stated, *official.to_dict("records")])
    return both.assign(
        cost_difference_gbp=paper["cost_gbp"] - both["cost_gbp"],
        placements_difference=paper["placements"] - both["placements"],
        at_count_gbp=paper["cost_gbp"] / both["placements"].where(both["placements"] > 0),
    )


def table_beside_paper(data: Subject, costs: pd.DataFrame) -> Table | NotAvailable:
    """Return the paper's cost and placements beside the official ones: frame of `unit_costs`."""
    rows = beside_paper(data, costs)
    if isinstance(rows, NotAvailable):
        return rows
    return Table(
        "beside-paper",
        "The paper’s unit cost beside the official figures",
        rows,
        {
            "definition": "Figures of",
            "cost_gbp": "Cost (£)",
            "placements": "Placements",
            "unit_cost_gbp": "Unit cost (£ a year)",
            "cost_difference_gbp": "Paper’s cost less this (£)",
            "placements_difference": "Paper’s placements less these",
            "at_count_gbp": "Paper’s cost over these placements (£ a year)",
        },
        formats={"placements": TRIMMED, "placements_difference": TRIMMED},
        note=_nearest_count(rows),
        formulas={
            "unit_cost_gbp": "{cost_gbp} / {placements}",
            "cost_difference_gbp": "{cost_gbp:first} - {cost_gbp}",
            "placements_difference": "{placements:first} - {placements}",
            "at_count_gbp": "{cost_gbp:first} / {placements}",
        },
    )


def _nearest_count(rows: pd.DataFrame) -> str:
    """Return which official count the paper's placements are nearest to."""
    latest = rows[rows["closing"] == rows["closing"].max()].dropna(subset="placements_difference")
    counts = (
        f"{number(one.placements)} ({one.placements_in_words})" for one in latest.itertuples()
    )
    by_distance = latest.sort_values("placements_difference", key=abs, kind="stable")
    return say(
        BESIDE_PAPER_NOTE,
        counts=dict.fromkeys(counts),
        stated=rows["placements"].iloc[0],
        nearest=by_distance.head(1).to_dict("records"),
    )


BESIDE_PAPER_NOTE = """
The official counts are of the closing January
{%- for one in nearest %}; in January {{ one.closing|year }} they are {{ counts|listed }}. The
paper’s {{ stated|number }} is nearest to {{ one.placements_in_words }}, so it probably counts the
same kinds. The paper’s cost is {{ one.cost_difference_gbp|abs|short }}
{{ 'less' if one.cost_difference_gbp < 0 else 'more' }} than section 251 has for those
({{ one.definition|lower }}){% endfor %}.
"""
