//! Which streams of a group are meant: those of some names, those of a prefix, or all.

use crate::errors;
use crate::group::row::Group;
use crate::stream::row::{self, STREAMS, Stream};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// Streams looked through at once; AWS looks through as many as there are, slowly.
const MOST: usize = 100_000;

pub fn of(
    cx: &mut Cx,
    group: &Group,
    names: Option<&[String]>,
    prefix: Option<&str>,
) -> Result<Vec<Stream>, AwsError> {
    if let Some(names) = names {
        if prefix.is_some() {
            return Err(errors::parameter(
                "Only one of logStreamNames or logStreamNamePrefix can be specified.",
            ));
        }
        let mut names = names.to_vec();
        names.sort();
        names.dedup();
        return names.iter().map(|name| row::at(cx, group, name)).collect();
    }
    let span = match prefix {
        Some(prefix) => Span::starts_with(&(group.id,), prefix),
        None => Span::prefix(&(group.id,)),
    };
    let scope = cx.scope();
    let rows = STREAMS.scan_untracked(cx.tx, scope, span, MOST, false)?;
    Ok(rows.into_iter().map(|(_, stream)| stream).collect())
}
