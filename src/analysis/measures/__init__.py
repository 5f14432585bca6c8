"""Pure functions from tidy tables to tidy tables: overspend, unit cost, growth, plan, budget."""
