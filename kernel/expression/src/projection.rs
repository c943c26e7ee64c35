//! Which parts of items to give back.

use crate::parse::{Fault, Parser, Reader};
use crate::{Clash, Error, Item, Path, Placeholders, Step, Value, Which};
use std::collections::BTreeMap;

/// Paths of which none leads to or into another.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Projection {
    paths: Vec<Path>,
    roots: BTreeMap<String, Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Members(BTreeMap<String, Part>),
    Elements(BTreeMap<usize, Part>),
}

impl Projection {
    pub fn parse(text: &str, placeholders: &mut Placeholders) -> Result<Self, Error> {
        let which = Which::ProjectionExpression;
        let mut reader = Reader::new(which, placeholders);
        let paths = Parser::new(text, which)?.paths(&mut reader)?;
        if let Some((fault, text)) = clash(paths.iter()) {
            reader.complain(fault, || text);
        }
        reader.finish()?;
        Ok(Projection::of_paths(paths))
    }

    /// Of paths that do not meet.
    pub fn of_paths(paths: Vec<Path>) -> Self {
        let mut roots = BTreeMap::new();
        for path in &paths {
            match roots
                .entry(path.root().to_owned())
                .or_insert_with(|| unread(path.steps()))
            {
                part if path.is_attribute() => *part = Part::Whole,
                part => add(part, path.steps()),
            }
        }
        Projection { paths, roots }
    }

    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter()
    }

    /// What is not there is left out; elements of lists move together.
    pub fn of(&self, item: &Item) -> Item {
        let parts = self.roots.iter().filter_map(|(name, part)| {
            let value = part.of(item.get(name)?)?;
            Some((name.clone(), value))
        });
        parts.collect()
    }
}

/// An empty part of the kind that the steps ask for.
fn unread(steps: &[Step]) -> Part {
    match steps.first() {
        None => Part::Whole,
        Some(Step::Name(_)) => Part::Members(BTreeMap::new()),
        Some(Step::Index(_)) => Part::Elements(BTreeMap::new()),
    }
}

fn add(part: &mut Part, steps: &[Step]) {
    let Some((step, rest)) = steps.split_first() else {
        return *part = Part::Whole;
    };
    let next = match (part, step) {
        (Part::Members(members), Step::Name(name)) => {
            members.entry(name.clone()).or_insert_with(|| unread(rest))
        }
        (Part::Elements(elements), Step::Index(index)) => {
            elements.entry(*index).or_insert_with(|| unread(rest))
        }
        _ => return,
    };
    add(next, rest);
}

impl Part {
    fn of(&self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Part::Whole, value) => Some(value.clone()),
            (Part::Members(members), Value::M(map)) => {
                let parts = members.iter().filter_map(|(name, part)| {
                    let value = part.of(map.get(name)?)?;
                    Some((name.clone(), value))
                });
                Some(parts.collect::<Item>())
                    .filter(|map| !map.is_empty())
                    .map(Value::M)
            }
            (Part::Elements(elements), Value::L(list)) => {
                let parts = elements
                    .iter()
                    .filter_map(|(index, part)| part.of(list.get(*index)?));
                Some(parts.collect::<Vec<_>>())
                    .filter(|list| !list.is_empty())
                    .map(Value::L)
            }
            _ => None,
        }
    }
}

/// How two of the paths meet, if any do.
pub(crate) fn clash<'p>(paths: impl Iterator<Item = &'p Path>) -> Option<(Fault, String)> {
    let mut by_root: BTreeMap<&str, Vec<&Path>> = BTreeMap::new();
    let mut conflict = None;
    for path in paths {
        let others = by_root.entry(path.root()).or_default();
        for other in others.iter() {
            match other.clash(path) {
                Some(Clash::Overlap) => {
                    return Some((Fault::Overlap, told("overlap", other, path)));
                }
                Some(Clash::Conflict) if conflict.is_none() => conflict = Some((*other, path)),
                _ => {}
            }
        }
        others.push(path);
    }
    conflict.map(|(one, two)| (Fault::Conflict, told("conflict", one, two)))
}

fn told(how: &str, one: &Path, two: &Path) -> String {
    format!(
        "Two document paths {how} with each other; must remove or rewrite one of these paths; \
         path one: {}, path two: {}",
        one.listed(),
        two.listed()
    )
}
