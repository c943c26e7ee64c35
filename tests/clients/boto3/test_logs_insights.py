"""Queries that find patterns, compare times, ask indexes, and take in other queries and tables."""

import json
import time

import pytest

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def logs(cloud):
    return cloud.client("logs")


@pytest.fixture
def groups(logs, name):
    """Two groups whose names begin alike."""
    both = [f"{name}/a", f"{name}/b"]
    for group in both:
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="one")
    return both


def put(logs, group, *messages, ago=0):
    at = int(time.time() * 1000) - ago
    events = [{"timestamp": at, "message": message} for message in messages]
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)


def start(logs, text, **over):
    now = int(time.time())
    return logs.start_query(
        startTime=now - 600, endTime=now + 60, queryString=text, **over
    )["queryId"]


def answer(logs, text, **over):
    """What a query shows, row by row."""
    query = start(logs, text, **over)
    assert eventually(
        lambda: logs.get_query_results(queryId=query)["status"] == "Complete", 60
    )
    rows = logs.get_query_results(queryId=query)["results"]
    return [
        {field["field"]: field["value"] for field in row if field["field"] != "@ptr"}
        for row in rows
    ]


def test_patterns_are_found_and_compared(logs, groups):
    group = groups[0]
    put(logs, group, "[INFO] took 1 ms", "[INFO] took 22 ms", "[ERROR] full")
    put(logs, group, "[INFO] took 9 ms", "[INFO] took 8 ms", "[INFO] took 7 ms", ago=900_000)
    took, full = answer(logs, "pattern @message", logGroupName=group)
    assert took == {
        "@pattern": "[INFO] took <Number-1> ms",
        "@ratio": "0.6667",
        "@sampleCount": "2",
        "@severityLabel": "Info",
    }
    assert (full["@pattern"], full["@severityLabel"]) == ("[ERROR] full", "Error")
    for query in ["pattern @message | diff", "fields @message | diff"]:
        rows = answer(logs, query, logGroupName=group)
        found = {row["@pattern"]: row["@changeInCount"] for row in rows}
        assert found == {"[INFO] took <Number-1> ms": "-1", "[ERROR] full": "1"}
    assert len(answer(logs, "diff previousWeek", logGroupName=group)) == 2
    for wrong in ["pattern", "diff yesterday", "diff | diff"]:
        with refused("MalformedQueryException"):
            start(logs, wrong, logGroupName=group)


def test_an_index_and_a_source_say_which_groups_are_asked(logs, groups, name):
    policy = json.dumps({"Fields": ["user"]})
    logs.put_index_policy(logGroupIdentifier=groups[0], policyDocument=policy)
    (shown,) = logs.describe_index_policies(logGroupIdentifiers=[groups[0]])["indexPolicies"]
    assert shown["policyDocument"] == policy
    custom = logs.describe_field_indexes(
        logGroupIdentifiers=[groups[0]], indexCategories=["CUSTOM"]
    )["fieldIndexes"]
    assert [index["fieldIndexName"] for index in custom] == ["user"]
    for group in groups:
        put(logs, group, '{"user": "ann"}', '{"user": "bob"}')
    source = f"SOURCE logGroups(namePrefix: ['{name}/'])"
    assert answer(logs, f"{source} | stats count(*) as n") == [{"n": "4"}]
    query = f"{source} | filterIndex user = 'ann' | stats count(*) as n"
    assert answer(logs, query) == [{"n": "1"}]
    query = "filterIndex user in ['ann', 'bob'] | stats count(*) as n"
    assert answer(logs, query, logGroupNames=groups) == [{"n": "2"}]
    query = start(logs, source)
    arns = logs.list_log_groups_for_query(queryId=query)["logGroupIdentifiers"]
    assert [arn.split(":log-group:")[1] for arn in arns] == groups
    with refused("InvalidParameterException"):
        start(logs, source, logGroupName=groups[0])
    logs.delete_index_policy(logGroupIdentifier=groups[0])
    assert not logs.describe_index_policies(logGroupIdentifiers=[groups[0]])["indexPolicies"]


def test_other_queries_and_tables_are_taken_in(logs, groups, name):
    orders, payments = groups
    put(logs, orders, '{"id": 1, "user": "u1"}', '{"id": 2, "user": "u2"}')
    put(logs, payments, '{"id": 1, "paid": 5}', '{"id": 1, "paid": 6}')
    inside = f"(SOURCE '{payments}' | fields id, paid)"
    query = f"filter id in {inside} | display user"
    assert answer(logs, query, logGroupName=orders) == [{"user": "u1"}]
    query = (
        f"join type=left left=o right=p where o.id=p.id {inside}"
        " | stats sum(p.paid) as paid by o.user | sort o.user"
    )
    assert answer(logs, query, logGroupName=orders) == [
        {"o.user": "u1", "paid": "11"},
        {"o.user": "u2"},
    ]
    table = "".join(c for c in name if c.isalnum())
    arn = logs.create_lookup_table(
        lookupTableName=table, tableBody="key,name\nu1,Ann\nu2,Bob\n", tags={"a": "b"}
    )["lookupTableArn"]
    query = f"lookup {table} key as user OUTPUT name | sort name | display name"
    found = answer(logs, query, logGroupName=orders)
    assert found == [{"name": "Ann"}, {"name": "Bob"}]
    logs.update_lookup_table(lookupTableArn=arn, tableBody="key\nx\n")
    assert logs.get_lookup_table(lookupTableArn=arn)["tableBody"] == "key\nx\n"
    (shown,) = logs.describe_lookup_tables(lookupTableNamePrefix=table)["lookupTables"]
    assert (shown["tableFields"], shown["recordsCount"]) == (["key"], 1)
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "b"}
    with refused("InvalidParameterException"):
        start(logs, query, logGroupName=orders)
    logs.delete_lookup_table(lookupTableArn=arn)
    with refused("ResourceNotFoundException"):
        start(logs, query, logGroupName=orders)


def test_totals_gaps_and_columns_of_other_queries(logs, groups):
    group, other = groups
    for ago, line in [(0, {"ms": 10, "n": 1}), (180, {"ms": 30}), (181, {"host": "a"})]:
        put(logs, group, json.dumps(line), ago=ago * 1000)
    put(logs, other, json.dumps({"m": 5}))
    query = "filter ispresent(ms) | fields ms, n | addtotals fieldname=Sum col=true"
    assert answer(logs, query, logGroupName=group) == [
        {"ms": "10", "n": "1", "Sum": "11"},
        {"ms": "30", "Sum": "30"},
        {"ms": "40", "n": "1", "Sum": "41"},
    ]
    query = "stats sum(ms) as ms by bin(1m) as t | sort t asc | fillmissing with 0 for ms | display ms"
    filled = [row["ms"] for row in answer(logs, query, logGroupName=group) if "ms" in row]
    # The oldest may lie in a minute of its own, without a sum.
    assert filled == ["30", "0", "0", "10"]
    query = "fields ms, host | sort @timestamp asc | filldown | display host"
    assert answer(logs, query, logGroupName=group) == [{"host": "a"}] * 3
    query = f"stats count(*) as n | appendcols (SOURCE '{other}' | stats sum(m) as m)"
    assert answer(logs, query, logGroupName=group) == [{"n": "3", "m": "5"}]


def test_what_is_not_here_is_refused_by_name(logs, groups):
    for query in ["pattern @message | anomaly", "logcompare timeshift 7d", "SOURCE dataSource('a.b')"]:
        with refused("NotImplemented"):
            start(logs, query, logGroupName=groups[0])
