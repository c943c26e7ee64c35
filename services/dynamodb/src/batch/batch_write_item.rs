//! BatchWriteItem: puts and deletes, up to 25, each for itself.

use crate::batch::batch_get_item::duplicates;
use crate::errors;
use crate::item::capacity::{self, Spent};
use crate::item::collection;
use crate::item::key;
use crate::item::open;
use crate::item::write::MOST_BYTES;
use crate::item::write::{ALONE, What, Write};
use crate::shapes::{
    BatchWriteItemInput, BatchWriteItemOutput, ConsumedCapacity, DeleteRequest,
    ItemCollectionMetrics, PutRequest, WriteRequest,
};
use crate::table::Found;
use crate::transaction::room::Room;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashSet;

const MOST: usize = 25;

enum Request {
    Put(Item),
    Delete(Item),
}

impl Request {
    fn of(request: WriteRequest) -> Result<Request, AwsError> {
        match (request.put_request, request.delete_request) {
            (Some(put), None) => Ok(Request::Put(put.item.get()?)),
            (None, Some(delete)) => Ok(Request::Delete(delete.key.get()?)),
            _ => Err(errors::validation(
                "Supplied WriteRequest must contain exactly one of PutRequest or DeleteRequest",
            )),
        }
    }

    fn again(self) -> WriteRequest {
        let (put, delete) = match self {
            Request::Put(item) => (Some(PutRequest { item: item.into() }), None),
            Request::Delete(key) => (None, Some(DeleteRequest { key: key.into() })),
        };
        WriteRequest {
            put_request: put,
            delete_request: delete,
        }
    }
}

#[derive(Default)]
struct Answer {
    unprocessed: Vec<(String, Vec<WriteRequest>)>,
    capacity: Vec<ConsumedCapacity>,
    metrics: Vec<(String, Vec<ItemCollectionMetrics>)>,
    done: usize,
    /// Why what is left was not done.
    refusal: Option<AwsError>,
}

/// What is asked of one table.
struct Part {
    name: String,
    found: Found,
    requests: Vec<(Request, key::Primary)>,
}

pub fn run(cx: &mut Cx, input: BatchWriteItemInput) -> Result<BatchWriteItemOutput, AwsError> {
    let count: usize = input
        .request_items
        .iter()
        .map(|(_, requests)| requests.len())
        .sum();
    if count > MOST {
        return Err(errors::validation(
            "Too many items requested for the BatchWriteItem call",
        ));
    }
    let mut parts = Vec::with_capacity(input.request_items.len());
    for (name, requests) in input.request_items {
        parts.push(part(cx, name, requests)?);
    }
    let capacity = input.return_consumed_capacity.as_deref();
    let metrics = input.return_item_collection_metrics.as_deref();
    let (mut answer, mut room) = (Answer::default(), Room::default());
    for part in parts {
        write(cx, part, (capacity, metrics), &mut room, &mut answer)?;
    }
    if let (0, Some(refusal)) = (answer.done, answer.refusal) {
        return Err(refusal);
    }
    Ok(BatchWriteItemOutput {
        unprocessed_items: Some(answer.unprocessed),
        item_collection_metrics: (!answer.metrics.is_empty()).then_some(answer.metrics),
        consumed_capacity: (!answer.capacity.is_empty()).then_some(answer.capacity),
    })
}

/// What cannot be written at all is refused before anything is.
fn part(cx: &mut Cx, name: String, given: Vec<WriteRequest>) -> Result<Part, AwsError> {
    let given = given
        .into_iter()
        .map(Request::of)
        .collect::<Result<Vec<_>, _>>()?;
    let found = open::table(cx, &name)?;
    let (mut requests, mut seen) = (Vec::with_capacity(given.len()), HashSet::new());
    for request in given {
        let primary = match &request {
            Request::Put(item) => {
                crate::item::write::check(&found, item, false)?;
                key::of_item(&found.table, item)?
            }
            Request::Delete(item_key) => key::exact(&found.table, item_key)?,
        };
        if !seen.insert(primary.clone()) {
            return Err(duplicates());
        }
        requests.push((request, primary));
    }
    Ok(Part {
        name,
        found,
        requests,
    })
}

fn write(
    cx: &mut Cx,
    part: Part,
    (capacity, metrics): (Option<&str>, Option<&str>),
    room: &mut Room,
    answer: &mut Answer,
) -> Result<(), AwsError> {
    let (mut left, mut known, mut spent) = (Vec::new(), Vec::new(), Spent::default());
    for (request, primary) in part.requests {
        if let Request::Put(item) = &request {
            // One transaction takes only so much; AWS, too, leaves over what is too much for now.
            if !left.is_empty() || !room.takes(&part.found, item, MOST_BYTES) {
                left.push(request.again());
                continue;
            }
        }
        let (Request::Put(item) | Request::Delete(item)) = &request;
        known.extend(collection::of_write(
            cx,
            &part.found,
            (&primary, item),
            metrics,
        )?);
        let what = match &request {
            Request::Put(item) => What::Put(item.clone()),
            Request::Delete(_) => What::Delete,
        };
        let write = Write {
            primary,
            what,
            condition: None,
            factor: ALONE,
        };
        match write.run(cx, &part.found, false) {
            Ok(done) => {
                spent.add(&done.spent);
                answer.done += 1;
            }
            Err(refusal) => match refusal.into_error(false) {
                // There is no capacity for it now.
                error if errors::is_throttle(&error) => {
                    answer.refusal.get_or_insert(error);
                    left.push(request.again());
                }
                error => return Err(error),
            },
        }
    }
    if !left.is_empty() {
        answer.unprocessed.push((part.name.clone(), left));
    }
    if !known.is_empty() {
        answer.metrics.push((part.name.clone(), known));
    }
    let table = &part.found.table;
    answer
        .capacity
        .extend(capacity::show(capacity, &part.name, table, &spent, None));
    Ok(())
}
