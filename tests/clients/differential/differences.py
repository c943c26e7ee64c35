"""Where dynalite and Haneul differ, and what AWS says about it."""

import re


class Difference:
    """`because` names the page of AWS's documentation that decides."""

    def __init__(self, name, is_it, because, by_chance=False):
        self.name, self.is_it, self.because, self.by_chance = name, is_it, because, by_chance


DIFFERENCES = []
