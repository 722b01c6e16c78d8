import csv
import gzip

import pandas as pd
import pytest

from cocreate_files import open_file, records_relation, rejects_relation


def by_field(path, value):
    with open_file(path) as table:
        records = records_relation(table, table.guess)
        return dict(records.aggregate(f"field_id, {value}", "field_id").fetchall())


def test_airline_seat_reviews(real):
    path = real("reviews/airline_seat_reviews.csv.gz")
    frame = pd.read_csv(path)
    counts, means = by_field(path, "count(*)"), by_field(path, "avg(value_number)")
    for name in ("overall_rating", "seat_legroom_rating", "power_supply_rating"):
        assert counts[name] == frame[name].notna().sum()
        assert means[name] == pytest.approx(frame[name].mean())
    assert by_field(path, "avg(value_boolean::INT)")["recommended"] == pytest.approx(
        frame["recommended"].mean()
    )
    assert counts["content"] == frame["content"].notna().sum()
    with open_file(path) as table:
        assert rejects_relation(table, table.guess).fetchall() == []
        latest = records_relation(table, table.guess).aggregate("max(collected_at)::DATE::VARCHAR").fetchall()
        assert latest[0][0] == frame["date"].max()


def test_womens_clothing_reviews(real):
    path = real("reviews/womens_clothing_reviews.csv.gz")
    frame = pd.read_csv(path)
    counts = by_field(path, "count(*)")
    assert counts["Rating"] == len(frame)
    assert counts["Review Text"] == frame["Review Text"].notna().sum()
    assert by_field(path, "sum(value_number)")["Rating"] == frame["Rating"].sum()


@pytest.mark.parametrize("name", ["chnsenticorp_hotel", "waimai_10k"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_reviews(real, tmp_path, name, encoding):
    source = real(f"reviews_zh/{name}.csv.gz")
    with gzip.open(source, "rt", encoding="utf-8", newline="") as text:
        whole = text.read()
    rows = list(csv.DictReader(whole.splitlines(keepends=True)))
    path = tmp_path / "reviews.csv"
    path.write_bytes(whole.encode(encoding))
    with open_file(path) as table:
        assert table.encoding == {"utf-8": "UTF-8", "gb18030": "GB18030"}[encoding]
        records = records_relation(table, table.guess)
        good = records.filter("field_id = 'label' AND value_boolean").count("row").fetchall()[0][0]
        texts = {row[0] for row in records.filter("field_id = 'review'").project("value_text").fetchall()}
    assert good == sum(row["label"] == "1" for row in rows)
    assert texts == {row["review"].strip(" \t\r\n\xa0\u3000") for row in rows} - {""}


def test_telco_churn(real):
    path = real("loyalty/telco_churn.csv.gz")
    frame = pd.read_csv(path)
    assert by_field(path, "sum(value_boolean::INT)")["Churn"] == (frame["Churn"] == "Yes").sum()
    with open_file(path) as table:
        users = records_relation(table, table.guess).aggregate("count(DISTINCT user_id)").fetchall()
        assert users == [(frame["customerID"].nunique(),)]


def test_bfi(real):
    path = real("scales/bfi.csv.gz")
    frame = pd.read_csv(path)
    means = by_field(path, "avg(value_number)")
    items = [name for name in frame if len(name) == 2]
    assert len(items) == 25
    assert {name: means[name] for name in items} == pytest.approx(frame[items].mean().to_dict())


def test_ess9(real):
    path = real("scales/ess9_gb.csv.gz")
    frame = pd.read_csv(path)
    counts, means = by_field(path, "count(*)"), by_field(path, "avg(value_number)")
    for name in ("imbgeco", "imueclt", "imwbcnt", "lrscale"):
        assert counts[name] == frame[name].notna().sum()
        assert means[name] == pytest.approx(frame[name].mean())
    with open_file(path) as table:
        assert (table.guess.of_role("market").name, table.guess.of_role("when").name) == (
            "cntry",
            "endintrvw",
        )
