"""How long it takes to find the bugs of other systems in our contracts: for lock-step, and for forge without a spec."""
