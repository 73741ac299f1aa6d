# SPDX-License-Identifier: EUPL-1.2
"""What every room builds on: refusals, pages, forms, audit, row scope, the red thread."""
