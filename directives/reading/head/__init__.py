"""The head block: agencies, number and symbol, place and date, type, subject (NĐ 30/2020, Phụ lục I, II.1–II.5).

It comes as two columns of a table, as one column after the other, or with the columns run together; lines are cut apart by what they say.
"""

from directives.reading.head.agencies import agencies
from directives.reading.head.block import HeadBlock, HeadLine, read_block
from directives.reading.head.columns import split_columns
from directives.reading.head.numbers import number_and_symbol, place_and_date
from directives.reading.head.subject import opens_body
from directives.reading.head.words import ABOUT_LINE, DEAR, LIBERTY, MOTTO, NUMBER_LINE, SECRET, TELEGRAPHED, is_capitals, title_of

__all__ = [
    "ABOUT_LINE",
    "DEAR",
    "LIBERTY",
    "MOTTO",
    "NUMBER_LINE",
    "SECRET",
    "TELEGRAPHED",
    "HeadBlock",
    "HeadLine",
    "agencies",
    "is_capitals",
    "number_and_symbol",
    "opens_body",
    "place_and_date",
    "read_block",
    "split_columns",
    "title_of",
]
