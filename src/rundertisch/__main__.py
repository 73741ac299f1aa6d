# SPDX-License-Identifier: EUPL-1.2
"""`python -m rundertisch` is the command line."""

import sys

from rundertisch.cli import main

sys.exit(main())
