"""What an independent placement costs, under each definition that can be defended.

Section 251 line 1.2.3 is top-up funding for non-maintained and independent providers, by phase.
SEN2 counts EHC plans by placement each January. Unit cost is the one divided by the other: its
definitions, and the figures by each, are those of `comparison/measures.toml`.
"""

import math
from typing import Any

import pandas as pd

from analysis.comparison import comparison_of, definitions
from analysis.comparison.registry import read_registry
from analysis.display import MISSING, NotAvailable, money
from analysis.errors import DataError, UsageError
from analysis.official.figures import Figures
from analysis.official.placement_groups import ENGLAND_CODE, PLACEMENT_KINDS
from analysis.papers.ledger import claim_row
from analysis.subject import Subject

PHASES = {
    "special": "Special",
    "primary": "Primary",
    "secondary": "Secondary",
    "post_school": "Post-school",
    "prus_ap": "Alternative provision",
    "early_years": "Early years",
}
"""Phase of section 251 → its name. `special` is special schools and academies."""

AMOUNTS = {**PHASES, "income": "Income", "total": "Total, net of income"}

PLACE_FUNDING_GBP = 10_000.0
"""A place in a maintained special school or academy: DfE high needs funding operational guide;
also Bromley, Schools' Forum, 23 March 2021, paragraph 6.5."""

AVERAGE, _, CLOSING = (count["name"] for count in read_registry()["count"])
"""How the placements of a financial year are counted: the Januaries before it and within it."""


def placements_by_january(data: Subject) -> pd.DataFrame:
    """Return NMSS or independent placements each January, by kind, and their share of all plans.

    Columns january, the kinds of `PLACEMENT_KINDS` (placements), placements (their sum, missing
    where a kind is), ehcplans, share_pct (of all plans), and england_placements,
    england_share_pct. Raises DataError for a subject without placements.
    """
    if isinstance(data.placements, NotAvailable):
        raise DataError(data.placements.reason)
    own = _placements_of(data.country, data.code)
    england = _placements_of(data.country, ENGLAND_CODE).add_prefix("england_")
    return own.join(england[["england_placements", "england_share_pct"]]).reset_index()


def _placements_of(figures: Figures, code: str) -> pd.DataFrame:
    rows = figures.wide("placements").loc[code].rename_axis("january")
    kinds = rows[list(PLACEMENT_KINDS)]
    total = kinds.sum(axis="columns", skipna=False)
    plans = rows["ehcplans"]
    return kinds.assign(placements=total, ehcplans=plans, share_pct=100 * total / plans)


def unit_costs(data: Subject) -> pd.DataFrame:
    """Return the unit cost by definition and way of counting placements, the standard first.

    Columns definition (with its financial year), label (with its count too), basis, financial_year,
    opening and closing (Januaries), count, placements_in_words, cost_gbp, placements,
    unit_cost_gbp, england_unit_cost_gbp, ratio (unit cost ÷ England's) and reason (why a unit cost
    is missing, else nothing). Raises DataError where there is no section 251.
    """
    data.country.wide("section251")  # which says how to import it where it is not there
    comparison = comparison_of(data.country)
    words = {one["name"]: one["placements_in_words"] for one in definitions()}
    rows = []
    for measure in comparison.measures.family("unit_cost"):
        key, cost = measure.key, measure.numerator.terms[0]
        opening = int(cost.period[:4])
        rows.append(
            {
                "definition": f"{measure.definition} {cost.period}",
                "label": f"{measure.definition} {cost.period}, {measure.count}",
                "basis": cost.item.split(":")[0],
                "financial_year": cost.period,
                "opening": opening,
                "closing": opening + 1,
                "count": measure.count,
                "placements_in_words": words[measure.definition],
                "cost_gbp": comparison.numerators.loc[data.code, key],
                "placements": comparison.denominators.loc[data.code, key],
                "unit_cost_gbp": comparison.values.loc[data.code, key],
                "england_unit_cost_gbp": comparison.values.loc[ENGLAND_CODE, key],
                "reason": comparison.reasons.loc[data.code, key],
            }
        )
    costs = pd.DataFrame(rows)
    return costs.assign(ratio=costs["unit_cost_gbp"] / costs["england_unit_cost_gbp"])


