//! The URIs of a model, compiled: which operation a method, path and query mean.

use crate::request::{Labels, RequestHead};
use crate::value::percent;
use haneul_model::{Location, Model, Operation};
use http::Method;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::LazyLock;

enum Segment {
    Literal(&'static str),
    Label(&'static str),
    /// Takes the rest of the path, slashes included.
    Greedy(&'static str),
}

struct Pattern {
    operation: &'static Operation,
    method: Method,
    segments: Vec<Segment>,
    /// Query parameters that the URI itself demands.
    literals: Vec<(&'static str, Option<&'static str>)>,
    required_query: Vec<&'static str>,
    required_headers: Vec<&'static str>,
}

pub(super) struct Router {
    patterns: Vec<Pattern>,
}

/// How well a pattern fits; compared field by field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    path_literals: usize,
    query_literals: usize,
    /// Every required member that travels in the query or a header is there.
    satisfied: bool,
    required: usize,
    current: bool,
}

pub(super) struct Match {
    pub(super) operation: &'static Operation,
    pub(super) labels: Labels,
    /// The query names a part of the resource that this operation is not about.
    pub(super) misses_subresource: bool,
}

static ROUTERS: LazyLock<RwLock<HashMap<usize, &'static Router>>> = LazyLock::new(RwLock::default);

impl Router {
    /// The router of a model, compiled on its first use.
    pub(super) fn of(model: &'static Model) -> &'static Router {
        let key = std::ptr::from_ref(model).addr();
        if let Some(router) = ROUTERS.read().get(&key) {
            return router;
        }
        let mut routers = ROUTERS.write();
        routers
            .entry(key)
            .or_insert_with(|| Box::leak(Box::new(compile(model))))
    }

    pub(super) fn find(&self, head: &RequestHead<'_>, path: &str) -> Option<Match> {
        let mut best: Option<(Fit, &Pattern)> = None;
        let same_method = |p: &&Pattern| p.method == *head.method;
        for pattern in self.patterns.iter().filter(same_method) {
            // Most are ruled out by the query alone, which is the cheaper look.
            if !pattern.query(head.query) || !pattern.path(path, None) {
                continue;
            }
            let fit = pattern.fit(head);
            if best.as_ref().is_none_or(|(other, _)| fit > *other) {
                best = Some((fit, pattern));
            }
        }
        let (_, pattern) = best?;
        let mut labels = Vec::new();
        pattern.path(path, Some(&mut labels));
        Some(Match {
            operation: pattern.operation,
            labels: Labels(labels),
            misses_subresource: self.misses(pattern, head.query),
        })
    }

    /// Is the path known, whatever the method?
    pub(super) fn knows(&self, path: &str) -> bool {
        self.patterns.iter().any(|p| p.path(path, None))
    }

    /// Does the query name a literal of other patterns of this form, but not of the chosen one?
    fn misses(&self, chosen: &Pattern, query: &str) -> bool {
        let alike = |p: &&Pattern| p.segments.len() == chosen.segments.len();
        percent::raw_pairs(query).any(|(name, _)| {
            let demands = |p: &Pattern| p.literals.iter().any(|(n, v)| *n == name && v.is_none());
            !demands(chosen) && self.patterns.iter().filter(alike).any(demands)
        })
    }
}

impl Pattern {
    /// Is everything there that the URI demands of the query?
    fn query(&self, query: &str) -> bool {
        let present = |(name, value): &(&str, Option<&str>)| {
            let mut pairs = percent::raw_pairs(query);
            pairs.any(|(n, v)| n == *name && (value.is_none() || v == *value))
        };
        self.literals.iter().all(present)
    }

    fn fit(&self, head: &RequestHead<'_>) -> Fit {
        let pairs = || percent::raw_pairs(head.query);
        let in_query = |name: &&&str| pairs().any(|(n, _)| percent::decode_query(n) == **name);
        let in_headers = |name: &&&str| head.headers.contains_key(**name);
        let found = self.required_query.iter().filter(in_query).count()
            + self.required_headers.iter().filter(in_headers).count();
        let required = self.required_query.len() + self.required_headers.len();
        let literal = |s: &&Segment| matches!(s, Segment::Literal(_));
        Fit {
            path_literals: self.segments.iter().filter(literal).count(),
            query_literals: self.literals.len(),
            satisfied: found == required,
            required,
            current: !self.operation.deprecated,
        }
    }

    /// Does the path have this form? The labels are noted where they are asked for.
    fn path(&self, path: &str, mut labels: Option<&mut Vec<(&'static str, String)>>) -> bool {
        let mut note = |name: &'static str, raw: &str| {
            if let Some(labels) = labels.as_deref_mut() {
                labels.push((name, percent::decode_path(raw).into_owned()));
            }
        };
        let mut rest = path.strip_prefix('/').unwrap_or(path);
        for (i, segment) in self.segments.iter().enumerate() {
            let after = self.segments.len() - i - 1;
            let (taken, left) = match segment {
                Segment::Greedy(_) => match split_before_last(rest, after) {
                    Some(parts) => parts,
                    None => return false,
                },
                _ => rest.split_once('/').unwrap_or((rest, "")),
            };
            rest = left;
            match segment {
                Segment::Literal(text) if percent::decode_path(taken) == *text => {}
                Segment::Literal(_) => return false,
                Segment::Label(_) | Segment::Greedy(_) if taken.is_empty() => return false,
                Segment::Label(name) | Segment::Greedy(name) => note(name, taken),
            }
        }
        rest.is_empty()
    }
}

/// Splits off the last `count` segments.
fn split_before_last(path: &str, count: usize) -> Option<(&str, &str)> {
    if count == 0 {
        return Some((path, ""));
    }
    let (at, _) = path.rmatch_indices('/').nth(count - 1)?;
    Some((&path[..at], &path[at + 1..]))
}

fn compile(model: &'static Model) -> Router {
    let operations = model.operations.iter();
    Router {
        patterns: operations.map(|op| pattern(model, op)).collect(),
    }
}

fn pattern(model: &'static Model, operation: &'static Operation) -> Pattern {
    let uri = operation.http.uri;
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let literals: Vec<_> = percent::raw_pairs(query)
        .filter(|(name, _)| *name != "x-id")
        .map(|(name, value)| (name, value.filter(|v| !v.is_empty())))
        .collect();
    let required = |location: Location| {
        let members = operation.input.map(|id| model.shape(id).members());
        let members = members.unwrap_or_default().iter();
        let bound = members.filter(move |m| m.required && m.location == Some(location));
        bound.filter_map(|m| m.location_name).collect()
    };
    Pattern {
        operation,
        method: operation.http.method.parse().unwrap_or_default(),
        segments: path
            .split('/')
            .filter(|s| !s.is_empty())
            .map(segment)
            .collect(),
        literals,
        required_query: required(Location::QueryString),
        required_headers: required(Location::Header),
    }
}

fn segment(text: &'static str) -> Segment {
    let label = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
    match label.map(|name| (name, name.strip_suffix('+'))) {
        None => Segment::Literal(text),
        Some((_, Some(name))) => Segment::Greedy(name),
        Some((name, None)) => Segment::Label(name),
    }
}
