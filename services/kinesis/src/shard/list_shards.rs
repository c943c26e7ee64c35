//! ListShards: those of a stream, or those that were there at some time.

use crate::address::Address;
use crate::errors;
use crate::limits::LIST_SHARDS;
use crate::shapes::{ListShardsInput, ListShardsOutput, ShardFilter};
use crate::stream::page::Token;
use crate::stream::row::{self, Found, Shard, named, shard_id, shard_number};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

const NAME: &str = "ListShards";

pub fn run(cx: &mut Cx, input: ListShardsInput) -> Result<ListShardsOutput, AwsError> {
    let (found, after, filter) = match &input.next_token {
        Some(text) => {
            check_alone(&input)?;
            let token = Token::good(cx, text, NAME)?;
            let address = Address {
                account: token.account.clone(),
                name: token.name.clone(),
            };
            let filter = Filter::read(&token.filter).ok_or_else(errors::next_token)?;
            (
                row::at_address(cx, &address)?,
                shard_number(&token.after),
                filter,
            )
        }
        None => {
            let found = row::at(cx, &named!(input))?;
            row::check_created(&found, input.stream_creation_timestamp)?;
            let filter = Filter::of(cx, &found, input.shard_filter.as_ref())?;
            let after = input.exclusive_start_shard_id.as_deref();
            (found, after.and_then(shard_number), filter)
        }
    };
    if found.stream.status(cx.now().as_microsecond()) == "CREATING" {
        return Err(errors::not_active(&found.address, "CREATING"));
    }
    let limit = input.max_results.map_or(LIST_SHARDS, |n| n as usize);
    let shown = found
        .stream
        .shards
        .iter()
        .filter(|shard| after.is_none_or(|after| shard.number > after) && filter.shows(shard));
    let mut shards: Vec<&Shard> = shown.take(limit + 1).collect();
    let more = shards.len() > limit;
    shards.truncate(limit);
    let last = shards.last().filter(|_| more).map(|s| shard_id(s.number));
    let next_token = last.map(|last| {
        let of = (found.address.account.as_str(), found.address.name.as_str());
        let mut token = Token::new(cx, NAME, of, &last);
        token.filter = filter.text();
        token.text()
    });
    Ok(ListShardsOutput {
        shards: Some(
            shards
                .into_iter()
                .map(|shard| show::shard(&found.stream, shard))
                .collect(),
        ),
        next_token,
    })
}

fn check_alone(input: &ListShardsInput) -> Result<(), AwsError> {
    let named = input.stream_name.is_some() || input.stream_arn.is_some();
    if named || input.exclusive_start_shard_id.is_some() || input.shard_filter.is_some() {
        return Err(errors::argument(
            "NextToken and StreamName cannot be provided together.",
        ));
    }
    Ok(())
}

/// Those with a greater number, made by some time and closed no sooner than another.
struct Filter {
    after: Option<u32>,
    made_by: i64,
    closed_from: i64,
}

impl Filter {
    fn of(cx: &Cx, found: &Found, asked: Option<&ShardFilter>) -> Result<Filter, AwsError> {
        let mut filter = Filter {
            after: None,
            made_by: i64::MAX,
            closed_from: i64::MIN,
        };
        let Some(asked) = asked else {
            return Ok(filter);
        };
        check(asked)?;
        let horizon = found.stream.horizon(cx.now().as_microsecond());
        let horizon = horizon.max(found.stream.created);
        let given = asked.timestamp.map_or(horizon, Timestamp::as_microsecond);
        match asked.r#type.as_str() {
            "AFTER_SHARD_ID" => filter.after = asked.shard_id.as_deref().and_then(shard_number),
            "AT_TRIM_HORIZON" => (filter.made_by, filter.closed_from) = (horizon, horizon),
            "AT_LATEST" => filter.closed_from = i64::MAX,
            "AT_TIMESTAMP" => (filter.made_by, filter.closed_from) = (given, given),
            "FROM_TIMESTAMP" => filter.closed_from = given,
            _ => {}
        }
        Ok(filter)
    }

    fn shows(&self, shard: &Shard) -> bool {
        self.after.is_none_or(|after| shard.number > after)
            && shard.created <= self.made_by
            && shard
                .closed
                .is_none_or(|closed| closed.at >= self.closed_from)
    }

    fn text(&self) -> String {
        let after = self.after.map_or(-1, i64::from);
        format!("{after} {} {}", self.made_by, self.closed_from)
    }

    fn read(text: &str) -> Option<Filter> {
        let mut numbers = text.split(' ').map(str::parse::<i64>);
        let mut next = || numbers.next()?.ok();
        Some(Filter {
            after: u32::try_from(next()?).ok(),
            made_by: next()?,
            closed_from: next()?,
        })
    }
}

fn check(filter: &ShardFilter) -> Result<(), AwsError> {
    let by_time = matches!(filter.r#type.as_str(), "AT_TIMESTAMP" | "FROM_TIMESTAMP");
    let by_id = filter.r#type == "AFTER_SHARD_ID";
    let missing = match (by_time, by_id) {
        (true, _) if filter.timestamp.is_none() => "Timestamp",
        (_, true) if filter.shard_id.is_none() => "ShardId",
        _ => return Ok(()),
    };
    Err(errors::argument(format!(
        "{missing} must be provided with the ShardFilter type {}.",
        filter.r#type
    )))
}
