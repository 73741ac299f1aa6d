# SPDX-License-Identifier: EUPL-1.2
"""What would a year look like under another way to give out seats? `run` plays it, `check` judges.

`problem` says what is asked, `course` what is answered, `reading` how to read it, in German.
"""
