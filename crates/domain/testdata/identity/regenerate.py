#!/usr/bin/env python3
"""Writes the vendored test numbers from the two published lists.

usage: regenerate.py FOLDER   (the folder that holds skatteverket_test*_all.json)
"""
import json
import pathlib
import sys

source = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
personal = sorted(set(json.loads((source / "skatteverket_testpersonnummer_all.json").read_text())))
coordination = sorted(
    set(json.loads((source / "skatteverket_testsamordningsnummer_all.json").read_text()))
)


def in_series(number):
    """Birth numbers 238 and 239 from 1976: about 31 000 numbers, kept as one bit each."""
    return number[8:11] in ("238", "239") and "1976" <= number[:4] <= "2023"


def reserved(number):
    """Birth numbers 980-999 are test numbers by rule and need no list."""
    return 980 <= int(number[8:11]) <= 999


kept = {n for n in personal if not in_series(n) and not reserved(n)}
for number in personal:
    # Two days a month are enough for a simulator that wants somebody of that age.
    if number[6:8] in ("09", "21") and (in_series(number) or number[:4] < "1914"):
        kept.add(number)
(here / "personal_identity_numbers.txt").write_text("".join(f"{n}\n" for n in sorted(kept)))
(here / "coordination_numbers.txt").write_text("".join(f"{n}\n" for n in coordination))

lines = []
for year in range(1976, 2024):
    for month in range(1, 13):
        bits = {"238": 0, "239": 0}
        for number in personal:
            if number[:6] == f"{year}{month:02}" and number[8:11] in bits:
                bits[number[8:11]] |= 1 << int(number[6:8])
        lines.append(f"{year}{month:02} {bits['238']:08x} {bits['239']:08x}\n")
(here / "series_238_239.txt").write_text("".join(lines))
