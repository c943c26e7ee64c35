//! ListMetrics: those that were written to in the last two weeks.

use super::row::{METRICS, Metric as Row};
use crate::errors;
use crate::limits;
use crate::shapes::{Dimension, ListMetricsInput, ListMetricsOutput, Metric};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

const TWO_WEEKS: i64 = 14 * 86_400;
const THREE_HOURS: i64 = 3 * 3_600;

pub fn run(cx: &mut Cx, input: ListMetricsInput) -> Result<ListMetricsOutput, AwsError> {
    if input.include_linked_accounts == Some(true) {
        return Err(AwsError::not_implemented(
            "ListMetrics' IncludeLinkedAccounts",
        ));
    }
    if input.owning_account.is_some() {
        return Err(AwsError::not_implemented("ListMetrics' OwningAccount"));
    }
    let page = Page::of(None, input.next_token.as_deref(), limits::METRICS);
    let page = page.ok_or_else(errors::listing_token)?;
    let recently = input.recently_active.is_some();
    let since = cx.now().as_second() - if recently { THREE_HOURS } else { TWO_WEEKS };
    let (namespace, name) = (input.namespace, input.metric_name);
    let span = match (&namespace, &name) {
        (Some(namespace), Some(name)) => Span::prefix(&(namespace, name)),
        (Some(namespace), None) => Span::prefix(namespace),
        (None, _) => Span::all(),
    };
    let (tx, scope) = (&mut *cx.tx, cx.call);
    let scope = haneul_store::Scope::new(&scope.partition, &scope.account, &scope.region);
    let read = |after: Option<&str>, most: usize| {
        let span = match after.and_then(place) {
            Some(key) => span.clone().after(&key),
            None => span.clone(),
        };
        let rows = METRICS.scan(tx, scope, span, most, false)?;
        let named = rows
            .into_iter()
            .map(|(key, row)| (token(&key), (key.0, key.1, row)));
        Ok(named.collect())
    };
    let filters = input.dimensions.unwrap_or_default();
    let keep = |(_, own, row): &(String, String, Row)| {
        let has = |filter: &crate::shapes::DimensionFilter| {
            let mut own = row.dimensions.iter();
            own.any(|(name, value)| {
                *name == filter.name && filter.value.as_ref().is_none_or(|wanted| wanted == value)
            })
        };
        row.seen.as_second() >= since
            && name.as_ref().is_none_or(|name| name == own)
            && filters.iter().all(has)
    };
    let (rows, next_token) = page.fill(read, keep)?;
    let shown = rows.into_iter().map(|(namespace, name, row)| Metric {
        namespace: Some(namespace),
        metric_name: Some(name),
        dimensions: Some(dimensions(row.dimensions)),
    });
    Ok(ListMetricsOutput {
        metrics: Some(shown.collect()),
        next_token,
        ..ListMetricsOutput::default()
    })
}

pub fn dimensions(pairs: Vec<(String, String)>) -> Vec<Dimension> {
    let all = pairs.into_iter();
    all.map(|(name, value)| Dimension { name, value }).collect()
}

type Key = (String, String, super::Identity);

/// A key as a text: names have no zero bytes.
fn token((namespace, name, identity): &Key) -> String {
    let identity: String = identity.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{namespace}\0{name}\0{identity}")
}

fn place(token: &str) -> Option<Key> {
    let mut parts = token.split('\0');
    let (namespace, name, digits) = (parts.next()?, parts.next()?, parts.next()?);
    let number = u128::from_str_radix(digits, 16).ok()?;
    Some((namespace.to_owned(), name.to_owned(), number.to_be_bytes()))
}
