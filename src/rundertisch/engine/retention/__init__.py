# SPDX-License-Identifier: EUPL-1.2
"""How long it takes until something happens, when for some it has not happened yet.

Who still waits is not left out and not counted as if it had happened: it is censored on the day
until which it is known. The estimate is that of Kaplan and Meier (J. Am. Stat. Assoc. 53, 1958,
457-481) in exact fractions; the interval of the median is that of Brookmeyer and Crowley
(Biometrics 38, 1982, 29-41) with Greenwood's variance and the log-log transformation.
"""
