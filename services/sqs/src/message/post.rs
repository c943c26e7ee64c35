//! Putting a checked message into its queue.

use crate::message::draft::Draft;
use crate::message::row::Message;
use crate::message::{kms, md5, system};
use crate::queue::Found;
use crate::tables::SECOND;
use crate::{fifo, measure, order, standard};
use haneul_pipeline::{AwsError, Cx};

/// What the sender is told.
pub struct Sent {
    pub id: String,
    pub sequence: Option<u64>,
    pub body_md5: String,
    pub attributes_md5: Option<String>,
    pub system_md5: Option<String>,
}

pub fn post(cx: &mut Cx, found: &Found, mut draft: Draft) -> Result<Sent, AwsError> {
    let trace = draft.trace.as_deref().map(system::attribute);
    let attributes = draft.content.attributes.iter();
    let mut sent = Sent {
        id: String::new(),
        sequence: None,
        body_md5: md5::of_text(&draft.content.body),
        attributes_md5: md5::of_attributes(attributes.map(|(name, a)| (name.as_str(), a))),
        system_md5: md5::of_attributes(trace.iter().map(|a| (system::TRACE, a))),
    };
    kms::seal(cx, found, &mut draft.content)?;
    let now = cx.now().as_microsecond();
    let due = now + draft.delay_seconds * SECOND;
    let message = Message {
        sent: now,
        sender: cx.caller().principal.user_id.clone(),
        content: Some(draft.content),
        trace: draft.trace.or_else(|| cx.call.trace().map(str::to_owned)),
        group: draft.group,
        deduplication: draft.deduplication,
        sequence: None,
        receives: 0,
        receives_here: 0,
        first_received: None,
        source: None,
    };
    let size = message.content.as_ref().map_or(0, |content| content.size());
    let id = new_id(cx);
    let scope = found.scope(cx);
    if found.queue.is_fifo() {
        let placed = fifo::post(cx, scope, &found.queue, id, message, due)?;
        sent.id = uuid(placed.id);
        sent.sequence = Some(placed.sequence);
    } else {
        let order = order::next(cx);
        standard::put(cx.tx, scope, found.queue.space, (due, order, id), message)?;
        sent.id = uuid(id);
    }
    cx.tx.notify(found.queue.channel());
    measure::sent(cx.cloud, cx.call, found, size);
    Ok(sent)
}

/// A random UUID of version 4.
pub fn new_id(cx: &Cx) -> u128 {
    let bits = u128::from_be_bytes(cx.random().bytes());
    bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62
}

pub fn uuid(id: u128) -> String {
    let hex = format!("{id:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// Sequence numbers have 20 digits.
pub fn sequence_number(sequence: u64) -> String {
    (u128::from(sequence) + 10_000_000_000_000_000_000).to_string()
}
