//! What a detector is about: a statistic of a metric, or an expression over some.

use crate::data::{Measured, Query};
use haneul_metric::math::Expression;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    Single {
        namespace: String,
        name: String,
        /// In the order of their names.
        dimensions: Vec<(String, String)>,
        stat: String,
    },
    /// As they were given.
    Math(Vec<Query>),
}

impl Subject {
    pub fn of_metric(measured: &Measured) -> Subject {
        let mut dimensions = measured.dimensions.clone();
        dimensions.sort();
        Subject::Single {
            namespace: measured.namespace.clone(),
            name: measured.name.clone(),
            dimensions,
            stat: measured.stat.clone(),
        }
    }

    /// What a query asks for, among others.
    pub fn of(queries: &[Query], query: &Query) -> Subject {
        match &query.metric {
            Some(measured) => Subject::of_metric(measured),
            None => Subject::Math(needed(queries, query)),
        }
    }

    /// The same for the same, wherever it is asked for.
    pub fn id(&self) -> String {
        let plain = match self {
            Subject::Single { .. } => self.clone(),
            Subject::Math(queries) => match root(queries) {
                Some(root) => Subject::Math(needed(queries, root)),
                None => self.clone(),
            },
        };
        digest(&plain)
    }
}

/// Of anything that can be written down.
pub fn digest(what: &impl Serialize) -> String {
    let text = serde_json::to_vec(what).unwrap_or_default();
    let digest = Sha256::digest(text);
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The one that is returned.
pub fn root(queries: &[Query]) -> Option<&Query> {
    queries.iter().find(|query| query.is_returned())
}

/// A query and all that it needs, by id, without what is only shown.
fn needed(queries: &[Query], query: &Query) -> Vec<Query> {
    let mut found: BTreeMap<&str, Query> = BTreeMap::new();
    let mut open = vec![query];
    while let Some(one) = open.pop() {
        if found.contains_key(one.id.as_str()) {
            continue;
        }
        let plain = Query {
            label: None,
            returned: Some(one.id == query.id),
            ..one.clone()
        };
        found.insert(&one.id, plain);
        let expression = one.expression.as_deref().map(Expression::parse);
        if let Some(Ok(expression)) = expression {
            let ids = expression.ids();
            open.extend(
                queries
                    .iter()
                    .filter(|other| ids.contains(other.id.as_str())),
            );
        }
    }
    found.into_values().collect()
}

/// Whether what is to be expected of it would be asked of itself.
pub fn asks_for_bands(queries: &[Query], query: &Query) -> bool {
    let texts = needed(queries, query);
    let mut texts = texts.iter().filter_map(|query| query.expression.as_deref());
    texts.any(|text| {
        let expression = Expression::parse(text);
        expression.is_ok_and(|expression| expression.calls("ANOMALY_DETECTION_BAND"))
    })
}
