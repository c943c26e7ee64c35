//! Lists of what a function has for its qualifiers, a page at a time.

use crate::function::row as functions;
use crate::names::Named;
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::{Span, Stored, Table};

/// Rows under a function's name and a qualifier, with whom each is for, and the marker of the next page.
/// Rows without a qualifier are the whole function's.
pub fn by_qualifier<R: Stored>(
    cx: &mut Cx,
    function: &str,
    table: &Table<(String, String), R>,
    (most, marker): (Option<i64>, Option<&str>),
) -> Result<(Vec<(Named, R)>, Option<String>), AwsError> {
    let named = Named::whole(cx, function)?;
    functions::open(cx, &named)?;
    let page = Page::of(most, marker, limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let account = named.account.clone();
    let scope = cx.scope_of(&account, cx.region());
    let (found, next) = page.fill(
        |after, limit| {
            let span = Span::prefix(&named.name);
            let span = match after {
                Some(after) => span.after(&(named.name.clone(), after.to_owned())),
                None => span,
            };
            let rows = table.scan(cx.tx, scope, span, limit, false)?;
            let keyed = |((_, qualifier), row): ((String, String), R)| {
                (qualifier.clone(), (qualifier, row))
            };
            Ok(rows.into_iter().map(keyed).collect())
        },
        |_| true,
    )?;
    let whose = |(qualifier, row): (String, R)| {
        let qualifier = (!qualifier.is_empty()).then_some(qualifier);
        let named = Named {
            qualifier,
            ..named.clone()
        };
        (named, row)
    };
    Ok((found.into_iter().map(whose).collect(), next))
}
