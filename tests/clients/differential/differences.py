"""Where dynalite and Haneul differ, and what AWS says about it."""

import re

GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/"


class Difference:
    """`because` ends with the page of AWS's documentation that decides, or says that none does."""

    def __init__(self, name, is_it, because, by_chance=False):
        self.name, self.is_it, self.because, self.by_chance = name, is_it, because, by_chance


def code(answer):
    return answer["refused"][1] if "refused" in answer else None


def words(answer):
    return answer["refused"][2] if "refused" in answer else ""


def both(ours, theirs, our_words, their_words=""):
    """Both refuse with one code, in these words (patterns)."""
    return code(ours) is not None and code(ours) == code(theirs) and bool(
        re.search(our_words, words(ours)) and re.search(their_words, words(theirs)))


def we_refuse(our_words):
    """We refuse so, and they do not."""
    return lambda operation, call, ours, theirs: "refused" not in theirs and re.search(our_words, words(ours)) is not None


def expressions(call):
    return " ".join(str(text) for name, text in call.items() if name.endswith("Expression"))


def without(answer, *members):
    return {name: value for name, value in answer.items() if name not in members}


def no_empty(answer):
    return {name: value for name, value in answer.items() if (name, value) not in (("Attributes", {}), ("Items", []))}


DIFFERENCES = [
    Difference(
        "its process ended",
        lambda o, c, ours, theirs: code(theirs) == "ConnectionClosed",
        "It ends itself over some expressions on paths that are not there; nothing to compare with. It is started again.",
        by_chance=True,
    ),
    Difference(
        "syntax errors name a token",
        lambda o, c, ours, theirs: both(ours, theirs, r"^Invalid \w+: (Syntax error; token: |The expression can not be empty)", "Syntax error; Expected"),
        "AWS's are of the form `Syntax error; token: \"...\", near: \"...\"`; theirs are their parser's own. " + GUIDE + "Expressions.html",
    ),
    Difference(
        "the type set of ADD and DELETE",
        lambda o, c, ours, theirs: words(ours) == words(theirs) + ", typeSet: " + words(ours).rsplit(" ", 1)[-1],
        "The same refusal; AWS ends it with `typeSet: ALLOWED_FOR_ADD_OPERAND`. " + GUIDE + "Expressions.UpdateExpressions.html",
    ),
    Difference(
        "enumerations are in the model's order",
        lambda o, c, ours, theirs: both(ours, theirs, "enum value set", "enum value set")
        and sorted(words(ours)) == sorted(words(theirs)),
        "A set has no order; the model's is kept. " + API + "API_Condition.html",
    ),
    Difference(
        "values in validation errors are as Java writes them",
        lambda o, c, ours, theirs: both(ours, theirs, r"^1 validation error detected: Value '.*AttributeValue\(|Value '\{", r"^1 validation error detected: Value '[\[{]"),
        "The words around are the same. " + API + "API_BatchWriteItem.html",
    ),
    Difference(
        "the name of a table in the model's words",
        lambda o, c, ours, theirs: o in ("DescribeTable", "DeleteTable") and both(ours, theirs, "at 'tableName' failed", "TableName"),
        "Both are refused; AWS's members are checked against its model since table names may be ARNs. " + API + "API_DescribeTable.html",
    ),
    Difference(
        "keys that are empty strings",
        lambda o, c, ours, theirs: "cannot contain an empty string value" in words(ours)
        and ("refused" not in theirs or "cannot contain an empty string value" in words(theirs)),
        "Empty strings are allowed since 2020, but not for keys of tables and indexes. " + GUIDE + "HowItWorks.NamingRulesDataTypes.html",
    ),
    Difference(
        "what a number that is none is called",
        lambda o, c, ours, theirs: words(ours).strip().startswith(words(theirs)) and "cannot be converted to a numeric value" in words(ours),
        "The same refusal; an empty number is named as any other. " + GUIDE + "HowItWorks.NamingRulesDataTypes.html",
    ),
    Difference(
        "38 digits of what an update computes",
        we_refuse("more than 38 significant digits"),
        "Numbers have up to 38 digits of precision; exceeding this results in an exception. " + GUIDE + "HowItWorks.NamingRulesDataTypes.html",
    ),
    Difference(
        "sets of binaries with duplicates",
        lambda o, c, ours, theirs: both(ours, theirs, "Input collection of type BS contains duplicates", "Input collection .*of type BS contains duplicates"),
        "The same refusal; how AWS writes the bytes is not documented. " + API + "API_AttributeValue.html",
    ),
    Difference(
        "several elements of a list are removed as they were before",
        lambda o, c, ours, theirs: o == "UpdateItem" and len(re.findall(r"REMOVE.*l\[\d\], l\[\d\]", expressions(c))) > 0,
        "`REMOVE RelatedItems[1], RelatedItems[2]` removes what was second and third. " + GUIDE + "Expressions.UpdateExpressions.html",
    ),
    Difference(
        "redundant parentheses",
        we_refuse("redundant parentheses"),
        "AWS refuses them in update expressions as in conditions. " + GUIDE + "Expressions.UpdateExpressions.html",
    ),
    Difference(
        "names that begin with an underscore",
        lambda o, c, ours, theirs: "_a" in expressions(c) and "Syntax error" in words(ours),
        "A name without a placeholder begins with a letter. " + GUIDE + "Expressions.ExpressionAttributeNames.html",
    ),
    Difference(
        "an empty name behind a placeholder",
        lambda o, c, ours, theirs: "" in (c.get("ExpressionAttributeNames") or {}).values(),
        "Attribute names have at least one character: they are right to refuse, and we are not. " + GUIDE + "HowItWorks.NamingRulesDataTypes.html",
    ),
    Difference(
        "what DeleteItem may return",
        we_refuse("^ReturnValues can only be ALL_OLD or NONE"),
        "`Valid for DeleteItem: NONE, ALL_OLD`. " + API + "API_DeleteItem.html",
    ),
    Difference(
        "attributes that there are none of",
        lambda o, c, ours, theirs: "refused" not in ours and "refused" not in theirs and ours != theirs and no_empty(ours) == no_empty(theirs),
        "No page shows an empty map where there is nothing to return, nor forbids it. " + API + "API_UpdateItem.html",
    ),
    Difference(
        "lists and maps are equal by what is in them",
        lambda o, c, ours, theirs: "refused" not in ours and code(theirs) == "ConditionalCheckFailedException"
        and any(set(value) & {"L", "M"} for value in c.get("ExpressionAttributeValues", {}).values()),
        "`EQ is supported for all data types, including lists and maps`. " + API + "API_Condition.html",
    ),
    Difference(
        "what has no order is not compared",
        lambda o, c, ours, theirs: re.search(
            r"Incorrect operand type for operator or function; operator or function: ([<>]=?|BETWEEN), operand type", words(ours)) is not None,
        "`<`, `<=`, `>`, `>=` and BETWEEN are for strings, numbers and binaries. " + API + "API_Condition.html",
    ),
    Difference(
        "NOT NOT",
        lambda o, c, ours, theirs: "NOT NOT" in expressions(c),
        "`condition ::= NOT condition`. " + GUIDE + "Expressions.OperatorsAndFunctions.html",
    ),
    Difference(
        "the expression that is wrong is named",
        lambda o, c, ours, theirs: words(ours) == "Invalid KeyConditionExpression: " + words(theirs),
        "As in all other refusals of expressions. " + GUIDE + "Query.KeyConditionExpressions.html",
    ),
    Difference(
        "what may be selected",
        we_refuse("ALL_PROJECTED_ATTRIBUTES can be used only|choosing to get SPECIFIC_ATTRIBUTES|choosing to get only the Count"),
        "`ALL_PROJECTED_ATTRIBUTES`: only of an index; `SPECIFIC_ATTRIBUTES` with a list, and nothing else with one. " + API + "API_Query.html",
    ),
    Difference(
        "what an index does not project",
        we_refuse("Global secondary index keys does not project"),
        "Of a global index only projected attributes can be asked for. " + API + "API_Query.html",
    ),
    Difference(
        "where a query may start",
        lambda o, c, ours, theirs: "ExclusiveStartKey" in c and both(ours, theirs, "^The provided starting key is", "^The provided (starting )?key"),
        "Both refuse; what AWS says after the colon is in no page. " + API + "API_Query.html",
    ),
    Difference(
        "segments",
        lambda o, c, ours, theirs: o == "Scan" and "Segment" in c and "TotalSegments" not in c and "TotalSegments parameter is required" in words(ours),
        "`If you provide Segment, you must also provide TotalSegments`. " + API + "API_Scan.html",
    ),
    Difference(
        "consistent reads of global indexes",
        we_refuse("^Consistent reads are not supported on global secondary indexes"),
        "`Strongly consistent reads are not supported on global secondary indexes.` " + API + "API_Scan.html",
    ),
    Difference(
        "OR between old conditions",
        lambda o, c, ours, theirs: c.get("ConditionalOperator") == "OR" and "refused" not in ours,
        "`OR`: true if at least one is. " + GUIDE + "LegacyConditionalParameters.ConditionalOperator.html",
    ),
    Difference(
        "actions of old updates",
        lambda o, c, ours, theirs: "AttributeUpdates" in c and "Value 'OTHER'" in words(ours),
        "`Valid Values: ADD | PUT | DELETE`. " + API + "API_AttributeValueUpdate.html",
    ),
    Difference(
        "a write request is one of two",
        lambda o, c, ours, theirs: words(ours) == "Supplied WriteRequest must contain exactly one of PutRequest or DeleteRequest",
        "A WriteRequest has a put or a delete. " + API + "API_WriteRequest.html",
    ),
    Difference(
        "indexes take capacity",
        lambda o, c, ours, theirs: o not in ("Query", "Scan") and "ConsumedCapacity" in ours
        and without(no_empty(ours), "ConsumedCapacity") == without(no_empty(theirs), "ConsumedCapacity"),
        "A write counts for the table and each index it changes; `TOTAL` is the sum. " + GUIDE + "GSI.html",
        by_chance=True,
    ),
    Difference(
        "a query that finds nothing takes half a unit",
        lambda o, c, ours, theirs: o == "Query" and "ConsumedCapacity" in pages(ours)[0]
        and len(pages(ours)) == len(pages(theirs)) and all(
            a == b or a["ScannedCount"] == 0 and a["ConsumedCapacity"]["CapacityUnits"] == 0.5
            and without(a, "ConsumedCapacity") == without(b, "ConsumedCapacity")
            for a, b in zip(pages(ours), pages(theirs))),
        "What is read is rounded up to 4 KB, and a read of nothing still costs one. " + GUIDE + "read-write-operations.html",
        by_chance=True,
    ),
    Difference(
        "values that might have become a key of an index",
        lambda o, c, ours, theirs: o == "UpdateItem" and "Type mismatch for Index Key" in words(theirs)
        and ("refused" not in ours and "DELETE" in expressions(c) or code(ours) == "ConditionalCheckFailedException"
             or words(ours).split(" Actual: ")[0] == words(theirs).split(" Actual: ")[0]),
        "They look at the types of operands first. The type matters when such a value is stored: DELETE stores none, nor does an "
        "update whose condition does not hold. " + GUIDE + "Expressions.UpdateExpressions.html",
        by_chance=True,
    ),
    Difference(
        "names of attributes that are empty, within maps",
        lambda o, c, ours, theirs: "Empty attribute name" in words(ours) and "refused" not in theirs,
        "Names of attributes have at least one letter. " + GUIDE + "HowItWorks.NamingRulesDataTypes.html",
    ),
    Difference(
        "size in an update",
        lambda o, c, ours, theirs: both(ours, theirs, "The function is not allowed in an update expression", "Invalid function name"),
        "`size` is a function of conditions only; both refuse. "
        + GUIDE + "Expressions.OperatorsAndFunctions.html",
    ),
    Difference(
        "a type that is not given as a value",
        lambda o, c, ours, theirs: both(ours, theirs, "function: attribute_type, operand type: path$", "function: attribute_type, operand type: "),
        "Both refuse; which word stands there for a path is in no page. " + GUIDE + "Expressions.OperatorsAndFunctions.html",
    ),
    Difference(
        "comparing two of which neither is there",
        lambda o, c, ours, theirs: absent_pair(c)
        and (code(ours), code(theirs)).count("ConditionalCheckFailedException") != 2 and code(theirs) != "ValidationException",
        "What is not there is equal to nothing, nor less than it; no page says that two such are equal. "
        + GUIDE + "Expressions.OperatorsAndFunctions.html",
        by_chance=True,
    ),
    Difference(
        "which of several faults is told",
        lambda o, c, ours, theirs: code(ours) == code(theirs) == "ValidationException" and several(words(ours), words(theirs)),
        "The call is wrong in two ways, and no page says which is looked for first. " + API + "CommonErrors.html",
        by_chance=True,
    ),
]


def pages(answer):
    return answer.get("pages") or [answer]


def absent_pair(call):
    """A comparison of two paths."""
    path = r"(size\()?#?[a-z][\w.#\[\]]*\)?"
    return re.search(rf"{path} (=|<>|<=?|>=?) {path}", expressions(call)) is not None


FAULTS = [
    "^Invalid Key", "^Invalid Filter", "^Invalid Projection", "^Invalid Condition", "^Invalid Update", "part of the key$",
    "Type mismatch for Index Key", "incorrect data type$", "invalid for update$", "does not exist in the item$", "does not project",
]


def several(ours, theirs):
    """They speak of different things."""
    found = [next((at for at, fault in enumerate(FAULTS) if re.search(fault, text)), None) for text in (ours, theirs)]
    return None not in found and found[0] != found[1]
