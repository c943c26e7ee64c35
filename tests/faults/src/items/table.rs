//! The table, and reading all of it.

use crate::Outcome;
use crate::client::Client;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

pub const TABLE: &str = "kill-items";
/// Has everything of every item, and is ordered by what changes.
pub const INDEX: &str = "by-owner";

pub type Items = BTreeMap<String, Json>;

pub fn make(client: &mut Client) -> Outcome<()> {
    let input = json!({
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "owner", "AttributeType": "S"},
            {"AttributeName": "balance", "AttributeType": "N"},
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": INDEX,
            "KeySchema": [
                {"AttributeName": "owner", "KeyType": "HASH"},
                {"AttributeName": "balance", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    });
    client.dynamodb("CreateTable", &input)?;
    while describe(client)?["TableStatus"] != "ACTIVE" {
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

pub fn describe(client: &mut Client) -> Outcome<Json> {
    let named = json!({"TableName": TABLE});
    Ok(client.dynamodb("DescribeTable", &named)?["Table"].take())
}

pub fn name(item: &Json) -> String {
    item["pk"]["S"].as_str().unwrap_or_default().to_owned()
}

pub fn number(item: &Json, attribute: &str) -> Option<i64> {
    item[attribute]["N"].as_str()?.parse().ok()
}

/// Of the table, or of the index.
pub fn all(client: &mut Client, index: Option<&str>) -> Outcome<Items> {
    let mut input = json!({"TableName": TABLE});
    match index {
        Some(index) => input["IndexName"] = json!(index),
        None => input["ConsistentRead"] = json!(true),
    }
    let mut items = Items::new();
    loop {
        let mut page = client.dynamodb("Scan", &input)?;
        for item in page["Items"].as_array().into_iter().flatten() {
            if items.insert(name(item), item.clone()).is_some() {
                return Err(format!("{} is there twice", name(item)).into());
            }
        }
        if page["LastEvaluatedKey"].is_null() {
            return Ok(items);
        }
        input["ExclusiveStartKey"] = page["LastEvaluatedKey"].take();
    }
}

pub fn same(what: &str, found: &Items, table: &Items) -> Outcome<()> {
    if found == table {
        return Ok(());
    }
    let names = found.keys().chain(table.keys());
    let odd = names.into_iter().find(|n| found.get(*n) != table.get(*n));
    let name = odd.map(String::as_str).unwrap_or_default();
    let (found, table) = (found.get(name), table.get(name));
    Err(format!("{what} has {found:?} where the table has {table:?}").into())
}
