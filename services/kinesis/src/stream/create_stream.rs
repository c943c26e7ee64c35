//! CreateStream: with so many shards, or with as many as it turns out to need.

use crate::address::Address;
use crate::background;
use crate::errors;
use crate::limits::{CHANGE, ON_DEMAND_SHARDS, ON_DEMAND_STREAMS, RECORD_KIB, SHARDS};
use crate::shapes::CreateStreamInput;
use crate::stream::layout::Moment;
use crate::stream::row::{self, Busy, Change, GLOBAL, Mark, PLACES, STREAMS, Stream};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Reply};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: CreateStreamInput) -> Result<Reply, AwsError> {
    refuse_unknown(&input)?;
    let on_demand = match input.stream_mode_details.as_ref() {
        Some(mode) => mode.stream_mode == "ON_DEMAND",
        None => false,
    };
    let shards = shards(&input, on_demand)?;
    let address = Address {
        account: cx.account().to_owned(),
        name: input.stream_name.clone(),
    };
    if row::find(cx, &address)?.is_some() {
        return Err(errors::stream_exists(&address));
    }
    check_quota(cx, on_demand, shards)?;
    let tags = input.tags.unwrap_or_default();
    rules::check(&address, &tags)?;
    let now = cx.now().as_microsecond();
    let mut stream = Stream {
        id: cx.random().u64(),
        shown_id: shown_id(cx),
        name: input.stream_name,
        created: now,
        busy: Some(Busy {
            with: Change::Creating,
            until: now + CHANGE,
        }),
        on_demand,
        retention_hours: 24,
        trimmed: i64::MIN,
        shards: Vec::new(),
        next_shard: 0,
        metrics: Vec::new(),
        key: None,
        record_kib: input.max_record_size_in_ki_b.unwrap_or(RECORD_KIB),
        warm_mibps: None,
        policy: None,
        tags,
        era: 0,
        count_changes: Vec::new(),
        mode_changes: Vec::new(),
        grown: now,
    };
    let moment = Moment {
        at: now,
        version: cx.tx.version(),
    };
    stream.open_evenly(moment, shards);
    let scope = cx.scope();
    STREAMS.put(cx.tx, scope, &stream.name, &stream)?;
    let place = background::place(cx, &address);
    PLACES.put(cx.tx, GLOBAL, &place, &Mark {})?;
    Ok(Reply::default())
}

fn refuse_unknown(input: &CreateStreamInput) -> Result<(), AwsError> {
    if input.warm_throughput_mi_bps.is_some() {
        return Err(AwsError::not_implemented("warm throughput of streams"));
    }
    match input.record_distribution_strategy.as_deref() {
        None | Some("USER_PARTITION_KEY") => Ok(()),
        Some(other) => Err(AwsError::not_implemented(format!(
            "the record distribution strategy {other}"
        ))),
    }
}

fn shards(input: &CreateStreamInput, on_demand: bool) -> Result<usize, AwsError> {
    match (on_demand, input.shard_count) {
        (true, None) => Ok(ON_DEMAND_SHARDS),
        (true, Some(_)) => Err(errors::argument(
            "ShardCount must not be provided when creating a stream in on-demand mode.",
        )),
        (false, Some(count)) => Ok(count as usize),
        (false, None) => Err(errors::argument(
            "ShardCount must be provided when creating a stream in provisioned mode.",
        )),
    }
}

/// What the account has in this Region: open shards, and streams on demand.
pub fn used(cx: &mut Cx) -> Result<(usize, usize), AwsError> {
    let scope = cx.scope();
    let rows = STREAMS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let (mut shards, mut on_demand) = (0, 0);
    for (_, stream) in rows {
        match stream.on_demand {
            true => on_demand += 1,
            false => shards += stream.open().count(),
        }
    }
    Ok((shards, on_demand))
}

pub fn check_quota(cx: &mut Cx, on_demand: bool, more: usize) -> Result<(), AwsError> {
    if !on_demand && more > SHARDS as usize {
        return Err(errors::shard_limit(cx.account(), cx.region(), 0, more));
    }
    let (shards, streams) = used(cx)?;
    if on_demand && streams as i64 >= ON_DEMAND_STREAMS {
        return Err(errors::limit(format!(
            "This request would exceed the limit of {ON_DEMAND_STREAMS} on-demand streams for the \
             account {} in {}.",
            cx.account(),
            cx.region()
        )));
    }
    if !on_demand && shards + more > SHARDS as usize {
        return Err(errors::shard_limit(cx.account(), cx.region(), shards, more));
    }
    Ok(())
}

fn shown_id(cx: &Cx) -> String {
    const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let (long, short) = (
        cx.random().text(ALPHABET, 20),
        cx.random().text(ALPHABET, 3),
    );
    format!("{long}-{short}")
}
