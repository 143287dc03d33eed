"""The parser under atheris, which looks for inputs by what they make the code do. Run by `test_query_atheris`.

python src/parvis/text/tests/fuzz_query.py -max_total_time=60
"""

import sys

import atheris

with atheris.instrument_imports(include=["parvis.text"]):
    from parvis.text.query import QueryError, explain, parse


def read(data: bytes) -> None:
    """Any bytes: a query that round-trips, or a refusal that points inside the text."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        query = parse(text)
    except QueryError as error:
        if not 0 <= error.start <= error.end <= len(text):
            raise AssertionError(text) from error
        return
    if parse(str(query)) != query or not explain(query).fr:
        raise AssertionError(text)


atheris.Setup(sys.argv, read)
atheris.Fuzz()
