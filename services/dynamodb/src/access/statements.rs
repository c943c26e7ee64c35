//! What statements of PartiQL touch.

use crate::access::{keys, of_table};
use crate::address::Address;
use crate::partiql::given;
use crate::wire::Attribute;
use haneul_expression::{Condition, Value as Asked};
use haneul_model::{FromValue, Value};
use haneul_partiql::{Columns, Statement, access};
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let list = match operation {
        "ExecuteStatement" => return Ok(vec![of_one(cx, operation, input)?]),
        "BatchExecuteStatement" => input.get("Statements"),
        _ => input.get("TransactStatements"),
    };
    let mut checks = Vec::new();
    for one in list.and_then(Value::as_list).unwrap_or_default() {
        match of_one(cx, operation, one) {
            Ok(check) => checks.push(check),
            // In a batch each statement has its own error.
            Err(_) if operation == "BatchExecuteStatement" => {}
            Err(error) => return Err(error),
        }
    }
    Ok(checks)
}

fn of_one(cx: &mut Cx, operation: &str, one: &Value) -> Result<Check, AwsError> {
    let text = one.str("Statement").unwrap_or_default();
    let parameters = one.get("Parameters").cloned();
    let parameters = parameters.and_then(Vec::<Attribute>::from_value);
    let statement = given::statement(text, parameters)?;
    let (action, index) = match &statement {
        Statement::Select(select) | Statement::Exists(select) => {
            ("dynamodb:PartiQLSelect", select.index.as_deref())
        }
        Statement::Insert(_) => ("dynamodb:PartiQLInsert", None),
        Statement::Update(_) => ("dynamodb:PartiQLUpdate", None),
        Statement::Delete(_) => ("dynamodb:PartiQLDelete", None),
    };
    let address = Address::of(cx, statement.table())?;
    let (check, found) = of_table(cx, &address, index)?;
    let mut check = check.action(action);
    if operation != "ExecuteStatement" {
        check = check.key("dynamodb:EnclosingOperation", operation);
    }
    let Some(found) = found else { return Ok(check) };
    if !keys::are_asked_for(cx, &check)? {
        return Ok(check);
    }
    let of_index = index.and_then(|name| found.table.index(name));
    let schema = of_index.map_or(&found.table.keys, |index| &index.keys);
    let (leading, attributes) = asked(&statement, &schema.hash.name);
    if let Statement::Select(_) = statement {
        check = check.key("dynamodb:FullTableScan", leading.is_none().to_string());
    }
    let leading = leading.unwrap_or_default();
    let leading: Vec<String> = leading.iter().filter_map(keys::shown).collect();
    Ok(keys::with(check, leading, attributes))
}

/// Values of the partition key that a statement is about, and the attributes that it names.
fn asked(statement: &Statement, hash: &str) -> (Option<Vec<Asked>>, Vec<String>) {
    let mut names = Vec::new();
    let condition = match statement {
        Statement::Insert(insert) => {
            names.extend(insert.item.keys().cloned());
            let value = insert.item.get(hash).cloned();
            return (Some(value.into_iter().collect()), names);
        }
        Statement::Select(select) | Statement::Exists(select) => {
            if let Columns::Some(columns) = &select.columns {
                names.extend(columns.iter().map(|column| column.path.root().to_owned()));
            }
            &select.condition
        }
        Statement::Update(update) => {
            names.extend(update.update.paths().map(|path| path.root().to_owned()));
            &update.condition
        }
        Statement::Delete(delete) => &delete.condition,
    };
    if let Some(test) = condition {
        let condition = Condition::new(test.clone());
        names.extend(condition.paths().map(|path| path.root().to_owned()));
    }
    (access(condition.as_ref(), hash, None).hashes, names)
}
