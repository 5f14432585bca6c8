"""Budget against forecast by strand, and why the strands overspend by more than the total."""

import pandas as pd

from analysis import display
from analysis.display import BottomLine, Chart, Headline, Table, money, money_short, percent, say
from analysis.subject import Subject

ANALYSIS = "stls_overspend"
UNSPLIT = "In no strand"
TOTAL = "Reported total"
STEP_ROLES = {"strand": "above", "funding": "less", "total": "total"}


# ---------------------------------------------------------------------- measures


def overspend_by_strand(data: Subject) -> pd.DataFrame:
    """Return the overspend of each strand and, last, of the reported total.

    Columns strand, budget_gbp, forecast_gbp, overspend_gbp (forecast less budget: an overspend is
    positive here, which the paper prints as a negative), overspend_pct (of the budget).
    """
    inputs = data.inputs(ANALYSIS)
    cells = data.printed_table(inputs.budget_table).rename(columns={inputs.total_column: TOTAL})
    cells = cells.loc[[inputs.budget_row, inputs.forecast_row]]
    rows = cells.set_axis(["budget_gbp", "forecast_gbp"]).T
    rows = rows.loc[[*rows.index.drop(TOTAL), TOTAL]].rename_axis("strand").reset_index()
    overspend = rows["forecast_gbp"] - rows["budget_gbp"]
    return rows.assign(overspend_gbp=overspend, overspend_pct=100 * overspend / rows["budget_gbp"])


