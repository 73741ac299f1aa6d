# SPDX-License-Identifier: EUPL-1.2
"""Geheimhaltung: which numbers of people may be read by whom, and how exactly.

First slice: rounding. A count of people whom the reader may open one by one is exact; of every
other count 0 stays 0, 1 to 4 is "unter 5", from 5 on it is the nearest multiple of 5. Totals are
computed from true values and then rounded themselves, so a table does not have to add up.

What this protects, for one table read once: nobody learns from a cell or a total that exactly one
child of a town waits, and nobody learns an exact number.

What this does **not** protect yet: differences. A total minus the other cells narrows a cell down;
two tables of two days, or of a town and of the district without it, narrow it down further; whoever
knows a group from outside learns from "unter 5" that it is not empty. The audit against an attacker
who adds up all tables of this and earlier releases comes with a later slice; until then protected
numbers are for people of the house and are not published (docs/explanation/disclosure.md).
"""