def ranges(costs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a definition, from the frame of `unit_costs`.

    Columns definition, basis, and for the authority and, prefixed `england_`, for England:
    unit_cost_gbp (over the average of both Januaries), low_gbp, high_gbp (over either alone).
    """
    grouped = costs.groupby("definition", sort=False)
    average = costs[costs["count"] == AVERAGE].set_index("definition")
    frame = average[["basis", "unit_cost_gbp", "england_unit_cost_gbp"]]
    return frame.assign(
        **{
            f"{area}{name}": getattr(grouped[f"{area}unit_cost_gbp"], method)()
            for area in ("", "england_")
            for name, method in (("low_gbp", "min"), ("high_gbp", "max"))
        }
    ).reset_index()


def band(costs: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest, standard and highest unit cost of the frame of `unit_costs`.

    Columns case (`low`, `standard`, `high`), label and unit_cost_gbp: all missing where no
    definition gives a unit cost.
    """
    values = costs["unit_cost_gbp"]
    places = [values.idxmin(), 0, values.idxmax()] if values.notna().any() else [0, 0, 0]
    frame = costs.loc[places, ["label", "unit_cost_gbp"]].reset_index(drop=True)
    frame.insert(0, "case", ["low", "standard", "high"])
    return frame


# ------------------------------------------------------------------------------- its phases


def costs_by_phase(data: Subject) -> pd.DataFrame:
    """Return how line 1.2.3 splits between phases: a row a phase, then income and the net total.

    Columns phase, and for each basis, prefixed `planned_` and `outturn_`: year (financial), gbp,
    pct (of the phases together, before income) and england_pct.
    """
    frame = pd.DataFrame({"phase": list(AMOUNTS.values())})
    for prefix, basis in read_registry()["basis"].items():
        own, england = (_line_123(data.country, code, basis) for code in (data.code, ENGLAND_CODE))
        frame[f"{prefix}_year"] = own.name
        frame[f"{prefix}_gbp"] = own.to_numpy()
        frame[f"{prefix}_pct"] = _shares_of_phases(own).to_numpy()
        frame[f"{prefix}_england_pct"] = _shares_of_phases(england).to_numpy()
    return frame


def phase_checks(data: Subject) -> pd.DataFrame:
    """Return whether costs of line 1.2.3 look as if they were recorded in the right phase.

    One row a basis. Columns basis (with its financial year), largest_phase, largest_pct (of the
    phases together), post_school_gbp, post_16_placements (specialist post-16, average of both
    Januaries), post_16_unit_cost_gbp, england_post_16_unit_cost_gbp. A post-school unit cost far
    from England's says that the phases hold other placements than their names say.
    """
    figures, rows = data.country, []
    for basis in read_registry()["basis"].values():
        own, england = (_line_123(figures, code, basis) for code in (data.code, ENGLAND_CODE))
        placements, each = _post_16(figures, data.code, own)
        shares = _shares_of_phases(own)[list(PHASES)].dropna()
        rows.append(
            {
                "basis": f"{basis.capitalize()} {own.name}",
                "largest_phase": PHASES[str(shares.idxmax())].lower() if len(shares) else MISSING,
                "largest_pct": shares.max(),
                "post_school_gbp": own["post_school"],
                "post_16_placements": placements,
                "post_16_unit_cost_gbp": each,
                "england_post_16_unit_cost_gbp": _post_16(figures, ENGLAND_CODE, england)[1],
            }
        )
    return pd.DataFrame(rows)


def _line_123(figures: Figures, code: str, basis: str) -> pd.Series:
    """Return line 1.2.3 in pounds: phases, minus income, net total; its name is its year."""
    year = figures.last_period("section251", f"{basis}:")
    items = [f"{basis}:1.2.3:{amount}" for amount in AMOUNTS]
    line = figures.wide("section251").reindex(index=[(code, year)], columns=items).iloc[0]
    amounts = line.set_axis(list(AMOUNTS)).rename(year)
    return amounts.mask(amounts.index == "income", -amounts)


def _shares_of_phases(line: pd.Series) -> pd.Series:
    gross = line[list(PHASES)].sum(skipna=False)
    return 100 * line / (gross or math.nan)


def _post_16(figures: Figures, code: str, line: pd.Series) -> tuple[float, float]:
    """Return specialist post-16 placements, average of both Januaries, and the cost of each."""
    opening = int(str(line.name)[:4])
    counts = figures.wide("placements")["specialist_post_16_institutions"]
    placements = counts.reindex([(code, opening), (code, opening + 1)]).mean(skipna=False)
    return placements, line["post_school"] / placements if placements else math.nan


# ---------------------------------------------------------------- the paper's own unit cost


def paper_unit_cost(data: Subject) -> pd.Series | NotAvailable:
    """Return what the paper states: unit_cost_gbp, cost_gbp, placements, as_at, verdict.

    Cost and placements are missing where it states none.
    """
    if isinstance(data.claims, NotAvailable):
        return data.claims
    inputs = data.inputs("independent_placement_unit_cost")
    if not inputs.unit_cost:
        return NotAvailable("The paper states no unit cost of its own.")
    unit_cost = claim_row(data.claims, inputs.unit_cost)
    cost, placements = (
        claim_row(data.claims, name)["published"] if name else math.nan
        for name in (inputs.cost, inputs.placements)
    )
    return pd.Series(
        {
            "unit_cost_gbp": unit_cost["published"],
            "cost_gbp": cost,
            "placements": placements,
            "as_at": inputs.as_at,
            "verdict": unit_cost["verdict"],
        }
    )


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
    official = costs.loc[costs["count"] == CLOSING, list(stated)]
    both = pd.DataFrame([stated, *official.to_dict("records")])
    return both.assign(
        cost_difference_gbp=paper["cost_gbp"] - both["cost_gbp"],
        placements_difference=paper["placements"] - both["placements"],
        at_count_gbp=paper["cost_gbp"] / both["placements"].where(both["placements"] > 0),
    )


# ------------------------------------------------------------------------ moving placements


def maintained_special(data: Subject, given_gbp: float | None = None) -> pd.DataFrame:
    """Return what a maintained special placement costs in a year, in one row.

    Columns unit_cost_gbp, given (whether it is `given_gbp`), place_gbp (`PLACE_FUNDING_GBP`),
    cost_gbp (planned top-up of special schools), placements, top_up_gbp (the one by the other) and
    financial_year. Unless given, it is place_gbp + top_up_gbp, missing where that top-up is missing
    or £0. Raises UsageError for a unit cost that is no amount of money.
    """
    comparison, key = comparison_of(data.country), "per_placement_planned_maintained_special"
    top_up = comparison.values.loc[data.code, key]
    given = given_gbp is not None
    return pd.DataFrame(
        {
            "unit_cost_gbp": _amount(given_gbp) if given else PLACE_FUNDING_GBP + top_up,
            "given": given,
            "place_gbp": PLACE_FUNDING_GBP,
            "cost_gbp": comparison.numerators.loc[data.code, key],
            "placements": comparison.denominators.loc[data.code, key],
            "top_up_gbp": top_up,
            "financial_year": comparison.measures[key].numerator.terms[0].period,
        },
        index=[0],
    )


def moves(data: Subject, special: pd.DataFrame, placements_moved: int) -> pd.DataFrame:
    """Return the cost of one more placement, and the saving of moving some, by unit cost.

    `special` is the frame of `maintained_special`. A row each for the low, standard and high of the
    band and, where a paper states one, its own unit cost (case `paper`). Columns case, label,
    unit_cost_gbp (what one more placement costs in a year), alternative_gbp, saving_each_gbp,
    placements_moved, saving_gbp (a year, negative where moving costs more).

    No more than there are in the closing January of the standard can be moved: of an authority as
    many as there are move, of a paper UsageError is raised, as it is for fewer than none.
    """
    costs = unit_costs(data)
    moved = _number_to_move(data, costs, placements_moved)
    frame = band(costs)
    paper = paper_unit_cost(data)
    if not isinstance(paper, NotAvailable):
        frame.loc[len(frame)] = ["paper", "As stated", paper["unit_cost_gbp"]]
    alternative = special["unit_cost_gbp"].iloc[0]
    each = frame["unit_cost_gbp"] - alternative
    return frame.assign(
        alternative_gbp=alternative,
        saving_each_gbp=each,
        placements_moved=moved,
        saving_gbp=moved * each,
    )


def _number_to_move(data: Subject, costs: pd.DataFrame, asked: Any) -> int:
    closing = costs[costs["count"] == CLOSING].iloc[0]
    most = 0 if math.isnan(closing["placements"]) else int(closing["placements"])
    whole = isinstance(asked, int) and not isinstance(asked, bool)
    if whole and asked > most and isinstance(data.paper, NotAvailable):
        return most
    if not whole or not 0 <= asked <= most:
        raise UsageError(
            f"placements_moved is {asked!r}; a whole number from 0 to {most} was expected, which "
            "is how many NMSS or independent placements there were in January "
            f"{closing['closing']}"
        )
    return int(asked)


def _amount(given: Any) -> float:
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not is_number or not math.isfinite(given) or given < 0:
        raise UsageError(
            f"alternative_unit_cost is {given!r}; an amount of {money(0)} or more was expected, or "
            "None for place funding and top-up from section 251"
        )
    return float(given)
