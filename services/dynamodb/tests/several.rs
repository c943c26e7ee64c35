//! Global indexes whose keys are several attributes.

mod common;

use common::{World, world};
use serde_json::{Value as Json, json};

const INDEX: &str = "by-place";

fn elements(hashes: &[&str], ranges: &[&str]) -> Json {
    let of =
        |kind: &'static str| move |name: &&str| json!({"AttributeName": name, "KeyType": kind});
    let hashes = hashes.iter().map(of("HASH"));
    hashes.chain(ranges.iter().map(of("RANGE"))).collect()
}

fn several(projection: &str, hashes: &[&str], ranges: &[&str]) -> Json {
    json!({
        "IndexName": INDEX, "Projection": {"ProjectionType": projection},
        "KeySchema": elements(hashes, ranges)
    })
}

fn attributes(names: &[(&str, &str)]) -> Json {
    let of = |(name, kind): &(&str, &str)| json!({"AttributeName": name, "AttributeType": kind});
    names.iter().map(of).collect()
}

const NAMES: [(&str, &str); 6] = [
    ("k", "S"),
    ("land", "S"),
    ("zone", "S"),
    ("year", "N"),
    ("month", "N"),
    ("word", "S"),
];

fn index() -> Json {
    several("ALL", &["land", "zone"], &["year", "month", "word"])
}

fn create(index: Json, names: &[(&str, &str)]) -> Json {
    json!({
        "TableName": "tab", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": attributes(names), "GlobalSecondaryIndexes": [index]
    })
}

fn item(k: &str, (land, zone): (&str, &str), (year, month): (i64, i64), word: &str) -> Json {
    json!({
        "k": {"S": k}, "land": {"S": land}, "zone": {"S": zone}, "year": {"N": year.to_string()},
        "month": {"N": month.to_string()}, "word": {"S": word}
    })
}

async fn fill(world: &World) {
    let here = ("kr", "a");
    for (k, place, when, word) in [
        ("1", here, (2024, 12), "ab"),
        ("2", here, (2025, 2), "b"),
        ("3", here, (2025, 10), "a"),
        ("4", here, (2025, 10), "ab"),
        ("5", here, (2025, 10), "ab\0c"),
        ("6", here, (2025, 10), "b"),
        ("7", here, (2026, 1), "a"),
        // Joined without an end they would be the same.
        ("8", ("k", "ra"), (2025, 10), "ab"),
        ("9", ("kr", "b"), (2025, 10), "ab"),
    ] {
        world.put("tab", item(k, place, when, word)).await;
    }
    // What lacks one of the keys is not in it.
    let lacking = json!({"k": {"S": "x"}, "land": {"S": "kr"}, "zone": {"S": "a"},
        "year": {"N": "2025"}, "month": {"N": "10"}});
    world.put("tab", lacking).await;
}

fn query(condition: &str) -> Json {
    let all = [
        (":l", json!({"S": "kr"})),
        (":z", json!({"S": "a"})),
        (":y", json!({"N": "2025"})),
        (":m", json!({"N": "10"})),
        (":two", json!({"N": "2"})),
        (":ab", json!({"S": "ab"})),
        (":abz", json!({"S": "ab\0"})),
    ];
    let is_used = |name: &str| {
        let mut tokens = condition.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':'));
        tokens.any(|token| token == name)
    };
    let used = all.into_iter().filter(|(name, _)| is_used(name));
    let used: serde_json::Map<String, Json> =
        used.map(|(name, value)| (name.to_owned(), value)).collect();
    json!({
        "TableName": "tab", "IndexName": INDEX, "KeyConditionExpression": condition,
        "ExpressionAttributeValues": used,
        "ExpressionAttributeNames": {"#l": "land", "#z": "zone", "#y": "year", "#m": "month"}
    })
}

/// With names only as far as they are used.
fn asked(condition: &str) -> Json {
    let mut input = query(condition);
    if let Some(names) = input["ExpressionAttributeNames"].as_object_mut() {
        names.retain(|name, _| condition.contains(name.as_str()));
    }
    input
}

