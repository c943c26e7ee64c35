//! PartiQL: statements, alone, in batches and in transactions.

mod common;

use common::{World, text, world};
use serde_json::{Value as Json, json};

/// Songs of artists.
async fn music() -> World {
    let world = world().await;
    world.table("Music", true).await;
    for (artist, song, year) in [("a", "one", 1999), ("a", "two", 2001), ("b", "one", 1999)] {
        let item = json!({
            "k": {"S": artist}, "s": {"S": song}, "year": {"N": year.to_string()}
        });
        world.put("Music", item).await;
    }
    world
}

async fn run(world: &World, statement: &str, parameters: Json) -> Json {
    let mut input = json!({"Statement": statement});
    if parameters != json!([]) {
        input["Parameters"] = parameters;
    }
    world.ok("ExecuteStatement", input).await["Items"].clone()
}

#[tokio::test]
async fn statements_select_and_change() {
    let world = music().await;
    let found = run(
        &world,
        "SELECT s, year FROM \"Music\" WHERE k = ? AND s >= 'one'",
        json!([{"S": "a"}]),
    )
    .await;
    assert_eq!(
        found,
        json!([
            {"s": {"S": "one"}, "year": {"N": "1999"}}, {"s": {"S": "two"}, "year": {"N": "2001"}}
        ])
    );
    let old = run(&world, "SELECT k FROM Music WHERE year < 2000", json!([])).await;
    assert_eq!(old.as_array().map(Vec::len), Some(2));
    let back = "SELECT s FROM Music WHERE k = 'a' ORDER BY s DESC";
    let back = run(&world, back, json!([])).await;
    assert_eq!(back, json!([{"s": {"S": "two"}}, {"s": {"S": "one"}}]));
    run(
        &world,
        "INSERT INTO Music VALUE {'k': 'c', 's': 'x', 'tags': <<'t'>>}",
        json!([]),
    )
    .await;
    let again = json!({"Statement": "INSERT INTO Music VALUE {'k': 'c', 's': 'x'}"});
    assert_eq!(
        world.refusal("ExecuteStatement", again).await,
        "DuplicateItemException: Duplicate primary key exists in table"
    );
    let new = run(
        &world,
        "UPDATE Music SET year = year + 1 WHERE k = 'a' AND s = 'one' RETURNING ALL NEW *",
        json!([]),
    )
    .await;
    assert_eq!(new[0]["year"], json!({"N": "2000"}));
    let nobody = json!({"Statement": "UPDATE Music SET year = 1 WHERE k = 'x' AND s = 'y'"});
    let refusal = world.refusal("ExecuteStatement", nobody).await;
    assert_eq!(
        refusal,
        "ConditionalCheckFailedException: The conditional request failed"
    );
    let gone = run(
        &world,
        "DELETE FROM Music WHERE k = 'c' AND s = 'x' RETURNING ALL OLD *",
        json!([]),
    )
    .await;
    assert_eq!(gone[0]["tags"], json!({"SS": ["t"]}));
    let all = json!({"Statement": "DELETE FROM Music WHERE k = 'a'"});
    assert_eq!(
        world.refusal("ExecuteStatement", all).await,
        "ValidationException: Where clause does not contain a mandatory equality on all key \
         attributes"
    );
}

#[tokio::test]
async fn pages_go_on_with_tokens() {
    let world = music().await;
    let mut input = json!({"Statement": "SELECT * FROM Music WHERE k IN ['b', 'a']", "Limit": 1});
    let mut found = 0;
    loop {
        let page = world.ok("ExecuteStatement", input.clone()).await;
        found += page["Items"].as_array().map_or(0, Vec::len);
        match &page["NextToken"] {
            Json::Null => break,
            token => input["NextToken"] = json!(text(token)),
        }
    }
    assert_eq!(found, 3);
    input["NextToken"] = json!("nonsense");
    let refusal = world.refusal("ExecuteStatement", input).await;
    assert!(refusal.starts_with("ValidationException"), "{refusal}");
}

#[tokio::test]
async fn batches_answer_each_for_itself() {
    let world = music().await;
    let of = |statement: &str| json!({"Statement": statement});
    let batch = json!({"Statements": [
        of("SELECT year FROM Music WHERE k = 'a' AND s = 'one'"),
        of("SELECT * FROM Music WHERE k = 'a'"),
        of("SELECT * FROM Elsewhere WHERE k = 'a'"),
        of("SELEC"),
    ]});
    let answer = world.ok("BatchExecuteStatement", batch).await;
    let responses = &answer["Responses"];
    assert_eq!(responses[0]["Item"], json!({"year": {"N": "1999"}}));
    let codes: Vec<&Json> = (1..4).map(|at| &responses[at]["Error"]["Code"]).collect();
    assert_eq!(
        codes,
        ["ValidationError", "ResourceNotFound", "ValidationError"]
    );
    let mixed = json!({"Statements": [
        of("SELECT * FROM Music WHERE k = 'a' AND s = 'one'"),
        of("DELETE FROM Music WHERE k = 'a' AND s = 'one'")
    ]});
    let refusal = world.refusal("BatchExecuteStatement", mixed).await;
    assert!(refusal.starts_with("ValidationException"), "{refusal}");
}

#[tokio::test]
async fn statements_of_a_transaction_happen_together() {
    let world = music().await;
    let of = |statement: &str| json!({"Statement": statement});
    let both = json!({"TransactStatements": [
        of("INSERT INTO Music VALUE {'k': 'n', 's': '1'}"),
        of("EXISTS(SELECT * FROM Music WHERE k = 'a' AND s = 'one' AND year = 1)")
    ]});
    let refusal = world.refusal("ExecuteTransaction", both).await;
    assert!(
        refusal.ends_with("[None, ConditionalCheckFailed]"),
        "{refusal}"
    );
    let both = json!({"TransactStatements": [
        of("INSERT INTO Music VALUE {'k': 'n', 's': '1'}"),
        of("UPDATE Music SET year = 1 WHERE k = 'a' AND s = 'one'"),
        of("EXISTS(SELECT * FROM Music WHERE k = 'b' AND s = 'one' AND year = 1999)")
    ]});
    world.ok("ExecuteTransaction", both.clone()).await;
    let refusal = world.refusal("ExecuteTransaction", both).await;
    assert!(
        refusal.ends_with("[DuplicateItem, None, None]"),
        "{refusal}"
    );
    let read = json!({"TransactStatements": [
        of("SELECT year FROM Music WHERE k = 'a' AND s = 'one'"),
        of("SELECT * FROM Music WHERE k = 'no' AND s = 'one'")
    ]});
    let answer = world.ok("ExecuteTransaction", read).await;
    assert_eq!(
        answer["Responses"],
        json!([{"Item": {"year": {"N": "1"}}}, {}])
    );
}
