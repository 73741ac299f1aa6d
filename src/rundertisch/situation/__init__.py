# SPDX-License-Identifier: EUPL-1.2
"""The room situation: what people need, counted; it lies low, others report counts into it."""
