"""Whatever a file holds, intake ends with a report, and no row is lost on the way."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from lead_metrics.catalogue.load import catalogue
from lead_metrics.intake.delivery import check
from lead_metrics.intake.readers import plainly
from tests.intake.files import HEAD

PLAIN = how(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(codec="utf-8", exclude_characters='\r\n",\0', exclude_categories=["Cs"]), max_size=12)
TELLING = st.sampled_from(["2024-03-05", "3/5/2024 14:00", "2024-02-30", "2024-03-05T10:00:00Z", "yes", "-1", "1,500",
                           "nan", "community", "all", "race", "black", "F1", "none", ""])  # fmt: skip
CELLS = st.one_of(TELLING, WORDS)
RECORDS = [table.record for table in catalogue().recipes["program"].tables] + ["counts", "population", "events"]


def source_of(record: str) -> str:
    """Return a source that takes a record under its own name."""
    recipes = [r for r in catalogue().recipes.values() if r.canonical and record in {t.record for t in r.tables}]
    return recipes[0].id


@pytest.mark.parametrize("record", RECORDS)
@given(data=st.data())
@how(PLAIN, max_examples=15)
def test_every_row_of_a_record_is_accepted_refused_or_told_to_stand_twice(
    record: str, data: st.DataObject, tmp_path: Path
) -> None:
    names = list(catalogue().records[record].columns)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=8))
    path = tmp_path / f"{record}.csv"
    pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").write_csv(path)
    report = check([path], source_of(record), None)
    written = sum(any(cell.strip() for cell in row) for row in rows)
    assert report.file_refused is None
    assert report.accepted[record] + report.refused + report.repeated.get(record, 0) == written
    assert report.refused == len({one.row for one in report.refusals})


@given(content=st.binary(max_size=300), form=st.sampled_from(["csv", "csv.gz", "xlsx", "parquet"]))
@example(content=b'referral,person,at,door\n"r1,p1\n', form="csv")
@example(content=b"\xef\xbb\xbf", form="csv")
@example(content=b"PK\x05\x06" + b"\0" * 18, form="xlsx")
@PLAIN
def test_no_bytes_whatever_raise(content: bytes, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"referrals.{form}"
    path.write_bytes(gzip.compress(content) if form == "csv.gz" else content)
    report = check([path], "program", "alder")
    assert report.exit_code == 4
    assert len(report.lines()) == 1


@given(names=st.lists(st.one_of(st.sampled_from(HEAD.split(",")), WORDS), min_size=1, max_size=8))
@example(names=["referral", "person", "at", "door", "__row"])
@example(names=["referral", "person", "at", "door", "door "])
@example(names=["referral", "person", "at", "door", "at_duplicated_0"])
@PLAIN
def test_no_header_whatever_raises_and_two_columns_of_one_name_are_never_guessed(
    names: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "referrals.csv"
    path.write_text(",".join(names) + "\n" + ",".join("x" for _ in names) + "\n", encoding="utf-8")
    report = check([path], "program", "alder")
    if len({plainly(name) for name in names}) < len(names):
        assert report.exit_code == 4