fn keys(answer: &Json) -> String {
    let items = answer["Items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["k"]["S"].as_str()).collect()
}

async fn found(world: &World, condition: &str) -> String {
    keys(&world.ok("Query", asked(condition)).await)
}

const PLACE: &str = "#l = :l AND #z = :z";

#[tokio::test]
async fn sort_keys_are_asked_from_the_left() {
    let world = world().await;
    world.make(create(index(), &NAMES)).await;
    fill(&world).await;
    let shown = world.describe("tab").await;
    assert_eq!(
        shown["GlobalSecondaryIndexes"][0]["KeySchema"],
        elements(&["land", "zone"], &["year", "month", "word"])
    );
    for (rest, expected) in [
        ("", "1234567"),
        (" AND #y = :y", "23456"),
        (" AND #y < :y", "1"),
        (" AND #y <= :y", "123456"),
        (" AND #y > :y", "7"),
        (" AND #y >= :y", "234567"),
        (" AND #y = :y AND #m = :m", "3456"),
        (" AND #y = :y AND #m < :m", "2"),
        (" AND #y = :y AND #m <= :m", "23456"),
        (" AND #y = :y AND #m > :two", "3456"),
        (" AND #y = :y AND #m BETWEEN :two AND :m", "23456"),
        (" AND #y = :y AND #m = :m AND word = :ab", "4"),
        (" AND #y = :y AND #m = :m AND begins_with(word, :ab)", "45"),
        (" AND #y = :y AND #m = :m AND begins_with(word, :abz)", "5"),
        (" AND #y = :y AND #m = :m AND word > :ab", "56"),
        (" AND #y = :y AND #m = :m AND word < :ab", "3"),
        (
            " AND #y = :y AND #m = :m AND word BETWEEN :ab AND :abz",
            "4",
        ),
    ] {
        let condition = format!("{PLACE}{rest}");
        assert_eq!(found(&world, &condition).await, expected, "{condition}");
    }
}

#[tokio::test]
async fn conditions_that_keys_cannot_be_found_by_are_refused() {
    let world = world().await;
    world.make(create(index(), &NAMES)).await;
    for (condition, message) in [
        ("#l = :l", "Query condition missed key schema element: zone"),
        ("#l = :l AND #z > :z", "Query key condition not supported"),
        (
            "#l = :l AND #z = :z AND #m = :m",
            "RANGE key attributes year must have equality conditions specified in the query because \
             a condition is present on key attribute month",
        ),
        (
            "#l = :l AND #z = :z AND #y > :y AND #m = :m",
            "RANGE key attributes year must have equality conditions specified in the query because \
             a condition is present on key attribute month",
        ),
        (
            "#l = :l AND #z = :z AND #y = :l",
            "One or more parameter values were invalid: Condition parameter type does not match \
             schema type",
        ),
    ] {
        assert_eq!(
            world.refusal("Query", asked(condition)).await,
            format!("ValidationException: {message}")
        );
    }
    let mut filtered = asked(PLACE);
    filtered["FilterExpression"] = json!("attribute_exists(word)");
    assert_eq!(
        world.refusal("Query", filtered).await,
        "ValidationException: Filter Expression can only contain non-primary key attributes: Primary \
         key attribute: word"
    );
}

#[tokio::test]
async fn pages_go_on_where_they_ended() {
    let world = world().await;
    world.make(create(index(), &NAMES)).await;
    fill(&world).await;
    for (operation, reverse, expected) in [
        ("Query", false, "1234567"),
        ("Query", true, "7654321"),
        ("Scan", false, "123456789"),
    ] {
        let mut input = match operation {
            "Query" => asked(PLACE),
            _ => json!({"TableName": "tab", "IndexName": INDEX}),
        };
        if reverse {
            input["ScanIndexForward"] = json!(false);
        }
        input["Limit"] = json!(2);
        let mut all = String::new();
        loop {
            let answer = world.ok(operation, input.clone()).await;
            all.push_str(&keys(&answer));
            let last = &answer["LastEvaluatedKey"];
            if last.is_null() {
                break;
            }
            assert_eq!(last.as_object().map(|key| key.len()), Some(6), "{last}");
            input["ExclusiveStartKey"] = last.clone();
        }
        if operation == "Scan" {
            let mut sorted: Vec<char> = all.chars().collect();
            sorted.sort_unstable();
            all = sorted.into_iter().collect();
        }
        assert_eq!(all, expected, "{operation}");
    }
    let mut input = asked(PLACE);
    input["ExclusiveStartKey"] = item("9", ("kr", "b"), (2025, 10), "ab");
    assert_eq!(
        world.refusal("Query", input.clone()).await,
        "ValidationException: The provided starting key is outside query boundaries based on \
         provided conditions"
    );
    let mut lacking = item("1", ("kr", "a"), (2024, 12), "ab");
    lacking.as_object_mut().expect("an item").remove("month");
    input["ExclusiveStartKey"] = lacking;
    assert_eq!(
        world.refusal("Query", input).await,
        "ValidationException: The provided starting key is invalid: The provided key element does \
         not match the schema"
    );
}

#[tokio::test]
async fn an_index_that_is_made_later_is_filled_and_follows() {
    let world = world().await;
    world.table("tab", false).await;
    fill(&world).await;
    let index = several("KEYS_ONLY", &["land", "zone"], &["year", "month", "word"]);
    let update = json!({
        "TableName": "tab", "AttributeDefinitions": attributes(&NAMES),
        "GlobalSecondaryIndexUpdates": [{"Create": index}]
    });
    world.ok("UpdateTable", update).await;
    world.seconds(2).await;
    assert_eq!(found(&world, PLACE).await, "1234567");
    // One that loses an attribute of the key leaves, one that gets it comes.
    let remove = json!({"TableName": "tab", "Key": {"k": {"S": "4"}},
        "UpdateExpression": "REMOVE #m", "ExpressionAttributeNames": {"#m": "month"}});
    world.ok("UpdateItem", remove).await;
    let give = json!({"TableName": "tab", "Key": {"k": {"S": "x"}},
        "UpdateExpression": "SET word = :w, besides = :w",
        "ExpressionAttributeValues": {":w": {"S": "aa"}}});
    world.ok("UpdateItem", give).await;
    assert_eq!(found(&world, PLACE).await, "123x567");
    let answer = world
        .ok(
            "Query",
            asked("#l = :l AND #z = :z AND #y = :y AND #m = :m"),
        )
        .await;
    assert_eq!(answer["Items"][1]["k"], json!({"S": "x"}));
    assert_eq!(answer["Items"][1]["besides"], Json::Null);
    let wrong = json!({"k": {"S": "y"}, "month": {"S": "May"}});
    let wrong = json!({"TableName": "tab", "Item": wrong});
    assert_eq!(
        world.refusal("PutItem", wrong).await,
        "ValidationException: One or more parameter values were invalid: Type mismatch for Index \
         Key month Expected: N Actual: S IndexName: by-place"
    );
    let long = json!({"TableName": "tab", "Item": {"k": {"S": "y"},
        "land": {"S": "l".repeat(1_500)}, "zone": {"S": "z".repeat(1_500)}}});
    assert_eq!(
        world.refusal("PutItem", long).await,
        "ValidationException: One or more parameter values were invalid: Size of hashkey has \
         exceeded the maximum size limit of2048 bytes"
    );
}

#[tokio::test]
async fn statements_find_by_several_attributes() {
    let world = world().await;
    world.make(create(index(), &NAMES)).await;
    fill(&world).await;
    for (condition, expected) in [
        (
            "land = 'kr' AND \"zone\" = 'a' AND \"year\" = 2025 AND \"month\" < 10",
            "2",
        ),
        ("land = 'kr' AND \"zone\" = 'a' AND \"month\" = 12", "1"),
        ("land = 'k'", "8"),
    ] {
        let statement = format!("SELECT * FROM \"tab\".\"by-place\" WHERE {condition}");
        let answer = world
            .ok("ExecuteStatement", json!({"Statement": statement}))
            .await;
        assert_eq!(keys(&answer), expected, "{condition}");
    }
}

#[tokio::test]
async fn schemas_that_are_none_are_refused() {
    let world = world().await;
    let names: Vec<(&str, &str)> = ["k", "a", "b", "c", "d", "e"]
        .map(|name| (name, "S"))
        .into();
    for (schema, message) in [
        (
            elements(&["a", "b", "c", "d", "e"], &[]),
            "Invalid KeySchema: The number of HASH key attributes exceeds the limit of 4",
        ),
        (
            elements(&["k"], &["a", "b", "c", "d", "e"]),
            "Invalid KeySchema: The number of RANGE key attributes exceeds the limit of 4",
        ),
        (
            elements(&[], &["a", "b"]),
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        (
            elements(&["a", "b"], &["a"]),
            "Invalid KeySchema: Some index key attributes are given more than once: a",
        ),
        (
            elements(&["a", "b"], &["z"]),
            "One or more parameter values were invalid: Some index key attributes are not defined in \
             AttributeDefinitions. Keys: [a, b, z], AttributeDefinitions: [k, a, b, c, d, e]",
        ),
    ] {
        let index = json!({"IndexName": INDEX, "Projection": {"ProjectionType": "ALL"},
            "KeySchema": schema});
        let input = create(index, &names);
        assert_eq!(
            world.refusal("CreateTable", input).await,
            format!("ValidationException: {message}")
        );
    }
    // Tables themselves have one of each.
    let mut input = create(index(), &NAMES);
    input["KeySchema"] = elements(&["k", "land"], &["zone"]);
    let refusal = world.refusal("CreateTable", input).await;
    assert!(
        refusal.contains("length less than or equal to 2"),
        "{refusal}"
    );
}
