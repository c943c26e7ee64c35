//! TransactWriteItems: up to a hundred writes and checks, all or none.

use crate::errors;
use crate::shapes::{TransactWriteItemsInput, TransactWriteItemsOutput};
use crate::transaction::step::Step;
use crate::transaction::token;
use crate::transaction::work::{Wish, Work};
use haneul_pipeline::{AwsError, Edge};

const MOST_BYTES: usize = 4 << 20;

pub async fn run(
    edge: Edge,
    input: TransactWriteItemsInput,
) -> Result<TransactWriteItemsOutput, AwsError> {
    let token = input.client_request_token;
    let token = token.map(|token| (token, token::digest(&input.transact_items)));
    let steps = input.transact_items.into_iter().map(Step::of);
    let steps = steps.collect::<Result<Vec<Step>, AwsError>>()?;
    check_size(&steps)?;
    let wishes: Vec<Wish> = steps.into_iter().map(Wish::Step).collect();
    let capacity = input.return_consumed_capacity.as_deref();
    let metrics = input.return_item_collection_metrics.as_deref();
    let mut work = Work::new(&wishes, token.as_ref(), (capacity, metrics));
    edge.answer(|cx| work.run(cx)).await
}

fn check_size(steps: &[Step]) -> Result<(), AwsError> {
    match steps.iter().map(|step| step.weight).sum::<usize>() > MOST_BYTES {
        true => Err(errors::validation(
            "The aggregate size of the items in the transaction cannot exceed 4 MB",
        )),
        false => Ok(()),
    }
}
