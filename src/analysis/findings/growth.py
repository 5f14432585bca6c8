"""What the report on the growth of EHC plans found."""

import pandas as pd

from analysis.findings.against import Place
from analysis.findings.finding import Finding, Headline
from analysis.papers.inputs import GrowthInputs
from analysis.papers.ledger import claim_row
from analysis.quantities import number, or_missing, percent, quantity
from analysis.shown import Sentence
from analysis.tables.growth import counted, month_words, moved

MIX_GROUP = "NMSS or independent"


def growth(
    ledger: pd.DataFrame,
    summary: pd.DataFrame,
    own: pd.DataFrame,
    mix: pd.DataFrame | Sentence,
    inputs: GrowthInputs,
    place: Place | Sentence | None = None,
) -> Finding:
    """How fast plans grew beside England, and by the paper's own counts where it has them.

    Frames of `measures.growth`: `summary`, `own_growth` and `placement_mix`. The place of an
    authority among all is said too; a sentence in its stead is passed over.
    """
    sentences = [_beside_england(*(row for _, row in summary.iterrows()))]
    sentences += [_own(row, ledger, inputs) for _, row in own.iterrows()]
    headlines = [
        Headline(
            f"{counted(row)} in {row['area']}, growth from January {row['start']} to {row['end']}",
            f"{percent(row['growth_pct'])} ({percent(row['annualised_pct'])} a year)",
        )
        for _, row in summary.iterrows()
    ]
    headlines += _claims(own, ledger, inputs) or _share(mix)
    if isinstance(place, Place):
        sentences += place.sentences
        headlines.append(place.headline)
    return Finding(sentences, headlines, place.standing if isinstance(place, Place) else None)


def _beside_england(area: pd.Series, england: pd.Series) -> str:
    a_year = area["years"] > 1
    return (
        f"{counted(area)} in {area['area']} {moved(area['growth_pct'])} from "
        f"{number(area['start_plans'])} in January {area['start']} to "
        f"{number(area['end_plans'])} in January {area['end']}: {percent(area['growth_pct'])}"
        + (f", or {percent(area['annualised_pct'])} a year" if a_year else "")
        + f"; England’s growth was {percent(england['growth_pct'])}"
        + (f", or {percent(england['annualised_pct'])} a year." if a_year else ".")
    )


def _own(row: pd.Series, ledger: pd.DataFrame, inputs: GrowthInputs) -> str:
    sentence = (
        f"The paper’s own counts {moved(row['growth_pct'])} from {number(row['first_plans'])} in "
        f"{month_words(row['first_month'])} to {number(row['last_plans'])} in "
        f"{month_words(row['last_month'])}: {percent(row['growth_pct'])} in "
        f"{quantity(row['months'], 'months')}, or {percent(row['annualised_pct'])} a year"
    )
    if not inputs.rise_period:
        return f"{sentence}."
    printed = claim_row(ledger, inputs.rise_period)["printed"]
    return f"{sentence}; the paper puts it in “{printed}”."


def _claims(own: pd.DataFrame, ledger: pd.DataFrame, inputs: GrowthInputs) -> list[Headline]:
    headlines = []
    if inputs.rise:
        claim = claim_row(ledger, inputs.rise)
        a_year = [f" ({percent(rate)} a year)" for rate in own["annualised_pct"]]
        headlines.append(
            Headline(claim["statement"], claim["printed"] + "".join(a_year), claim["verdict"])
        )
    if inputs.rise_period:
        claim = claim_row(ledger, inputs.rise_period)
        months = or_missing(lambda value: quantity(value, claim["unit"]), claim["recomputed"])
        headlines.append(
            Headline(
                claim["statement"],
                f"“{claim['printed']}”; by its dates {months}",
                claim["verdict"],
            )
        )
    return headlines


def _share(mix: pd.DataFrame | Sentence) -> list[Headline]:
    if isinstance(mix, Sentence):
        return []
    row = mix.set_index("group").loc[MIX_GROUP]
    value = (
        f"{or_missing(percent, row['first_pct'])} in January {mix['first'].iloc[0]}, "
        f"{or_missing(percent, row['last_pct'])} in January {mix['last'].iloc[0]}"
    )
    return [Headline(f"{MIX_GROUP}, share of EHC plans", value)]
