//! The rules of a bus, compiled, and remembered until one of them changes.

use super::row::{RULES, Rule};
use crate::place::Place;
use haneul_pattern::{Index, Pattern};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{KeyRange, Span, key_bytes};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// The enabled rules with a pattern.
#[derive(Default)]
pub struct Rules {
    /// By the place in the index.
    pub rules: Vec<Rule>,
    pub index: Index,
}

/// The version at which rows were read, and what they were compiled to.
struct Known(Cache<Place, (u64, Arc<Rules>)>);

impl Default for Known {
    fn default() -> Self {
        Known(Cache::new(1_024))
    }
}

/// A transaction depends on the rows as if it had read them.
pub fn of(cx: &mut Cx, place: &Place) -> Result<Arc<Rules>, AwsError> {
    let prefix = RULES.prefix(place.scope())?;
    let mark = cx.cloud.store.watermark(&prefix);
    let cache = cx.cloud.locals.get::<Known>();
    if let Some((version, rules)) = cache.0.get(place) {
        if version >= mark {
            let own = [prefix, key_bytes(place.name.as_str())].concat();
            cx.tx.depend_on(KeyRange::prefix(own));
            return Ok(rules);
        }
    }
    let span = Span::prefix(place.name.as_str());
    let rows = RULES.scan(cx.tx, place.scope(), span, usize::MAX, false)?;
    let rules = Arc::new(compile(rows.into_iter().map(|(_, rule)| rule)));
    cache
        .0
        .insert(place.clone(), (cx.tx.version(), rules.clone()));
    Ok(rules)
}

fn compile(rows: impl Iterator<Item = Rule>) -> Rules {
    let (mut rules, mut patterns) = (Vec::new(), Vec::new());
    for rule in rows.filter(|rule| rule.enabled && !rule.targets.is_empty()) {
        // What is stored was read before.
        let read = rule.pattern.as_deref().map(Pattern::parse);
        if let Some(Ok(pattern)) = read {
            rules.push(rule);
            patterns.push(pattern);
        }
    }
    Rules {
        index: Index::new(&patterns),
        rules,
    }
}
