"""What no SDK would send to DynamoDB: refused with AWS's codes, never with a 500."""

import json
import random

import pytest

from support.sign import call

KEY = {"h": {"S": "k"}}
SEED = 20_260_601


@pytest.fixture(scope="module")
def table(cloud):
    client = cloud.client("dynamodb")
    client.create_table(
        TableName="malformed",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "h", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "h", "KeyType": "HASH"}],
    )
    client.get_waiter("table_exists").wait(TableName="malformed", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return "malformed"


@pytest.fixture
def ask(cloud):
    def ask(operation, body, service="DynamoDB_20120810"):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{service}.{operation}"}
        answer = call(cloud, cloud.root, "dynamodb", "POST", "/", body, headers)
        said = json.loads(answer.text) if answer.text else {}
        return answer.status, said.get("__type", "").rsplit("#")[-1], said.get("message", said.get("Message", "")), said

    return ask


def put(table, value, name="v"):
    return "PutItem", {"TableName": table, "Item": KEY | {name: value}}


def nested(levels, kind):
    """A string under so many lists or maps."""
    value = {"S": "x"}
    for _ in range(levels):
        value = {"L": [value]} if kind == "L" else {"M": {"k": value}}
    return value


SERIALIZATION = "SerializationException"
VALIDATION = "ValidationException"

WRONG_TYPES = [
    {"S": 1}, {"S": None, "N": 1}, {"N": 1}, {"N": 1.5}, {"B": 1}, {"BOOL": "true"}, {"BOOL": 1}, {"NULL": "yes"}, {"M": []},
    {"M": "x"}, {"L": {}}, {"L": "x"}, {"SS": "a"}, {"SS": [1]}, {"NS": [1]}, {"BS": {}}, {"SS": {"a": 1}}, "x", 1, [], True,
    {"L": ["x"]}, {"M": {"k": "x"}}, {"B": "!"}, {"B": "a"}, {"B": "====" }, {"BS": ["eA==", "?"]},
]
WRONG_VALUES = [
    {}, {"X": "a"}, {"S": "a", "N": "1"}, {"SS": []}, {"NS": []}, {"BS": []}, {"SS": ["a", "a"]}, {"NS": ["1", "1.0"]},
    {"N": ""}, {"N": "x"}, {"N": "1e999999999999"}, {"N": "9" * 39}, {"N": "1e126"}, {"N": "1e-131"}, {"N": "1" * 100_000},
    {"N": "0." + "0" * 200 + "1"}, {"N": "１"}, {"N": " 1"}, {"N": "0x1"}, {"N": "NaN"}, {"N": "-"}, {"N": "."}, {"N": "e1"},
    {"N": "1e"}, {"N": "1e+-1"}, {"N": "1\u0000"}, {"NULL": False}, {"L": [{}]}, {"M": {"k": {}}}, nested(32, "L"),
    nested(32, "M"), nested(50, "L"),
]


@pytest.mark.parametrize("value", WRONG_TYPES, ids=lambda v: json.dumps(v)[:40])
def test_values_of_wrong_types(ask, table, value):
    assert ask(*put(table, value))[:2] == (400, SERIALIZATION)


@pytest.mark.parametrize("value", WRONG_VALUES, ids=lambda v: json.dumps(v)[:40])
def test_values_that_are_none(ask, table, value):
    for operation, call in [
        put(table, value),
        ("GetItem", {"TableName": table, "Key": {"h": value}}),
        ("UpdateItem", {"TableName": table, "Key": KEY, "UpdateExpression": "SET a = :v", "ExpressionAttributeValues": {":v": value}}),
        ("Query", {"TableName": table, "KeyConditionExpression": "h = :v", "ExpressionAttributeValues": {":v": value}}),
        ("BatchWriteItem", {"RequestItems": {table: [{"PutRequest": {"Item": KEY | {"v": value}}}]}}),
    ]:
        assert ask(operation, call)[:2] == (400, VALIDATION), (operation, ask(operation, call))


def test_as_deep_as_may_be(ask, table):
    """The attribute itself is the first of 32 levels."""
    for kind in "LM":
        assert ask(*put(table, nested(31, kind)))[0] == 200
        status, code, message, _ = ask(*put(table, nested(32, kind)))
        assert (status, code) == (400, VALIDATION)
        assert message == "Nesting Levels have exceeded supported limits"
    # Deeper than anybody should read.
    deep = b'{"TableName":"t","Item":{"h":' + b'{"L":[' * 100_000 + b"]}" * 100_000 + b"}}"
    assert ask("PutItem", deep)[:2] == (400, SERIALIZATION)


def test_as_large_as_may_be(ask, table):
    """Names and values together: 400 KB and not a byte more."""
    room = 400 * 1024 - len("h") - len("k") - len("v")
    for size, expected in [(room - 1, 200), (room, 200), (room + 1, 400)]:
        status, code, message, _ = ask(*put(table, {"S": "x" * size}))
        assert status == expected, message
    assert (code, message) == (VALIDATION, "Item size has exceeded the maximum allowed size")
    assert ask(*put(table, {"S": "ü" * (room // 2 + 1)}))[:2] == (400, VALIDATION)
    assert ask(*put(table, {"S": "x" * room}))[0] == 200
    update = {"TableName": table, "Key": KEY, "UpdateExpression": "SET w = :v", "ExpressionAttributeValues": {":v": {"S": "x"}}}
    status, code, message, _ = ask("UpdateItem", update)
    assert (status, code, message) == (400, VALIDATION, "Item size to update has exceeded the maximum allowed size")
    assert ask("PutItem", {"TableName": table, "Item": {"h": {"S": "k" * 2049}}})[:2] == (400, VALIDATION)
    assert ask("PutItem", {"TableName": table, "Item": {"h": {"S": "k" * 2048}}})[0] == 200


def test_as_many_as_may_be(ask, table):
    puts = lambda n: [{"PutRequest": {"Item": {"h": {"S": str(at)}}}} for at in range(n)]
    keys = lambda n: [{"h": {"S": str(at)}} for at in range(n)]
    steps = lambda n: [{"Put": {"TableName": table, "Item": {"h": {"S": str(at)}}}} for at in range(n)]
    gets = lambda n: [{"Get": {"TableName": table, "Key": {"h": {"S": str(at)}}}} for at in range(n)]
    for operation, few, many in [
        ("BatchWriteItem", {"RequestItems": {table: puts(25)}}, {"RequestItems": {table: puts(26)}}),
        ("BatchGetItem", {"RequestItems": {table: {"Keys": keys(100)}}}, {"RequestItems": {table: {"Keys": keys(101)}}}),
        ("TransactWriteItems", {"TransactItems": steps(100)}, {"TransactItems": steps(101)}),
        ("TransactGetItems", {"TransactItems": gets(100)}, {"TransactItems": gets(101)}),
    ]:
        assert ask(operation, few)[0] == 200, operation
        assert ask(operation, many)[:2] == (400, VALIDATION), operation
    for operation, call in [
        ("BatchWriteItem", {"RequestItems": {}}), ("BatchWriteItem", {"RequestItems": {table: []}}),
        ("BatchGetItem", {"RequestItems": {}}), ("BatchGetItem", {"RequestItems": {table: {"Keys": []}}}),
        ("TransactWriteItems", {"TransactItems": []}), ("TransactGetItems", {"TransactItems": []}),
        ("BatchWriteItem", {"RequestItems": {table: puts(1) * 2}}), ("BatchGetItem", {"RequestItems": {table: {"Keys": keys(1) * 2}}}),
        ("TransactWriteItems", {"TransactItems": steps(1) * 2}), ("TransactWriteItems", {"TransactItems": [{}]}),
        ("TransactWriteItems", {"TransactItems": [steps(1)[0] | {"Delete": {"TableName": table, "Key": KEY}}]}),
        ("BatchWriteItem", {"RequestItems": {table: [{}]}}),
    ]:
        assert ask(operation, call)[:2] == (400, VALIDATION), (operation, call)


def test_tables_and_members_that_are_not_there(ask, table):
    expression = {"KeyConditionExpression": "h = :h", "ExpressionAttributeValues": {":h": {"S": "x"}}}
    for operation, call in [
        ("GetItem", {"Key": KEY}), ("PutItem", {"Item": KEY}), ("UpdateItem", {"Key": KEY}), ("DeleteItem", {"Key": KEY}),
        ("Query", expression), ("Scan", {}), ("DescribeTable", {}), ("DeleteTable", {}), ("DescribeTimeToLive", {}),
    ]:
        assert ask(operation, call | {"TableName": "nowhere"})[:2] == (400, "ResourceNotFoundException"), operation
        for name in [None, "", "a", "x" * 1025, "a b", "ü" * 5]:
            named = call if name is None else call | {"TableName": name}
            assert ask(operation, named)[:2] == (400, VALIDATION), (operation, name)
        for name in [1, [], {}, True]:
            assert ask(operation, call | {"TableName": name})[:2] == (400, SERIALIZATION), (operation, name)
    for operation, call in [("GetItem", {}), ("PutItem", {}), ("UpdateItem", {}), ("DeleteItem", {}), ("Query", {})]:
        assert ask(operation, call | {"TableName": table})[:2] == (400, VALIDATION), operation
    for key in [{}, {"x": {"S": "k"}}, KEY | {"x": {"S": "k"}}, {"h": {"N": "1"}}, {"h": {"S": ""}}, {"h": {"M": {}}}]:
        assert ask("GetItem", {"TableName": table, "Key": key})[:2] == (400, VALIDATION), key


def test_bodies_that_are_no_json(ask):
    for body in [b"{", b"[", b"nul", b'{"TableName":}', b"\xff\xfe", b'{"a":1}}', b'{"a":"\x01"}', b'"x"', b"[]", b"1", b'{"TableName":"\\ud800"}']:
        status, code, _, _ = ask("GetItem", body)
        assert (status, code) in [(400, SERIALIZATION), (400, VALIDATION)], body
    assert ask("Nothing", b"{}")[:2] == (400, "UnknownOperationException")


def test_expressions_of_every_kind_of_nonsense(ask, table):
    chance = random.Random(SEED)
    words = ["SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN", "(", ")", "[", "]", "0", "99999999999", ",", ".",
             "=", "<>", "<", "+", "-", "a", "h", "#n", ":v", ":l", "size", "contains", "attribute_exists", "if_not_exists",
             "list_append", "begins_with", "\u0000", "ü", "'", "\\", "#", ":", "a.b[0]"]
    names, values = {"#n": "n"}, {":v": {"N": "1"}, ":l": {"L": []}}
    with_values = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
    key = {"TableName": table, "Key": KEY}
    refused = 0
    for _ in range(400):
        text = " ".join(chance.choice(words) for _ in range(chance.randint(1, 12)))
        for operation, call in [
            ("UpdateItem", key | {"UpdateExpression": text} | with_values),
            ("DeleteItem", {"TableName": table, "Key": {"h": {"S": "gone"}}, "ConditionExpression": text} | with_values),
            chance.choice([
                ("Scan", {"TableName": table, "FilterExpression": text, "Limit": 1} | with_values),
                ("Query", {"TableName": table, "KeyConditionExpression": text} | with_values),
                ("GetItem", key | {"ProjectionExpression": text, "ExpressionAttributeNames": names}),
                ("ExecuteStatement", {"Statement": text}),
            ]),
        ]:
            status, code, message, _ = ask(operation, call)
            assert (status, code) in [(200, ""), (400, VALIDATION), (400, "ConditionalCheckFailedException")], (operation, text, message)
            refused += status == 400
    assert refused > 1000
    for text in ["a" * 4097, "(" * 3000 + "a = :v" + ")" * 900, " AND ".join(["a = :v"] * 400), "NOT " * 1000 + "a = :v",
                 "a" + "[0]" * 1300, ".".join("a" * 2000), "a IN (" + ", ".join([":v"] * 101) + ")"]:
        status, code, message, _ = ask("DeleteItem", key | {"ConditionExpression": text, "ExpressionAttributeValues": {":v": {"N": "1"}}})
        assert (status, code) == (400, VALIDATION), text[:40]


def changed(value, chance):
    """The same, with something in it spoiled."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        name = chance.choice(sorted(value))
        kind = chance.randrange(6)
        if kind == 0:
            return {n: v for n, v in value.items() if n != name}
        if kind == 1:
            return value | {chance.choice(["", "x", "S", "N", "ü\u0000"]): value[name]}
        return value | {name: changed(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return value[:at] + chance.choice([[], [changed(value[at], chance)], [value[at]] * 2]) + value[at + 1:]
    return chance.choice([None, "", "x", 0, -1, 1e400, 10**30, 1.5, True, [], {}, [[]], [None], {"S": None}, "\u0000", "x" * 3000, {"": {}}])


def test_calls_with_something_spoiled(ask, table):
    chance = random.Random(SEED)
    item = KEY | {"n": {"N": "1"}, "m": {"M": {"l": {"L": [{"S": "x"}, {"BS": ["eA=="]}]}}}}
    values = {":v": {"N": "1"}, ":s": {"SS": ["a"]}}
    named = {"TableName": table}
    calls = [
        ("PutItem", named | {"Item": item, "ReturnValues": "ALL_OLD", "Expected": {"n": {"Exists": True, "Value": {"N": "1"}}}}),
        ("UpdateItem", named | {"Key": KEY, "UpdateExpression": "SET n = :v ADD s :s", "ExpressionAttributeValues": values}),
        ("UpdateItem", named | {"Key": KEY, "AttributeUpdates": {"n": {"Action": "ADD", "Value": {"N": "1"}}}}),
        ("Query", named | {"KeyConditions": {"h": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "k"}]}}, "Limit": 3}),
        ("Query", named | {"KeyConditionExpression": "h = :h", "ExpressionAttributeValues": {":h": {"S": "k"}}, "ExclusiveStartKey": KEY}),
        ("Scan", named | {"Segment": 0, "TotalSegments": 2, "ScanFilter": {"n": {"ComparisonOperator": "NOT_NULL"}}, "ExclusiveStartKey": KEY}),
        ("BatchWriteItem", {"RequestItems": {table: [{"PutRequest": {"Item": item}}, {"DeleteRequest": {"Key": {"h": {"S": "z"}}}}]}}),
        ("BatchGetItem", {"RequestItems": {table: {"Keys": [KEY], "ProjectionExpression": "#n", "ExpressionAttributeNames": {"#n": "n"}}}}),
        ("TransactWriteItems", {"ClientRequestToken": "t", "TransactItems": [
            {"Put": named | {"Item": item}},
            {"ConditionCheck": named | {"Key": {"h": {"S": "y"}}, "ConditionExpression": "attribute_not_exists(h)"}}]}),
        ("TransactGetItems", {"TransactItems": [{"Get": named | {"Key": KEY}}]}),
        ("ExecuteStatement", {"Statement": f'SELECT * FROM "{table}" WHERE h = ?', "Parameters": [{"S": "k"}]}),
        ("BatchExecuteStatement", {"Statements": [{"Statement": f'SELECT * FROM "{table}" WHERE h = ?', "Parameters": [{"S": "k"}]}]}),
        ("UpdateTimeToLive", named | {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "ttl"}}),
        ("CreateTable", {"TableName": "spoiled", "BillingMode": "PROVISIONED", "AttributeDefinitions": [
            {"AttributeName": "h", "AttributeType": "S"}, {"AttributeName": "r", "AttributeType": "N"}],
            "KeySchema": [{"AttributeName": "h", "KeyType": "HASH"}, {"AttributeName": "r", "KeyType": "RANGE"}],
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            "Tags": [{"Key": "a", "Value": "b"}], "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}}),
        ("UpdateTable", named | {"AttributeDefinitions": [{"AttributeName": "g", "AttributeType": "S"}], "GlobalSecondaryIndexUpdates": [
            {"Create": {"IndexName": "g", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]}),
    ]
    for _ in range(900):
        operation, call = chance.choice(calls)
        for _ in range(chance.randint(1, 2)):
            call = changed(call, chance)
        body = json.dumps(call).encode()
        status, code, message, said = ask(operation, body)
        assert status in (200, 400), (operation, body[:2000], status, message)
        assert status == 200 or code, (operation, body[:2000], said)
