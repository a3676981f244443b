"""Wrong versions of the contracts, made by rule, and the judge that shows which comparisons notice each."""
