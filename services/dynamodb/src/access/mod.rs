//! What a call touches, for the policies.

mod keys;
mod statements;

use crate::address::Address;
use crate::errors;
use crate::table::row::{self, Found, TABLES};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Tx};

/// Operations on items rather than on tables.
pub const IS_ABOUT_ITEMS: &[&str] = &[
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "ExecuteStatement",
    "ExecuteTransaction",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
];

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "ListTables" | "ListGlobalTables" | "DescribeLimits" | "DescribeEndpoints" => {
            Check::new("*")
        }
        "DescribeGlobalTable" => {
            let name = input.str("GlobalTableName").unwrap_or_default();
            let (partition, account) = (cx.partition(), cx.account());
            Check::new(format!(
                "arn:{partition}:dynamodb::{account}:global-table/{name}"
            ))
        }
        "CreateTable" => {
            let address = Address::of(cx, input.str("TableName").unwrap_or_default());
            // A name that is none is refused by the operation.
            let arn = address.map(|address| address.arn(cx));
            Check::new(arn.unwrap_or_else(|_| "*".to_owned()))
        }
        "ListBackups" | "ListContributorInsights" | "ListExports" | "ListImports" => {
            list(cx, input)?
        }
        "ExportTableToPointInTime" => {
            let address = Address::of(cx, input.str("TableArn").unwrap_or_default())?;
            of_table(cx, &address, None)?.0
        }
        "DescribeExport" => Check::new(input.str("ExportArn").unwrap_or("*")),
        "DescribeImport" => Check::new(input.str("ImportArn").unwrap_or("*")),
        "ImportTable" => {
            let parameters = input.get("TableCreationParameters");
            let name = parameters.and_then(|given| given.str("TableName"));
            Check::new(Address::own(cx, name.unwrap_or_default()).arn(cx))
        }
        "DescribeBackup" | "DeleteBackup" => Check::new(input.str("BackupArn").unwrap_or("*")),
        "RestoreTableFromBackup" => {
            let source = Check::new(input.str("BackupArn").unwrap_or("*"));
            return Ok(of_restore(cx, operation, source, input));
        }
        "RestoreTableToPointInTime" => {
            let named = input.str("SourceTableName").unwrap_or_default();
            let source = match input.str("SourceTableArn") {
                Some(arn) => arn.to_owned(),
                None => Address::own(cx, named).arn(cx),
            };
            return Ok(of_restore(cx, operation, Check::new(source), input));
        }
        "BatchGetItem" | "BatchWriteItem" => return of_batch(cx, input),
        "TransactGetItems" | "TransactWriteItems" => return of_transaction(cx, operation, input),
        "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction" => {
            return statements::checks(cx, operation, input);
        }
        _ => match input.str("ResourceArn") {
            Some(arn) => {
                let address = Address::of_arn(cx, arn)?;
                of_table(cx, &address, None)?.0
            }
            None => return of_one(cx, operation, input),
        },
    };
    Ok(vec![with_request_tags(check, input)])
}

/// A table by the member that names it, and perhaps an index of it.
fn of_one(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let address = Address::of(cx, input.str("TableName").unwrap_or_default())?;
    let (check, found) = of_table(cx, &address, input.str("IndexName"))?;
    let check = match (found, IS_ABOUT_ITEMS.contains(&operation)) {
        (Some(found), true) => keys::of_items(cx, check, &found, operation, input)?,
        _ => check,
    };
    let replicas = of_replicas(cx, &address, input);
    Ok(std::iter::once(check).chain(replicas).collect())
}

/// Who adds a replica must be allowed to write the table that there will be in the other Region.
fn of_replicas(cx: &Cx, address: &Address, input: &Value) -> Vec<Check> {
    let here = address.arn(cx);
    let mut checks = Vec::new();
    let updates = input.get("ReplicaUpdates").and_then(Value::as_list);
    for update in updates.unwrap_or_default() {
        if update.get("Delete").is_some() {
            checks.push(Check::new(here.as_str()).action("dynamodb:DeleteTableReplica"));
        }
        let Some(region) = update.get("Create").and_then(|c| c.str("RegionName")) else {
            continue;
        };
        checks.push(Check::new(here.as_str()).action("dynamodb:CreateTableReplica"));
        let (partition, Address { account, name }) = (cx.partition(), address);
        let there = format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}");
        let actions = ITEMS.iter().chain(&["Query", "Scan"]);
        checks.extend(
            actions.map(|action| Check::new(there.as_str()).action(format!("dynamodb:{action}"))),
        );
    }
    checks
}

/// What whoever fills a table must be allowed to do there.
const ITEMS: &[&str] = &[
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "UpdateItem",
];

