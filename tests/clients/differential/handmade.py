"""Calls by hand: each with what is written about it. Run in this order; later ones see what earlier wrote."""


def calls(plain, full):
    """Pairs of an operation and its input."""

    def put(item, table=plain, **more):
        return "PutItem", {"TableName": table, "Item": {"h": {"S": "hand"}} | item, **more}

    def update(expression, values=None, names=None, table=plain, key=None, **more):
        call = {"TableName": table, "Key": key or {"h": {"S": "hand"}}, "UpdateExpression": expression, **more}
        if values is not None:
            call["ExpressionAttributeValues"] = values
        if names is not None:
            call["ExpressionAttributeNames"] = names
        return "UpdateItem", call | {"ReturnValues": more.get("ReturnValues", "ALL_NEW")}

    def get(**more):
        return "GetItem", {"TableName": plain, "Key": {"h": {"S": "hand"}}, **more}

    def query(rule, values, table=full, **more):
        return "Query", {
            "TableName": table, "KeyConditionExpression": rule, "ExpressionAttributeValues": values, **more}

    n = lambda text: {"N": text}
    s = lambda text: {"S": text}
    one = {":v": n("1")}
    yield put({"a": n("1"), "l": {"L": [n("1"), n("2"), n("3")]}, "m": {"M": {"x": s("y")}}, "ss": {"SS": ["a", "b"]}})

    # Numbers
    for number in [
        "1", "-0", "00012", "1.500", "1e2", "1E+2", "1e-130", "9.99e125", "1e126", "1e-131",
        "12345678901234567890123456789012345678", "123456789012345678901234567890123456789", "5.",
        ".5", "1 ", "", "abc", "1,5", "NaN", "Infinity", "0x10", "1e", "--1",
        "100000000000000000000000000000000000000000", "-1e-130", "0.0000000000000000000000000000000000000000001",
    ]:
        yield put({"number": n(number)})
        yield get(ProjectionExpression="number")
    yield update("SET a = a + :v", {":v": n("9.9e125")})
    yield update("SET a = :v", {":v": n("12345678901234567890123456789012345678")})
    yield update("SET a = a + :v", {":v": n("0.5")})
    yield update("SET a = a + :v", {":v": n("99999999999999999999999999999999999999")})
    yield update("SET a = :v", one)

    # Values
    for value in [
        {"SS": []}, {"NS": []}, {"BS": []}, {"SS": ["a", "a"]}, {"NS": ["1", "1.0"]}, {"BS": ["eA==", "eA=="]},
        {"S": ""}, {"B": ""}, {"SS": [""]}, {"NULL": False}, {"S": "a", "N": "1"}, {}, {"M": {}}, {"L": []},
        {"M": {"": s("x")}}, {"L": [{}]}, {"L": [{"NS": ["x"]}]}, {"M": {"a": {"SS": []}}}, {"NS": ["1", "x"]},
        {"BOOL": True}, {"NULL": True}, {"B": "eA=="},
    ]:
        yield put({"value": value})
        yield get(ProjectionExpression="#v", ExpressionAttributeNames={"#v": "value"})

    # Keys
    for key in [{}, {"h": n("1")}, {"h": s("")}, {"h": s("x"), "more": s("y")}, {"g": s("x")}, {"h": {}}, {"h": {"SS": ["a"]}}]:
        yield "GetItem", {"TableName": plain, "Key": key}
        yield "DeleteItem", {"TableName": plain, "Key": key}
        yield "UpdateItem", {"TableName": plain, "Key": key}
    for item in [{"h": s("i"), "r": n("1"), "g": n("1")}, {"h": s("i"), "r": n("1"), "g": s("")}, {"h": s("i")},
                 {"h": s("i"), "r": s("1")}, {"h": s("i"), "r": n("1"), "s": {"BOOL": True}}]:
        yield "PutItem", {"TableName": full, "Item": item}
    yield put({"x": s("k" * 2049)}, table=plain)
    yield "PutItem", {"TableName": plain, "Item": {"h": s("k" * 2048)}}
    yield "DeleteItem", {"TableName": plain, "Key": {"h": s("k" * 2048)}}
    yield "PutItem", {"TableName": plain, "Item": {"h": s("k" * 2049)}}

    # Updates
    yield put({"a": n("1"), "l": {"L": [n("1"), n("2"), n("3")]}, "m": {"M": {"x": s("y")}}, "ss": {"SS": ["a", "b"]}})
    for expression, values in [
        ("SET a = a + :v", one), ("SET b = b + :v", one), ("SET ss = ss + :v", one), ("SET l[7] = :v", one),
        ("SET l[0] = :v, l[1] = l[0]", one), ("REMOVE l[0], l[1]", None), ("SET m.x = :v", one),
        ("SET m.y.z = :v", one), ("SET gone.z = :v", one), ("SET a.b = :v", one), ("SET l.b = :v", one),
        ("SET m[0] = :v", one), ("SET h = :v", one), ("REMOVE h", None), ("SET a = :v, a = :v", one),
        ("SET m = :v, m.x = :v", one), ("SET a = :v SET b = :v", one), ("REMOVE a REMOVE b", None),
        ("ADD a :v", one), ("ADD fresh :v", one), ("ADD m :v", one), ("ADD ss :v", one), ("ADD a :v", {":v": s("x")}),
        ("DELETE ss :v", {":v": {"SS": ["a", "zzz"]}}), ("DELETE ss :v", {":v": {"SS": ["b"]}}),
        ("DELETE a :v", one), ("DELETE a :v", {":v": {"NS": ["1"]}}), ("SET l = list_append(l, :v)", one),
        ("SET l = list_append(l, :v)", {":v": {"L": [s("x")]}}), ("SET l = list_append(:v, l)", {":v": {"L": [s("x")]}}),
        ("SET z = list_append(z, :v)", {":v": {"L": []}}), ("SET z = if_not_exists(z, :v)", one),
        ("SET z = if_not_exists(a, b)", None), ("SET z = if_not_exists(:v, a)", one), ("SET z = size(a)", None),
        ("SET z = unknown(a)", None), ("SET a = :v + :v + :v", one), ("SET a = a", None), ("SET a = :v -", one),
        ("SET a", None), ("SET a = :gone", one), ("SET a = :v", None), ("SET a = :v", {}), ("SET a = :v", one | {":w": n("2")}),
        ("SET #a = :v", one), ("SET a = :v,", one), ("", None), ("   ", None), ("set a = :v", one), ("Set a=:v Remove b", one),
        ("SET name = :v", one), ("SET a = (:v)", one), ("SET a = ((:v))", one), ("SET a-b = :v", one),
        ("SET 1a = :v", one), ("SET _a = :v", one), ("SET a = :v REMOVE", one), ("SET l[-1] = :v", one),
        ("SET l[a] = :v", one), ("SET l[01] = :v", one), ("SET l[ 0 ] = :v", one), ("SET m . x = :v", one),
        ("ADD a 1", None), ("ADD a b", None), ("SET a = 1", None), ("SET a = 'x'", None), ("SELECT a", None),
        ("SET a = :v; REMOVE b", one), ("REMOVE gone", None), ("REMOVE m.gone", None), ("REMOVE gone.gone", None),
        ("REMOVE m.x.y", None), ("DELETE gone :v", {":v": {"SS": ["a"]}}), ("SET a = list_append(:v)", one),
        ("SET l = list_append(:v, :v)", one), ("SET a = if_not_exists(a)", None), ("ADD m.n :v", one),
        ("SET a = a - :v", {":v": s("x")}), ("SET a = m + :v", one), ("SET a = -:v", one), ("SET :v = a", one),
        ("SET a = :v REMOVE a", one), ("SET l[0] = :v REMOVE l", one), ("SET m.x = :v REMOVE m.y", one),
    ]:
        yield update(expression, values)
    for names in [{"#a": "a"}, {"#a": "a", "#b": "b"}, {"a": "a"}, {"#": "a"}, {"#a b": "a"}, {}, {"#a": ""}, {"#A": "a"}]:
        yield update("SET #a = :v", one, names)
    for values in [{"v": n("1")}, {":": n("1")}, {":a b": n("1")}, {":v": {}}, {":v": {"SS": []}}, {":v": n("x")}, {":v": {"S": "a", "N": "1"}}]:
        yield update("SET a = :v", values)
    for returned in ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW", "SOME"]:
        yield update("SET a = :v, m.x = :v, l[0] = :v REMOVE gone", one, ReturnValues=returned)
        yield "UpdateItem", {"TableName": plain, "Key": {"h": s("new " + returned)}, "ReturnValues": returned}
        yield put({}, ReturnValues=returned)
        yield "DeleteItem", {"TableName": plain, "Key": {"h": s("gone")}, "ReturnValues": returned}

    # Conditions
    yield put({"a": n("1"), "s": s("text"), "b": {"B": "AAEC"}, "l": {"L": [n("1"), s("x")]}, "m": {"M": {"x": n("5")}},
               "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "t": {"BOOL": True}, "z": {"NULL": True}})
    for condition, values in [
        ("a = :v", one), ("a = :v", {":v": s("1")}), ("a <> :v", {":v": s("1")}), ("a < :v", {":v": s("1")}),
        ("gone <> :v", one), ("gone < :v", one), ("NOT gone < :v", one), ("gone = gone", None), ("a = a", None),
        ("a = s", None), ("attribute_exists(a)", None), ("attribute_exists(:v)", one), ("attribute_exists(m.x)", None),
        ("attribute_exists(l[1])", None), ("attribute_exists(l[2])", None), ("attribute_exists(a, s)", None),
        ("attribute_exists()", None), ("attribute_not_exists(h)", None), ("attribute_exists (a)", None),
        ("ATTRIBUTE_EXISTS(a)", None), ("attribute_type(a, :v)", {":v": s("N")}), ("attribute_type(a, :v)", {":v": s("X")}),
        ("attribute_type(a, :v)", one), ("attribute_type(a, s)", None), ("begins_with(s, :v)", {":v": s("te")}),
        ("begins_with(s, :v)", one), ("begins_with(a, :v)", {":v": s("1")}), ("begins_with(b, :v)", {":v": {"B": "AAE="}}),
        ("contains(ss, :v)", {":v": s("a")}), ("contains(s, :v)", {":v": s("ex")}), ("contains(l, :v)", one),
        ("contains(ns, :v)", {":v": n("1.0")}), ("contains(m, :v)", {":v": s("x")}), ("contains(b, :v)", {":v": {"B": "AQI="}}),
        ("contains(ss, :v)", {":v": {"SS": ["a"]}}), ("contains(s, s)", None), ("size(s) = :v", {":v": n("4")}),
        ("size(b) = :v", {":v": n("3")}), ("size(ss) = :v", {":v": n("2")}), ("size(l) = :v", {":v": n("2")}),
        ("size(m) = :v", one), ("size(a) = :v", one), ("size(gone) = :v", one), ("size(t) = :v", one), ("size(:v) = :v", {":v": s("x")}),
        ("size(a)", None), ("a BETWEEN :v AND :w", {":v": n("0"), ":w": n("2")}), ("a BETWEEN :w AND :v", {":v": n("0"), ":w": n("2")}),
        ("a BETWEEN :v AND :w", {":v": n("0"), ":w": s("2")}), ("a NOT BETWEEN :v AND :w", {":v": n("0"), ":w": n("2")}),
        ("NOT a BETWEEN :v AND :w", {":v": n("5"), ":w": n("7")}), ("a IN (:v, :w)", {":v": n("0"), ":w": n("1")}),
        ("a IN (:v)", one), ("a IN ()", None), ("a IN :v", one), (":v IN (a, s)", one), ("(a = :v)", one), ("((a = :v))", one),
        ("a = :v AND s = :w OR t = :x", {":v": n("2"), ":w": s("text"), ":x": {"BOOL": True}}),
        ("NOT a = :v AND s = :w", {":v": n("2"), ":w": s("text")}), ("NOT (a = :v AND s = :w)", {":v": n("2"), ":w": s("text")}),
        ("NOT NOT a = :v", one), ("a", None), ("a = ", None), ("= a", None), ("a == :v", one), ("a != :v", one), ("a = :v AND", one),
        ("a = :v s = :v", one), ("", None), ("  ", None), ("()", None), ("a = :v OR (s = :v", one), ("a > l", None), ("l = :v", {":v": {"L": [n("1"), s("x")]}}),
        ("ss = :v", {":v": {"SS": ["b", "a"]}}), ("ns = :v", {":v": {"NS": ["2.0", "1"]}}), ("m = :v", {":v": {"M": {"x": n("5.0")}}}),
        ("m < :v", {":v": {"M": {"x": n("5")}}}), ("t < :v", {":v": {"BOOL": True}}), ("z = :v", {":v": {"NULL": True}}),
        ("z < :v", {":v": {"NULL": True}}), ("ss > :v", {":v": {"SS": ["a"]}}), ("unknown(a)", None), ("size(a) AND a = :v", one),
        ("attribute_exists(a) = :v", {":v": {"BOOL": True}}), ("attribute_exists(name)", None), (":v = :v", one), (":v < :w", {":v": n("1"), ":w": n("2")}),
        ("contains(a, :v)", one), ("begins_with(:v, s)", {":v": s("textual")}), ("if_not_exists(a, :v) = :v", one), ("a + :v = :v", one),
    ]:
        call = {"TableName": plain, "Key": {"h": s("hand")}, "ConditionExpression": condition, "UpdateExpression": "SET seen = a"}
        if values is not None:
            call["ExpressionAttributeValues"] = values
        yield "UpdateItem", call
    yield "DeleteItem", {"TableName": plain, "Key": {"h": s("gone")}, "ConditionExpression": "attribute_exists(h)"}
    yield "DeleteItem", {"TableName": plain, "Key": {"h": s("gone")}, "ConditionExpression": "attribute_not_exists(h)"}

    # Projections
    for projection in ["a", "a, s", "a, a", "m, m.x", "m.x", "l[1]", "l[1], l[0]", "gone", "", "a,", ",a", "a s", "size(a)", ":v", "name", "l[0].x", "#x", "m.x.y"]:
        yield get(ProjectionExpression=projection)
    yield get(AttributesToGet=["a", "s"])
    yield get(AttributesToGet=["a", "a"])
    yield get(AttributesToGet=[])
    yield get(AttributesToGet=["a"], ProjectionExpression="a")
    yield get(ExpressionAttributeNames={"#a": "a"})

    # Queries
    for number in range(6):
        yield "PutItem", {"TableName": full, "Item": {
            "h": s("q"), "r": n(str(number * 1.5)), "s": s("pq"[number % 2]), "g": s("hand"), "n": n(str(10 - number)), "x": n(str(number))}}
    q, hand = {":h": s("q")}, {":g": s("hand")}
    for rule, values, more in [
        ("h = :h", q, {}), ("h = :h", q, {"ScanIndexForward": False, "Limit": 2}), ("h = :h", q, {"Limit": 0}),
        ("h = :h AND r > :r", q | {":r": n("3")}, {}), ("h = :h AND r BETWEEN :a AND :b", q | {":a": n("1"), ":b": n("4.5")}, {}),
        ("h = :h AND r BETWEEN :b AND :a", q | {":a": n("1"), ":b": n("4.5")}, {}), (":h = h", q, {}), ("r > :r AND h = :h", q | {":r": n("3")}, {}),
        ("(h = :h) AND (r = :r)", q | {":r": n("3")}, {}), ("h = :h OR r = :r", q | {":r": n("3")}, {}), ("NOT h = :h", q, {}),
        ("h > :h", q, {}), ("h = :h AND r <> :r", q | {":r": n("3")}, {}), ("h = :h AND r IN (:r)", q | {":r": n("3")}, {}),
        ("h = :h AND begins_with(r, :r)", q | {":r": s("1")}, {}), ("h = :h AND begins_with(r, :r)", q | {":r": n("1")}, {}),
        ("r = :r", {":r": n("3")}, {}), ("h = :h AND x = :x", q | {":x": n("1")}, {}), ("h = :h AND h = :h", q, {}),
        ("h = :h AND r > :r AND r < :s", q | {":r": n("1"), ":s": n("5")}, {}), ("h = :h AND contains(r, :r)", q | {":r": n("1")}, {}),
        ("h = :h AND attribute_exists(r)", q, {}), ("h = :h AND size(r) = :r", q | {":r": n("1")}, {}), ("h = :h", {":h": n("1")}, {}),
        ("h = :h AND r = :r", q | {":r": s("1")}, {}), ("h = :h", {":h": s("")}, {}), ("h = :h", q | {":no": s("x")}, {}),
        ("h = r", {}, {}), ("h.x = :h", q, {}), ("", q, {}), ("h = :h", q, {"Select": "COUNT"}), ("h = :h", q, {"Select": "ALL_PROJECTED_ATTRIBUTES"}),
        ("h = :h", q, {"Select": "SPECIFIC_ATTRIBUTES"}), ("h = :h", q, {"Select": "COUNT", "ProjectionExpression": "r"}),
        ("h = :h", q, {"FilterExpression": "r = :h"}), ("h = :h", q, {"FilterExpression": "h = :h"}), ("h = :h", q, {"FilterExpression": "x > :x", "ExpressionAttributeValues": q | {":x": n("2")}}),
        ("h = :h", q, {"IndexName": "gone"}), ("h = :h", q, {"IndexName": "local"}), ("h = :h AND s = :s", q | {":s": s("p")}, {"IndexName": "local", "ConsistentRead": True}),
        ("g = :g", hand, {"IndexName": "all", "ConsistentRead": True}), ("g = :g", hand, {"IndexName": "all"}), ("g = :g", hand, {"IndexName": "all", "ScanIndexForward": False, "Limit": 2}),
        ("g = :g AND n < :n", hand | {":n": n("8")}, {"IndexName": "all"}), ("g = :g", hand, {"IndexName": "keys", "Select": "ALL_ATTRIBUTES"}),
        ("g = :g", hand, {"IndexName": "keys", "ProjectionExpression": "x"}), ("g = :g", hand, {"IndexName": "keys", "FilterExpression": "x = :g"}),
        ("h = :h", q, {"IndexName": "all"}), ("g = :g AND r = :r", hand | {":r": n("3")}, {"IndexName": "all"}),
        ("h = :h", q, {"ExclusiveStartKey": {"h": s("q"), "r": n("3")}}), ("h = :h", q, {"ExclusiveStartKey": {"h": s("q")}}),
        ("h = :h", q, {"ExclusiveStartKey": {"h": s("q"), "r": s("3")}}), ("h = :h", q, {"ExclusiveStartKey": {"h": s("other"), "r": n("3")}}),
        ("h = :h AND r > :r", q | {":r": n("3")}, {"ExclusiveStartKey": {"h": s("q"), "r": n("1")}}), ("h = :h", q, {"ExclusiveStartKey": {"h": s("q"), "r": n("3"), "x": n("1")}}),
        ("g = :g", hand, {"IndexName": "all", "ExclusiveStartKey": {"h": s("q"), "r": n("3")}}),
        ("g = :g", hand, {"IndexName": "all", "ExclusiveStartKey": {"h": s("q"), "r": n("3"), "g": s("hand"), "n": n("8")}}),
        ("h = :h", q, {"KeyConditions": {}}), ("h = :h", q, {"QueryFilter": {}}),
    ]:
        yield query(rule, values, **more)
    yield "Query", {"TableName": full}
    yield "Query", {"TableName": full, "KeyConditions": {"h": {"ComparisonOperator": "EQ", "AttributeValueList": [s("q")]}}}
    yield "Query", {"TableName": full, "KeyConditions": {"h": {"ComparisonOperator": "GT", "AttributeValueList": [s("q")]}}}
    yield "Query", {"TableName": full, "KeyConditions": {
        "h": {"ComparisonOperator": "EQ", "AttributeValueList": [s("q")]},
        "r": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [n("1"), n("4")]}}, "QueryFilter": {"x": {"ComparisonOperator": "NOT_NULL"}}}

    # Scans
    for more in [
        {"Segment": 0}, {"TotalSegments": 2}, {"Segment": 2, "TotalSegments": 2}, {"Segment": 0, "TotalSegments": 1},
        {"IndexName": "keys"}, {"IndexName": "gone"}, {"Limit": 0}, {"FilterExpression": "x >= :x", "ExpressionAttributeValues": {":x": n("4")}},
        {"ScanFilter": {"x": {"ComparisonOperator": "LT", "AttributeValueList": [n("2")]}}}, {"Select": "COUNT"}, {"IndexName": "all", "ConsistentRead": True},
        {"ScanFilter": {"x": {"ComparisonOperator": "EQ", "AttributeValueList": []}}}, {"FilterExpression": ""}, {"Segment": -1, "TotalSegments": 2},
        {"ScanFilter": {"x": {"ComparisonOperator": "LIKE", "AttributeValueList": [n("2")]}}}, {"ScanFilter": {"x": {"ComparisonOperator": "IN", "AttributeValueList": [n("2"), n("3")]}}},
    ]:
        yield "Scan", {"TableName": full, **more}

    # What there was before expressions
    for more in [
        {"Expected": {"a": {"Exists": False}}}, {"Expected": {"a": {"Value": n("1")}}}, {"Expected": {"a": {"Exists": True}}}, {"Expected": {"a": {}}},
        {"Expected": {"a": {"ComparisonOperator": "GE", "AttributeValueList": [n("1")]}}},
        {"Expected": {"a": {"ComparisonOperator": "GE", "AttributeValueList": [n("5")]}, "s": {"ComparisonOperator": "NOT_NULL"}}, "ConditionalOperator": "OR"},
        {"ConditionalOperator": "OR"}, {"Expected": {"a": {"Value": n("1")}}, "ConditionExpression": "a = a"},
        {"Expected": {"a": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [n("1")]}}}, {"Expected": {"a": {"ComparisonOperator": "NULL", "AttributeValueList": [n("1")]}}},
        {"Expected": {"a": {"Value": n("1"), "ComparisonOperator": "EQ", "AttributeValueList": [n("1")]}}},
    ]:
        yield put({"a": n("1"), "s": s("t")}, **more)
    for updates in [
        {"a": {"Action": "ADD", "Value": n("1")}}, {"a": {"Action": "PUT", "Value": s("x")}}, {"a": {"Action": "DELETE"}}, {"a": {"Action": "PUT"}},
        {"a": {"Value": n("4")}}, {"a": {"Action": "ADD", "Value": s("x")}}, {"a": {"Action": "DELETE", "Value": n("1")}}, {"h": {"Action": "PUT", "Value": s("x")}},
        {"l": {"Action": "ADD", "Value": {"L": [n("1")]}}}, {"a": {"Action": "OTHER", "Value": n("1")}}, {},
    ]:
        yield "UpdateItem", {"TableName": plain, "Key": {"h": s("hand")}, "AttributeUpdates": updates, "ReturnValues": "ALL_NEW"}
    yield update("SET a = :v", one, AttributeUpdates={"a": {"Value": n("1")}})

    # Batches
    key = lambda text: {"h": s(text)}
    request = lambda text: {"PutRequest": {"Item": key(text)}}
    for requests in [[], [request("b1"), request("b1")], [{}], [{"PutRequest": {"Item": key("b1")}, "DeleteRequest": {"Key": key("b2")}}],
                     [{"DeleteRequest": {"Key": {"x": s("y")}}}], [request(str(n)) for n in range(26)], [request(str(n)) for n in range(25)]]:
        yield "BatchWriteItem", {"RequestItems": {plain: requests}}
    yield "BatchWriteItem", {"RequestItems": {}}
    yield "BatchWriteItem", {"RequestItems": {plain + "-gone": [request("b1")]}}
    for keys in [[], [key("1"), key("1")], [key(str(n)) for n in range(101)], [key(str(n)) for n in range(100)], [{"x": s("y")}]]:
        yield "BatchGetItem", {"RequestItems": {plain: {"Keys": keys}}, "ReturnConsumedCapacity": "TOTAL"}
    yield "BatchGetItem", {"RequestItems": {}}
    yield "BatchGetItem", {"RequestItems": {plain + "-gone": {"Keys": [key("1")]}}}

    # Tables that are not there, and calls without what they need
    gone = plain + "-gone"
    for operation, call in [
        ("GetItem", {"Key": key("x")}), ("PutItem", {"Item": key("x")}), ("DeleteItem", {"Key": key("x")}), ("UpdateItem", {"Key": key("x")}),
        ("Scan", {}), ("DescribeTable", {}), ("DeleteTable", {}),
        ("Query", {"KeyConditionExpression": "h = :h", "ExpressionAttributeValues": {":h": s("x")}}),
    ]:
        yield operation, {"TableName": gone, **call}
        yield operation, {**call}
        yield operation, {"TableName": "a", **call}
        yield operation, {"TableName": "a;b", **call}
    yield "GetItem", {"TableName": plain}
    yield "PutItem", {"TableName": plain}
    yield "PutItem", {"TableName": plain, "Item": {}}
    yield "GetItem", {"TableName": plain, "Key": key("x"), "ReturnConsumedCapacity": "ALL"}
    yield "Scan", {"TableName": plain, "Limit": -1}
