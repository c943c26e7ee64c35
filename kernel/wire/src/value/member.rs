//! Finding members by name, and the names they carry on the wire.

use haneul_model::{Kind, Member, Model, TimestampFormat, Value};

/// A shape standing alone (an operation's input, a payload) seen as a member.
pub(crate) fn wire_name(member: &Member) -> &'static str {
    member.location_name.unwrap_or(member.name)
}

/// Looks from `hint` on and then from the start: members mostly come in the model's order.
pub(crate) fn find<'m>(
    members: &'m [Member],
    hint: &mut usize,
    matches: impl Fn(&Member) -> bool,
) -> Option<&'m Member> {
    let start = (*hint).min(members.len());
    let (before, after) = members.split_at(start);
    let (index, member) = after
        .iter()
        .enumerate()
        .map(|(i, m)| (start + i, m))
        .chain(before.iter().enumerate())
        .find(|(_, m)| matches(m))?;
    *hint = index + 1;
    Some(member)
}

/// Sets a field; a name that came before is replaced, as JSON readers do.
pub(crate) fn set(fields: &mut haneul_model::Fields, name: &'static str, value: Value) {
    match fields.iter_mut().find(|(n, _)| std::ptr::eq(*n, name)) {
        Some((_, old)) => *old = value,
        None => fields.push((name, value)),
    }
}

pub(crate) fn timestamp_format(
    model: &Model,
    member: &Member,
    default: TimestampFormat,
) -> TimestampFormat {
    member
        .timestamp_format
        .or(model.shape(member.shape).timestamp_format)
        .unwrap_or(default)
}

pub(crate) fn is_flattened(model: &Model, member: &Member) -> bool {
    member.flattened
        || matches!(
            &model.shape(member.shape).kind,
            Kind::List {
                flattened: true,
                ..
            } | Kind::Map {
                flattened: true,
                ..
            }
        )
}

/// EC2 and S3 always write three digits of milliseconds; others write what is there.
pub(crate) fn writes_millis(model: &Model) -> bool {
    matches!(model.metadata.service_id, "EC2" | "S3")
}