def strands_only(strands: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `overspend_by_strand` without the total."""
    return strands[strands["strand"] != TOTAL].reset_index(drop=True)


def budget_by_funding(data: Subject) -> pd.DataFrame:
    """Return the budget of each strand by funding: columns strand, funding, budget_gbp.

    What the paper does not split between strands is in the row of the strand `UNSPLIT`, and missing
    for the others.
    """
    inputs = data.inputs(ANALYSIS)
    cells = data.printed_table(inputs.budget_table).loc[inputs.funding_rows]
    split = cells.drop(columns=inputs.total_column)
    unsplit = cells[inputs.total_column] - split.sum(axis="columns")
    by_strand = split.assign(**{UNSPLIT: unsplit}).T.reset_index(names="strand")
    tidy = by_strand.melt("strand", var_name="funding", value_name="budget_gbp")
    return tidy[tidy["budget_gbp"] != 0].reset_index(drop=True)


def steps_to_total(strands: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from the strands' overspends to the reported total.

    Columns step, kind (`strand`, `funding` or `total`), amount_gbp, from_gbp, to_gbp. The step
    between is the budget that is in the total but in no strand.
    """
    parts, total = strands_only(strands), strands.iloc[-1]
    unsplit = total["budget_gbp"] - parts["budget_gbp"].sum()
    steps = pd.DataFrame(
        {
            "step": [*parts["strand"], "Funding in no strand", "Reported overspend"],
            "kind": [*["strand"] * len(parts), "funding", "total"],
            "amount_gbp": [*parts["overspend_gbp"], -unsplit, total["overspend_gbp"]],
        }
    )
    amounts = steps["amount_gbp"]
    ends = amounts.cumsum().mask(steps["kind"] == "total", amounts)
    return steps.assign(from_gbp=ends - amounts, to_gbp=ends)


def expenditure_by_type(data: Subject) -> pd.DataFrame:
    """Return the forecast by expenditure type and, last, in total.

    Columns type, forecast_gbp, share_pct (of the total).
    """
    inputs = data.inputs(ANALYSIS)
    cells = data.printed_table(inputs.expenditure_table)[inputs.expenditure_column]
    rows = cells.rename_axis("type").reset_index(name="forecast_gbp")
    return rows.assign(share_pct=100 * rows["forecast_gbp"] / cells[inputs.expenditure_total_row])


def option_costs(strands: pd.DataFrame, inflation_pct: float, term_years: int) -> pd.DataFrame:
    """Return what each option would cost in each year of the term: columns option, year, cost_gbp.

    The first year is at the value of today; with inflation, each later year is `inflation_pct` more
    than the one before.
    """
    budget, forecast = strands[["budget_gbp", "forecast_gbp"]].iloc[-1]
    growth = 1 + inflation_pct / 100
    options = {
        "Hold the budget": (budget, 1.0),
        "Rebase to forecast": (forecast, 1.0),
        "Hold the budget, with inflation": (budget, growth),
        "Rebase to forecast, with inflation": (forecast, growth),
    }
    return pd.DataFrame(
        [
            {"option": option, "year": year, "cost_gbp": base * rate ** (year - 1)}
            for option, (base, rate) in options.items()
            for year in range(1, term_years + 1)
        ]
    )


def option_totals(costs: pd.DataFrame) -> pd.DataFrame:
    """Return each option of `option_costs` over the whole term.

    Columns option, total_gbp, extra_gbp (more than holding the budget), unfunded_gbp (less than the
    forecast with inflation, which is what the service costs if prices rise).
    """
    totals = costs.groupby("option", sort=False)["cost_gbp"].sum().reset_index(name="total_gbp")
    total = totals["total_gbp"]
    return totals.assign(extra_gbp=total - total.iloc[0], unfunded_gbp=total.iloc[-1] - total)


# ---------------------------------------------------------------------- bottom line


def bottom_line(data: Subject, strands: pd.DataFrame) -> BottomLine:
    """Return why the strands' overspends and the reported overspend are not the same figure."""
    inputs = data.inputs(ANALYSIS)
    verdicts = data.printed_table(inputs.budget_table, "verdict")
    amounts = _amounts(steps_to_total(strands))
    parts = strands_only(strands)
    share = 100 * amounts["strand"] / parts["budget_gbp"].sum()
    largest = parts.loc[parts["overspend_gbp"].idxmax()]
    return BottomLine(
        say(BOTTOM_LINE, names=parts["strand"], share_pct=share, **amounts),
        [
            Headline(
                "Reported overspend",
                money(amounts["total"]),
                verdicts.loc[inputs.overspend_row, inputs.total_column],
            ),
            Headline("Overspend of the strands together", money(amounts["strand"])),
            Headline(
                f"Largest overspend: {largest['strand']}",
                f"{money(largest['overspend_gbp'])} ({percent(largest['overspend_pct'])})",
            ),
            Headline("Funding in no strand’s budget", money(amounts["funding"])),
        ],
    )


def _amounts(steps: pd.DataFrame) -> dict[str, float]:
    """Return the amount of each kind of step, in pounds: the funding as a positive one."""
    amounts = steps.groupby("kind")["amount_gbp"].sum()
    return {"strand": amounts["strand"], "funding": -amounts["funding"], "total": amounts["total"]}


# ---------------------------------------------------------------------- charts


def chart_budget(data: Subject, strands: pd.DataFrame, funding: pd.DataFrame) -> Chart:
    """Draw the budget of each strand by funding, with the forecast marked."""
    budgets = funding.pivot(index="strand", columns="funding", values="budget_gbp")
    budgets.loc[TOTAL] = budgets.sum()
    rows = strands.join(budgets, on="strand")
    parts, total = strands_only(strands), strands.iloc[-1]
    over = list(parts.loc[parts["overspend_gbp"] > 0, "strand"])
    return display.stacked_rows(
        rows.assign(text=rows["forecast_gbp"].map(money_short)),
        "strand",
        {name: (name, f"part {place}") for place, name in enumerate(budgets, 1)},
        "text",
        mark=("forecast_gbp", "Forecast"),
        title=f"Forecast spending is above budget in {len(over)} of {len(parts)} strands",
        subtitle=f"Budget by funding, and forecast, {data.inputs(ANALYSIS).financial_year} (£)",
        source=data.cite_paper("6.2"),
        alt=say(BUDGET_ALT, over=over, total=total),
        data=Table(
            "budget-by-funding",
            "Budget by strand and funding",
            funding,
            {"strand": "Strand", "funding": "Funding", "budget_gbp": "Budget (£)"},
        ),
    )


def chart_steps(data: Subject, steps: pd.DataFrame) -> Chart:
    """Draw the steps from the strands' overspends to the reported total."""
    amounts = _amounts(steps)
    named = [
        f"{one['step']} {money(one['amount_gbp'])}"
        for one in steps[steps["kind"] == "strand"].to_dict("records")
    ]
    return display.bridge(
        steps.assign(role=steps["kind"].map(STEP_ROLES)),
        "step",
        "from_gbp",
        "to_gbp",
        money,
        role="role",
        title=say(STEPS_TITLE, **amounts),
        subtitle="Overspend by strand, and the funding that is only in the total (£)",
        source=data.cite_paper("6.2"),
        alt=say(STEPS_ALT, named=named, **amounts),
        data=Table(
            "steps-to-total",
            "From the strands’ overspends to the reported total",
            steps,
            {"step": "Step", "amount_gbp": "Amount (£)", "to_gbp": "Running total (£)"},
            total_rows=[len(steps) - 1],
            formulas={"to_gbp": "SUM({amount_gbp:so_far})"},
        ),
    )


def chart_expenditure(data: Subject, expenditure: pd.DataFrame) -> Chart:
    """Draw the share of each expenditure type in the forecast."""
    inputs = data.inputs(ANALYSIS)
    types = expenditure.iloc[:-1]
    first, second = types.nlargest(2, "share_pct").to_dict("records")
    return display.bars(
        types.assign(label=types["type"].str.split(" (", regex=False).str[0]),
        "label",
        "share_pct",
        percent,
        title=say(EXPENDITURE_TITLE, largest=first, strand=inputs.expenditure_strand),
        subtitle=f"Share of forecast expenditure by type, {inputs.financial_year} (%)",
        source=data.cite_paper("6.3"),
        alt=say(
            EXPENDITURE_ALT,
            largest=first,
            second=second,
            number_of_types=len(types),
            total_gbp=expenditure["forecast_gbp"].iloc[-1],
        ),
        data=Table(
            "expenditure",
            "Forecast by expenditure type",
            expenditure,
            {"type": "Expenditure type", "forecast_gbp": "Forecast (£)", "share_pct": "Share (%)"},
            total_rows=[len(expenditure) - 1],
            formulas={"share_pct": "100 * {forecast_gbp} / {forecast_gbp:last}"},
        ),
    )


def chart_options(data: Subject, costs: pd.DataFrame, inflation_pct: float) -> Chart:
    """Draw what the options cost beyond holding the budget: costs of `option_costs`."""
    totals, years = option_totals(costs), costs["year"].max()
    others = totals.iloc[1:]
    named = [
        f"{one['option']} {money_short(one['extra_gbp'])}" for one in others.to_dict("records")
    ]
    return display.bars(
        others,
        "option",
        "extra_gbp",
        money_short,
        title=say(OPTIONS_TITLE, extra=others["extra_gbp"].iloc[0], years=years),
        subtitle=f"Beyond holding the budget, inflation {percent(inflation_pct)} a year (£)",
        source=data.cite_paper("6.11", "6.14"),
        alt=say(OPTIONS_ALT, named=named, years=years),
        data=Table(
            "options-over-term",
            "Cost of each option over the whole term",
            totals,
            {
                "option": "Option",
                "total_gbp": "Total (£)",
                "extra_gbp": "More than holding the budget (£)",
                "unfunded_gbp": "Left unfunded if costs rise (£)",
            },
            formulas={
                "extra_gbp": "{total_gbp} - {total_gbp:first}",
                "unfunded_gbp": "{total_gbp:last} - {total_gbp}",
            },
        ),
    )


# ---------------------------------------------------------------------- tables


def table_strands(strands: pd.DataFrame) -> Table:
    """Return budget, forecast and overspend of each strand."""
    return Table(
        "strands",
        "Budget, forecast and overspend by strand",
        strands,
        {
            "strand": "Strand",
            "budget_gbp": "Budget (£)",
            "forecast_gbp": "Forecast (£)",
            "overspend_gbp": "Overspend (£)",
            "overspend_pct": "Overspend (% of budget)",
        },
        total_rows=[len(strands) - 1],
        formulas={
            "overspend_gbp": "{forecast_gbp} - {budget_gbp}",
            "overspend_pct": "100 * {overspend_gbp} / {budget_gbp}",
        },
    )


def table_option_costs(costs: pd.DataFrame) -> Table:
    """Return what each option costs, a column a year."""
    wide = costs.pivot(index="option", columns="year", values="cost_gbp").rename(columns=str)
    years = {year: f"Year {year} (£)" for year in wide.columns}
    return Table(
        "options-by-year",
        "Cost of each option by year",
        wide.loc[costs["option"].unique()].reset_index(),
        {"option": "Option", **years},
    )


# ---------------------------------------------------------------------- sentences

BOTTOM_LINE = """
{{ names|listed }} together are forecast to overspend by {{ strand|money }},
{{ share_pct|percent }} of their budgets; the paper reports {{ total|money }}.
{% if funding %}
The difference is {{ funding|money }} of funding that is counted in the total budget but in no
strand’s.
{% endif %}
"""
BUDGET_ALT = """
Bars of budget by funding with the forecast marked. All strands: budget
{{ total.budget_gbp|short }}, forecast {{ total.forecast_gbp|short }}. The forecast is above budget
in {{ over|listed }}.
"""
STEPS_TITLE = """
The strands overspend by {{ strand|money }}; {{ funding|money }} of funding in no strand leaves
{{ total|money }}
"""
STEPS_ALT = """
Bridge of overspends: {{ named|listed }} make {{ strand|money }}; less {{ funding|money }} of
funding in no strand, the reported overspend is {{ total|money }}.
"""
EXPENDITURE_TITLE = """
{{ largest.type }} is {{ largest.share_pct|percent }} of the {{ strand }} forecast
"""
EXPENDITURE_ALT = """
Bars of {{ number_of_types }} expenditure types. {{ largest.type }} is the largest with
{{ largest.share_pct|percent }} of {{ total_gbp|short }}; the others are
{{ second.share_pct|percent }} or less each.
"""
OPTIONS_TITLE = """
Rebasing to forecast costs {{ extra|short }} more than holding the budget over {{ years }} years
"""
OPTIONS_ALT = """
Bars of what options cost beyond holding the budget over {{ years }} years: {{ named|listed }}.
"""
