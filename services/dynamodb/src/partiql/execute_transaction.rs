//! ExecuteTransaction: up to a hundred statements, all or none.

use crate::errors;
use crate::item::capacity::{self, Side};
use crate::partiql::{given, select, write};
use crate::shapes::{
    ConsumedCapacity, ExecuteTransactionInput, ExecuteTransactionOutput, ItemResponse,
};
use crate::transaction::cancel::{Reasons, is_of_step};
use crate::transaction::step::FACTOR;
use crate::transaction::token;
use crate::transaction::work::{Wish, Work};
use haneul_partiql::{Select, Statement};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: ExecuteTransactionInput,
) -> Result<ExecuteTransactionOutput, AwsError> {
    let token = input.client_request_token;
    let token = token.map(|token| (token, token::digest(&input.transact_statements)));
    let mut statements = Vec::with_capacity(input.transact_statements.len());
    for one in input.transact_statements {
        let with_item = one.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
        statements.push((given::statement(&one.statement, one.parameters)?, with_item));
    }
    let all = statements.iter().map(|(statement, _)| statement);
    let reads = given::all_read("ExecuteTransaction", all)?;
    let asked = input.return_consumed_capacity.as_deref();
    if reads {
        return edge.read(|cx| read(cx, &statements, asked));
    }
    let count = statements.len();
    let wishes = statements.into_iter();
    let wishes: Vec<Wish> = wishes
        .map(|(statement, with_item)| Wish::Statement(statement, with_item))
        .collect();
    let mut work = Work::new(&wishes, token.as_ref(), (asked, None));
    let done = edge.transact(|cx| work.run(cx)).await?;
    Ok(ExecuteTransactionOutput {
        responses: Some(vec![ItemResponse::default(); count]),
        consumed_capacity: done.consumed_capacity,
    })
}

fn read(
    cx: &mut Cx,
    statements: &[(Statement, bool)],
    asked: Option<&str>,
) -> Result<ExecuteTransactionOutput, AwsError> {
    let (mut responses, mut reasons) = (Vec::new(), Reasons::default());
    let mut capacity: Vec<ConsumedCapacity> = Vec::new();
    for (statement, _) in statements {
        let Statement::Select(wanted) = statement else {
            return Err(errors::validation("Statement is not a read"));
        };
        match one(cx, wanted, asked) {
            Ok((response, spent)) => {
                responses.push(response);
                capacity.extend(spent);
                reasons.none();
            }
            Err(error) if is_of_step(&error) => reasons.error(&error),
            Err(error) => return Err(error),
        }
    }
    reasons.check()?;
    Ok(ExecuteTransactionOutput {
        responses: Some(responses),
        consumed_capacity: (!capacity.is_empty()).then_some(capacity),
    })
}

fn one(
    cx: &mut Cx,
    wanted: &Select,
    asked: Option<&str>,
) -> Result<(ItemResponse, Option<ConsumedCapacity>), AwsError> {
    let (source, rows) = select::one(cx, wanted, Some(true))?;
    let table = &source.found.table;
    write::key(&table.keys, wanted.condition.as_ref())?;
    let spent = rows.spent.times(FACTOR);
    let capacity = capacity::show(asked, &wanted.table, table, &spent, Some(Side::Read));
    let item = rows.items.into_iter().next();
    Ok((ItemResponse { item }, capacity))
}
