//! ListStreamConsumers: those of a stream by name, a page of them.

use crate::address::Address;
use crate::consumer::register_stream_consumer::shown;
use crate::consumer::row as consumers;
use crate::limits::LIST_CONSUMERS;
use crate::shapes::{ListStreamConsumersInput, ListStreamConsumersOutput};
use crate::stream::page::Token;
use crate::stream::row;
use haneul_pipeline::{AwsError, Cx};

const NAME: &str = "ListStreamConsumers";

pub fn run(
    cx: &mut Cx,
    input: ListStreamConsumersInput,
) -> Result<ListStreamConsumersOutput, AwsError> {
    let address = Address::of_arn(cx, &input.stream_arn)?;
    let found = row::at_address(cx, &address)?;
    row::check_created(&found, input.stream_creation_timestamp)?;
    let mut known = consumers::all(cx, &found)?;
    if let Some(text) = &input.next_token {
        let token = Token::good(cx, text, NAME)?;
        known.retain(|consumer| consumer.name > token.after);
    }
    let limit = input.max_results.map_or(LIST_CONSUMERS, |n| n as usize);
    let more = known.len() > limit;
    known.truncate(limit);
    let of = (address.account.as_str(), address.name.as_str());
    let last = known.last().filter(|_| more);
    let next_token = last.map(|last| Token::new(cx, NAME, of, &last.name).text());
    let consumers = known.iter().map(|c| shown(cx, &address, c)).collect();
    Ok(ListStreamConsumersOutput {
        consumers: Some(consumers),
        next_token,
    })
}