/// All of the account's, or those of a table.
fn list(cx: &mut Cx, input: &Value) -> Result<Check, AwsError> {
    match input.str("TableName").or_else(|| input.str("TableArn")) {
        Some(name) => {
            let address = Address::of(cx, name)?;
            Ok(of_table(cx, &address, None)?.0)
        }
        None => Ok(Check::new("*")),
    }
}

/// Who restores a table must be let into the source, and be allowed to write the new one.
fn of_restore(cx: &Cx, operation: &str, source: Check, input: &Value) -> Vec<Check> {
    let address = Address::own(cx, input.str("TargetTableName").unwrap_or_default());
    let arn = address.arn(cx);
    let actions = [operation, "Query", "Scan"];
    let actions = actions.into_iter().chain(ITEMS.iter().copied());
    let on_target = |action| Check::new(arn.as_str()).action(format!("dynamodb:{action}"));
    std::iter::once(source)
        .chain(actions.map(on_target))
        .collect()
}

/// Whose the table is, its tags and its policy; the owner learns from the operation that there is
/// none.
fn of_table(
    cx: &mut Cx,
    address: &Address,
    index: Option<&str>,
) -> Result<(Check, Option<Found>), AwsError> {
    let arn = address.arn(cx);
    let check = match index {
        Some(index) => Check::new(format!("{arn}/index/{index}")),
        None => Check::new(arn),
    };
    let check = check.owner(&address.account);
    let Some(found) = row::find(cx, address)? else {
        return Ok((check, None));
    };
    let tags = found.table.tags.iter();
    let check = check.resource_tags(tags.map(|(k, v)| (k.as_str(), v.as_str())));
    let policy = found.table.policy.as_ref();
    let check = check.policy(policy.map(|policy| policy.text.clone()));
    Ok((check, Some(found)))
}

fn of_batch(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    let Some(Value::Map(entries)) = input.get("RequestItems") else {
        return Ok(vec![Check::new("*")]);
    };
    let mut checks = Vec::with_capacity(entries.len());
    for (name, asked) in entries {
        let address = Address::of(cx, name)?;
        let (check, found) = of_table(cx, &address, None)?;
        checks.push(match found {
            Some(found) => keys::of_batch(cx, check, &found, input, asked)?,
            None => check,
        });
    }
    Ok(checks)
}

/// Each step is asked for as the operation that it stands for.
fn of_transaction(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let steps = [
        ("Get", "GetItem"),
        ("Put", "PutItem"),
        ("Update", "UpdateItem"),
        ("Delete", "DeleteItem"),
        ("ConditionCheck", "ConditionCheckItem"),
    ];
    let items = input.get("TransactItems").and_then(Value::as_list);
    let mut checks = Vec::new();
    for item in items.unwrap_or_default() {
        for (member, action) in steps {
            let Some(step) = item.get(member) else {
                continue;
            };
            let address = Address::of(cx, step.str("TableName").unwrap_or_default())?;
            let (check, found) = of_table(cx, &address, None)?;
            let check = match found {
                Some(found) => keys::of_items(cx, check, &found, action, step)?,
                None => check,
            };
            let check = check.key("dynamodb:EnclosingOperation", operation);
            checks.push(check.action(format!("dynamodb:{action}")));
        }
    }
    match checks.is_empty() {
        true => Err(errors::validation(
            "TransactItems can only contain one of Check, Put, Update or Delete",
        )),
        false => Ok(checks),
    }
}

fn with_request_tags(check: Check, input: &Value) -> Check {
    if let Some(tags) = input.get("Tags").and_then(Value::as_list) {
        let pair =
            |tag: &'_ Value| Some((tag.str("Key")?.to_owned(), tag.str("Value")?.to_owned()));
        let tags: Vec<(String, String)> = tags.iter().filter_map(pair).collect();
        return check.request_tags(tags.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    }
    let keys = input.get("TagKeys").and_then(Value::as_list);
    let keys: Vec<String> = keys
        .into_iter()
        .flatten()
        .filter_map(|k| k.as_str().map(str::to_owned))
        .collect();
    match keys.is_empty() {
        true => check,
        false => check.keys("aws:TagKeys", keys),
    }
}

/// Whom policies of tables may let in, for whoever watches over access.
pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let rows = TABLES.scan(tx, scope, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(name, table)| {
        let (partition, account, region) = (scope.partition, scope.account, scope.region);
        Exposed {
            arn: format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}"),
            kind: "AWS::DynamoDB::Table",
            owner: account.to_owned(),
            canonical_owner: None,
            policy: table.policy.map(|policy| policy.text),
            policy_kind: PolicyKind::Resource,
            shut_if_public: false,
        }
    });
    Ok(shown.collect())
}
