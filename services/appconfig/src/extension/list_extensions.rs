//! ListExtensions: the newest version of each, by id.

use super::row::{EXTENSIONS, Extension};
use crate::{limits, place, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListExtensionsRequest,
) -> Result<shapes::Extensions, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
    let all = EXTENSIONS.scan(cx.tx, cx.scope(), Span::all(), limits::EXTENSIONS, true)?;
    let mut rows: Vec<Extension> = all.into_iter().map(|(_, extension)| extension).collect();
    rows.dedup_by(|older, newer| older.id == newer.id);
    rows.reverse();
    let name = input.name.as_deref();
    rows.retain(|row| page.has(&row.id) && name.is_none_or(|name| row.name == name));
    let next_token = page.close(&mut rows, |row| &row.id);
    let items = rows.into_iter().map(|row| shapes::ExtensionSummary {
        arn: Some(place::extension(cx, &row.id, row.version)),
        id: Some(row.id),
        name: Some(row.name),
        version_number: Some(row.version),
        description: row.description,
    });
    Ok(shapes::Extensions {
        items: Some(items.collect()),
        next_token,
    })
}
