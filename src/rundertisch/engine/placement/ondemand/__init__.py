# SPDX-License-Identifier: EUPL-1.2
"""What people ask beside a plan: where else a child could sit, who arrives, what a rule costs.

Answers on demand, never part of a plan: they seat nobody. `standing` is built once per plan, each
question then takes less than a millisecond in a district of 1,888 children.
"""
