//! The rules and archives of a bus, compiled, and remembered until one of them changes.

use super::row::{RULES, Rule};
use crate::archive::{self, Archive, row::ARCHIVES};
use crate::place::Place;
use haneul_pattern::{Index, Pattern};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{KeyRange, Span, key_bytes};
use quick_cache::sync::Cache;
use serde_json::Value as Json;
use std::sync::Arc;

/// What wants events of a bus.
#[derive(Default)]
pub struct Wanting {
    /// The enabled rules with a pattern, by their place in the index.
    rules: Vec<Rule>,
    index: Index,
    archives: Vec<(Archive, Option<Pattern>)>,
}

impl Wanting {
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.archives.is_empty()
    }

    pub fn rules(&self, event: &Json) -> impl Iterator<Item = &Rule> {
        let matching = self.index.matching(event).into_iter();
        matching.filter_map(|number| self.rules.get(number))
    }

    pub fn archives(&self, event: &Json) -> impl Iterator<Item = &Archive> {
        let wants = |pattern: &Option<Pattern>| pattern.as_ref().is_none_or(|p| p.matches(event));
        let wanting = self
            .archives
            .iter()
            .filter(move |(_, pattern)| wants(pattern));
        wanting.map(|(archive, _)| archive)
    }
}

/// The version at which rows were read, and what they were compiled to.
struct Known(Cache<Place, (u64, Arc<Wanting>)>);

impl Default for Known {
    fn default() -> Self {
        Known(Cache::new(1_024))
    }
}

/// A transaction depends on the rows as if it had read them.
pub fn of(cx: &mut Cx, place: &Place) -> Result<Arc<Wanting>, AwsError> {
    let rules = RULES.prefix(place.scope())?;
    let archives = ARCHIVES.prefix(place.scope())?;
    let store = &cx.cloud.store;
    let mark = store.watermark(&rules).max(store.watermark(&archives));
    let cache = cx.cloud.locals.get::<Known>();
    if let Some((version, wanting)) = cache.0.get(place) {
        if version >= mark {
            let own = [rules, key_bytes(place.name.as_str())].concat();
            cx.tx.depend_on(KeyRange::prefix(own));
            cx.tx.depend_on(KeyRange::prefix(archives));
            return Ok(wanting);
        }
    }
    let span = Span::prefix(place.name.as_str());
    let rows = RULES.scan(cx.tx, place.scope(), span, usize::MAX, false)?;
    let archives = archive::row::all(cx, place.scope())?;
    let own = archives
        .into_iter()
        .filter(|archive| archive.bus == place.name);
    let wanting = Arc::new(compile(rows.into_iter().map(|(_, rule)| rule), own));
    cache
        .0
        .insert(place.clone(), (cx.tx.version(), wanting.clone()));
    Ok(wanting)
}

/// What is stored was read before.
fn compile(rows: impl Iterator<Item = Rule>, archives: impl Iterator<Item = Archive>) -> Wanting {
    let (mut rules, mut patterns) = (Vec::new(), Vec::new());
    for rule in rows.filter(|rule| rule.enabled && !rule.targets.is_empty()) {
        let read = rule.pattern.as_deref().map(Pattern::parse);
        if let Some(Ok(pattern)) = read {
            rules.push(rule);
            patterns.push(pattern);
        }
    }
    let archives = archives.map(|archive| {
        let pattern = archive
            .pattern
            .as_deref()
            .and_then(|text| Pattern::parse(text).ok());
        (archive, pattern)
    });
    Wanting {
        index: Index::new(&patterns),
        rules,
        archives: archives.collect(),
    }
}
