//! BatchExecuteStatement: up to 25 statements about one item each, each for itself.

use crate::errors;
use crate::item::capacity::{self, Spent};
use crate::item::open;
use crate::item::write::{Refusal, item_of};
use crate::partiql::{given, select, write};
use crate::shapes::{
    BatchExecuteStatementInput, BatchExecuteStatementOutput, BatchStatementError,
    BatchStatementRequest, BatchStatementResponse, ConsumedCapacity,
};
use crate::table::Found;
use crate::wire::Attributes;
use haneul_partiql::Statement;
use haneul_pipeline::{AwsError, Cx};

/// What a statement came to: the table, what it cost, and what it gives back.
type Outcome = Result<(Found, Spent, Option<Attributes>), (AwsError, Option<Attributes>)>;

pub fn run(
    cx: &mut Cx,
    input: BatchExecuteStatementInput,
) -> Result<BatchExecuteStatementOutput, AwsError> {
    let mut statements = Vec::with_capacity(input.statements.len());
    for request in input.statements {
        statements.push(parse(request));
    }
    let good = statements.iter().filter_map(|(read, _)| read.as_ref().ok());
    given::all_read(
        "BatchExecuteStatement",
        good.map(|(statement, _)| statement),
    )?;
    let asked = input.return_consumed_capacity.as_deref();
    let mut capacity: Vec<ConsumedCapacity> = Vec::new();
    let mut responses = Vec::with_capacity(statements.len());
    for (read, with_item) in statements {
        let (name, outcome) = match read {
            Ok((statement, consistent)) => {
                let name = statement.table().to_owned();
                (Some(name), one(cx, &statement, consistent, with_item))
            }
            Err(error) => (None, Err((error, None))),
        };
        responses.push(match outcome {
            Ok((found, spent, item)) => {
                let name = name.unwrap_or_default();
                capacity.extend(capacity::show(asked, &name, &found.table, &spent, None));
                BatchStatementResponse {
                    error: None,
                    table_name: Some(found.table.name.clone()),
                    item,
                }
            }
            Err((error, item)) => BatchStatementResponse {
                error: Some(shown(error, item)?),
                table_name: name,
                item: None,
            },
        });
    }
    Ok(BatchExecuteStatementOutput {
        responses: Some(responses),
        consumed_capacity: (!capacity.is_empty()).then_some(capacity),
    })
}

/// A statement and whether it reads consistently, or what is wrong with it; and whether a failed
/// condition tells the item.
fn parse(request: BatchStatementRequest) -> (Result<(Statement, Option<bool>), AwsError>, bool) {
    let with_item = request.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let read = given::statement(&request.statement, request.parameters);
    (
        read.map(|statement| (statement, request.consistent_read)),
        with_item,
    )
}

fn one(cx: &mut Cx, statement: &Statement, consistent: Option<bool>, with_item: bool) -> Outcome {
    let plain = |error| (error, None);
    match statement {
        Statement::Select(wanted) => {
            let found = open::table(cx, &wanted.table).map_err(plain)?;
            write::key(&found.table.keys, wanted.condition.as_ref()).map_err(plain)?;
            let (_, rows) = select::one(cx, wanted, consistent).map_err(plain)?;
            Ok((found, rows.spent, rows.items.into_iter().next()))
        }
        Statement::Exists(_) => Err(plain(errors::validation(
            "EXISTS() function can only be used in a transaction",
        ))),
        _ => {
            let found = open::table(cx, statement.table()).map_err(plain)?;
            match write::alone(cx, &found, statement) {
                Ok((done, returned)) => Ok((found, done.spent, returned)),
                Err(Refusal::Condition(before)) => {
                    Err((errors::condition_failed(None), item_of(&before, with_item)))
                }
                Err(Refusal::Other(error)) => Err(plain(error)),
            }
        }
    }
}

/// An error of one statement. What is no fault of the statement fails the call.
fn shown(error: AwsError, item: Option<Attributes>) -> Result<BatchStatementError, AwsError> {
    let code = match error.code.as_ref() {
        "ConditionalCheckFailedException" => "ConditionalCheckFailed",
        "ItemCollectionSizeLimitExceededException" => "ItemCollectionSizeLimitExceeded",
        "ValidationException" => "ValidationError",
        "ProvisionedThroughputExceededException" => "ProvisionedThroughputExceeded",
        "ThrottlingException" => "ThrottlingError",
        "ResourceNotFoundException" => "ResourceNotFound",
        "DuplicateItemException" => "DuplicateItem",
        _ => return Err(error),
    };
    Ok(BatchStatementError {
        code: Some(code.to_owned()),
        message: Some(error.message),
        item,
    })
}
