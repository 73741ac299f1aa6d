# SPDX-License-Identifier: EUPL-1.2
"""Cases: what lets agencies act together for one person; thin, consented, answered."""
