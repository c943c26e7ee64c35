"""Calls by chance: few names and few values, so that they meet."""

import base64
import random

HASHES = ["a", "b", "c"]
RANGES = ["-2", "0", "1", "1.5", "2", "1E2"]
PATHS = ["g", "n", "s", "t", "m", "l", "ss", "ns", "bs", "m.k", "m.k.x", "l[0]", "l[1].k", "l[9]", "gone", "#n", "#n.#n", "h", "r"]
WORDS = ["x", "y", "xy", "p", "pq", "q", "2", "ü"]


class Calls:
    def __init__(self, seed, plain, full):
        self.chance = random.Random(seed)
        self.plain, self.full = plain, full

    def number(self):
        c = self.chance
        whole = c.choice([0, 1, 2, 3, 10, -7, 99999])
        return c.choice([str(whole), f"{whole}.50", f"{whole}e3", "0.1", "-0", "123456789012345678901234567890.5"])

    def value(self, depth=2):
        c = self.chance
        text = lambda: c.choice(WORDS)
        blob = lambda: base64.b64encode(text().encode()).decode()
        kinds = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS"] + (["M", "L"] if depth else [])
        kind = c.choice(kinds)
        return {kind: {
            "S": text,
            "N": self.number,
            "B": blob,
            "BOOL": lambda: c.random() < 0.5,
            "NULL": lambda: True,
            "SS": lambda: c.sample(WORDS, c.randint(1, 3)),
            "NS": lambda: c.sample(["1", "2", "-3.5", "40"], c.randint(1, 3)),
            "BS": lambda: c.sample(["eA==", "eQ==", "AAE="], c.randint(1, 2)),
            "M": lambda: {name: self.value(depth - 1) for name in c.sample(["k", "x", "n"], c.randint(0, 2))},
            "L": lambda: [self.value(depth - 1) for _ in range(c.randint(0, 3))],
        }[kind]()}

    def ordered(self):
        c = self.chance
        return c.choice([{"S": c.choice(WORDS)}, {"N": self.number()}, {"B": "eA=="}])

    def key(self, table):
        key = {"h": {"S": self.chance.choice(HASHES)}}
        if table == self.full:
            key["r"] = {"N": self.chance.choice(RANGES)}
        return key

    def item(self, table):
        c = self.chance
        item = self.key(table)
        usual = {
            "g": {"S": c.choice(["x", "y"])}, "n": {"N": self.number()}, "s": {"S": c.choice(["p", "pq", "q"])},
            "m": {"M": {"k": self.value(1), "x": self.value(0)}}, "l": {"L": [self.value(1), self.value(0)]},
            "ss": {"SS": c.sample(WORDS, 2)}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": ["eA==", "AAE="]},
        }
        for name in c.sample(sorted(usual), c.randint(0, 6)):
            item[name] = usual[name]
        for name in c.sample(["t", "name", "z"], c.randint(0, 2)):
            item[name] = self.value()
        return item

    # Expressions

    class Words:
        """The placeholders of one call."""

        def __init__(self):
            self.names, self.values = {}, {}

        def into(self, call):
            if self.names:
                call["ExpressionAttributeNames"] = self.names
            if self.values:
                call["ExpressionAttributeValues"] = self.values
            return call

    def path(self, words):
        path = self.chance.choice(PATHS)
        if "#n" in path:
            words.names["#n"] = self.chance.choice(["name", "t", "k.x"])
        return path

    def literal(self, words, value=None):
        name = f":v{len(words.values)}"
        words.values[name] = value or self.value(1)
        return name

    def operand(self, words):
        choice = self.chance.random()
        if choice < 0.55:
            return self.path(words)
        if choice < 0.65:
            return f"size({self.path(words)})"
        return self.literal(words)

    def condition(self, words, depth=2):
        c = self.chance
        if depth and c.random() < 0.45:
            one = self.condition(words, depth - 1)
            if c.random() < 0.25:
                return f"NOT {one}"
            return f"({one} {c.choice(['AND', 'OR', 'and'])} {self.condition(words, depth - 1)})"
        kind = c.randrange(9)
        if kind == 0:
            return f"{self.operand(words)} {c.choice(['=', '<>'])} {self.operand(words)}"
        if kind < 3:
            # Most of them of a kind that has an order.
            bound = self.operand(words) if c.random() < 0.1 else self.literal(words, self.ordered())
            return f"{self.path(words)} {c.choice(['<', '<=', '>', '>='])} {bound}"
        if kind == 3:
            return f"{c.choice(['attribute_exists', 'attribute_not_exists'])}({self.path(words)})"
        if kind == 4:
            kind = self.literal(words, {"S": c.choice(["S", "N", "M", "L", "SS", "NULL", "BOOL"])})
            return f"attribute_type({self.path(words)}, {kind})"
        # The other one ends itself over a path that is not there as the second of these.
        if kind == 5:
            return f"begins_with({self.path(words)}, {self.literal(words)})"
        if kind == 6:
            return f"contains({self.path(words)}, {self.literal(words)})"
        if kind == 7:
            one = self.ordered()
            low, high = self.literal(words, one), self.literal(words, one if c.random() < 0.7 else self.ordered())
            return f"{self.path(words)} BETWEEN {low} AND {high}"
        among = ", ".join(self.literal(words) for _ in range(c.randint(1, 3)))
        return f"{self.path(words)} IN ({among})"

    def update(self, words):
        c = self.chance
        parts = []
        for clause in c.sample(["SET", "REMOVE", "ADD", "DELETE"], c.choice([1, 1, 2])):
            parts.append(f"{clause} {', '.join(self.action(clause, words) for _ in range(c.choice([1, 1, 2])))}")
        return " ".join(parts)

    def action(self, clause, words):
        c = self.chance
        path = self.path(words)
        if clause == "REMOVE":
            return path
        if clause == "ADD":
            kind = c.choice([{"N": self.number()}, {"SS": ["x", "new"]}, {"NS": ["2", "7"]}, None])
            return f"{path} {self.literal(words, kind)}"
        if clause == "DELETE":
            kind = c.choice([{"SS": ["x", "y"]}, {"NS": ["1", "2"]}, {"BS": ["eA=="]}, None])
            return f"{path} {self.literal(words, kind)}"
        kind = c.randrange(6)
        if kind < 2:
            return f"{path} = {self.operand(words)}"
        if kind == 2:
            number = self.literal(words, {"N": self.number()})
            return f"{path} = {self.path(words)} {c.choice('+-')} {number}"
        if kind == 3:
            return f"{path} = if_not_exists({self.path(words)}, {self.literal(words)})"
        if kind == 4:
            return f"{path} = list_append({self.path(words)}, {self.literal(words, {'L': [self.value(0)]})})"
        number = self.literal(words, {"N": "1"})
        zero = self.literal(words, {"N": "0"})
        return f"{path} = if_not_exists({self.path(words)}, {zero}) + {number}"

    # Calls

    def call(self):
        c = self.chance
        table = c.choice([self.plain, self.full, self.full])
        make = c.choice([
            self.put, self.put, self.put, self.update_item, self.update_item, self.update_item, self.update_item,
            self.delete, self.get, self.query, self.query, self.scan, self.batch_get, self.batch_write,
        ])
        return make(table)

    def writes(self, call, returned):
        c = self.chance
        words = self.Words()
        if c.random() < 0.4:
            call["ConditionExpression"] = self.condition(words)
        if c.random() < 0.6:
            call["ReturnValues"] = c.choice(returned)
        call["ReturnConsumedCapacity"] = c.choice(["TOTAL", "NONE"])
        return call, words

    def put(self, table):
        call, words = self.writes({"TableName": table, "Item": self.item(table)}, ["ALL_OLD", "NONE"])
        return "PutItem", words.into(call)

    def delete(self, table):
        call, words = self.writes({"TableName": table, "Key": self.key(table)}, ["ALL_OLD", "NONE"])
        return "DeleteItem", words.into(call)

    def update_item(self, table):
        returned = ["ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]
        call, words = self.writes({"TableName": table, "Key": self.key(table)}, returned)
        call["UpdateExpression"] = self.update(words)
        return "UpdateItem", words.into(call)

    def projected(self, call, words):
        if self.chance.random() < 0.5:
            paths = self.chance.randint(1, 3)
            call["ProjectionExpression"] = ", ".join(self.path(words) for _ in range(paths))
        return call

    def get(self, table):
        words = self.Words()
        call = {"TableName": table, "Key": self.key(table), "ReturnConsumedCapacity": "TOTAL"}
        call["ConsistentRead"] = True
        return "GetItem", words.into(self.projected(call, words))

    def query(self, table):
        c = self.chance
        words = self.Words()
        call = {"TableName": table, "ScanIndexForward": c.random() < 0.5}
        if c.random() < 0.3:
            call["ReturnConsumedCapacity"] = "TOTAL"
        index = c.choice([None, None, "local", "all", "keys"]) if table == self.full else None
        hash_name, hash_value = ("g", {"S": c.choice(["x", "y"])}) if index in ("all", "keys") else (
            "h", {"S": c.choice(HASHES)})
        rule = f"{hash_name} = {self.literal(words, hash_value)}"
        if index:
            call["IndexName"] = index
        ranged = {None: "r", "local": "s", "all": "n"}.get(index) if table == self.full else None
        if ranged and c.random() < 0.7:
            bound = lambda: self.literal(
                words, {"S": c.choice(["p", "pq"])} if ranged == "s" else {"N": self.number()})
            rule += c.choice([
                lambda: f" AND {ranged} {c.choice(['=', '<', '<=', '>', '>='])} {bound()}",
                lambda: f" AND {ranged} BETWEEN {bound()} AND {bound()}",
                lambda: f" AND begins_with({ranged}, {bound()})",
            ])()
        call["KeyConditionExpression"] = rule
        if c.random() < 0.4:
            call["FilterExpression"] = self.condition(words)
        if index is None and c.random() < 0.4:
            call["Limit"] = c.randint(1, 3)
        if c.random() < 0.3:
            call["Select"] = "COUNT"
        elif index not in ("all", "keys"):
            self.projected(call, words)
        return "Query", words.into(call)

    def scan(self, table):
        words = self.Words()
        call = {"TableName": table, "ConsistentRead": True}
        if self.chance.random() < 0.7:
            call["FilterExpression"] = self.condition(words)
        return "Scan", words.into(self.projected(call, words))

    def batch_get(self, table):
        keys = [self.key(table) for _ in range(self.chance.randint(1, 4))]
        return "BatchGetItem", {"RequestItems": {table: {"Keys": keys, "ConsistentRead": True}}}

    def batch_write(self, table):
        c = self.chance
        requests = [
            {"PutRequest": {"Item": self.item(table)}} if c.random() < 0.7
            else {"DeleteRequest": {"Key": self.key(table)}}
            for _ in range(c.randint(1, 4))
        ]
        return "BatchWriteItem", {"RequestItems": {table: requests}}
