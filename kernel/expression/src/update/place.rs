//! Carrying changes out where they belong. Indexes are those of the old lists: elements go only when
//! everything else is done, and what lies behind the end is appended in the order of its indexes.

use super::apply::Change;
use crate::{Error, Item, Path, Step, Value};
use std::collections::BTreeMap;

pub type Members = BTreeMap<String, Place>;

#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The action with this number.
    Here(usize),
    Members(Members),
    Elements(BTreeMap<usize, Place>),
}

pub fn of<'p>(paths: impl Iterator<Item = &'p Path>) -> Members {
    let mut members = Members::new();
    for (number, path) in paths.enumerate() {
        put(&mut members, path.root(), path.steps(), number);
    }
    members
}

fn put(members: &mut Members, name: &str, steps: &[Step], number: usize) {
    let place = members
        .entry(name.to_owned())
        .or_insert_with(|| empty(steps, number));
    fill(place, steps, number);
}

fn empty(steps: &[Step], number: usize) -> Place {
    match steps.first() {
        None => Place::Here(number),
        Some(Step::Name(_)) => Place::Members(Members::new()),
        Some(Step::Index(_)) => Place::Elements(BTreeMap::new()),
    }
}

fn fill(place: &mut Place, steps: &[Step], number: usize) {
    match (place, steps.split_first()) {
        (Place::Members(members), Some((Step::Name(name), rest))) => {
            put(members, name, rest, number);
        }
        (Place::Elements(elements), Some((Step::Index(index), rest))) => {
            let place = elements
                .entry(*index)
                .or_insert_with(|| empty(rest, number));
            fill(place, rest, number);
        }
        _ => {}
    }
}

fn invalid() -> Error {
    Error::item("The document path provided in the update expression is invalid for update")
}

pub fn carry_out(places: &Members, map: &mut Item, changes: &mut [Change]) -> Result<(), Error> {
    for (name, place) in places {
        let Place::Here(number) = place else {
            inside(place, map.get_mut(name).ok_or_else(invalid)?, changes)?;
            continue;
        };
        match take(changes, *number) {
            Change::Put(value) => drop(map.insert(name.clone(), value)),
            Change::Remove => drop(map.remove(name)),
            Change::Keep => {}
        }
    }
    Ok(())
}

fn inside(place: &Place, value: &mut Value, changes: &mut [Change]) -> Result<(), Error> {
    match (place, value) {
        (Place::Members(places), Value::M(map)) => carry_out(places, map, changes),
        (Place::Elements(places), Value::L(list)) => elements(places, list, changes),
        _ => Err(invalid()),
    }
}

fn elements(
    places: &BTreeMap<usize, Place>,
    list: &mut Vec<Value>,
    changes: &mut [Change],
) -> Result<(), Error> {
    let length = list.len();
    let mut removed = Vec::new();
    for (index, place) in places {
        let Place::Here(number) = place else {
            let old = list.get_mut(*index).filter(|_| *index < length);
            inside(place, old.ok_or_else(invalid)?, changes)?;
            continue;
        };
        match (take(changes, *number), *index < length) {
            (Change::Put(value), true) => list[*index] = value,
            (Change::Put(value), false) => list.push(value),
            (Change::Remove, true) => removed.push(*index),
            (Change::Remove, false) | (Change::Keep, _) => {}
        }
    }
    for index in removed.into_iter().rev() {
        list.remove(index);
    }
    Ok(())
}

/// Every action has one place, so its change is taken once.
fn take(changes: &mut [Change], number: usize) -> Change {
    changes.get_mut(number).map_or(Change::Keep, |change| {
        std::mem::replace(change, Change::Keep)
    })
}
