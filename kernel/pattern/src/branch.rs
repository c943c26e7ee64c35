//! One alternative of a pattern against an event's leaves.
//!
//! Fields that lie in one array must be found in the same element of it. What was chosen so far is
//! a set of chains of elements; after each field, arrays that no later field lies in are forgotten,
//! so the set never has more chains than there are elements.

use crate::leaves::{Chain, Leaf, Link};
use crate::test::Test;
use std::collections::HashSet;

#[derive(Clone, Debug)]
pub struct Branch {
    /// In the order of their paths, so that fields of one array come one after another.
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub number: usize,
    pub tests: Vec<Test>,
    /// How many steps of its path the next field has, too.
    pub shared: u32,
}

impl Branch {
    pub fn matches(&self, leaves: &[Vec<Leaf<'_>>]) -> bool {
        let flat = |field: &Field| {
            leaves[field.number]
                .iter()
                .all(|leaf| leaf.chain.is_empty())
        };
        match self.fields.iter().all(flat) {
            true => self
                .fields
                .iter()
                .all(|field| field.holds(&leaves[field.number])),
            false => self.consistent(leaves),
        }
    }

    fn consistent(&self, leaves: &[Vec<Leaf<'_>>]) -> bool {
        let mut chosen: HashSet<Chain> = HashSet::from([Chain::new()]);
        for field in &self.fields {
            let found = &leaves[field.number];
            let mut next = HashSet::new();
            let passing = found.iter().filter(|leaf| field.passes(leaf));
            let passing: HashSet<&[Link]> = passing.map(|leaf| leaf.chain.as_slice()).collect();
            join(&chosen, &passing, &mut next);
            if field.may_be_absent() {
                let all: HashSet<&[Link]> = found.iter().map(|l| l.chain.as_slice()).collect();
                let inner: HashSet<&[Link]> = all.iter().flat_map(|c| beginnings(c)).collect();
                let absent = chosen.iter().filter(|chain| {
                    !inner.contains(chain.as_slice())
                        && !beginnings(chain).any(|begin| all.contains(begin))
                });
                next.extend(absent.cloned());
            }
            chosen = next.into_iter().map(|chain| field.forget(chain)).collect();
            if chosen.is_empty() {
                return false;
            }
        }
        true
    }
}

/// Two chains go together when one begins with the other; the longer one is both.
fn join(chosen: &HashSet<Chain>, passing: &HashSet<&[Link]>, next: &mut HashSet<Chain>) {
    for chain in passing {
        if beginnings(chain).any(|begin| chosen.contains(begin)) {
            next.insert(chain.to_vec());
        }
    }
    for chain in chosen {
        if beginnings(chain).any(|begin| passing.contains(begin)) {
            next.insert(chain.clone());
        }
    }
}

/// All beginnings of a chain, itself included.
fn beginnings(chain: &[Link]) -> impl Iterator<Item = &[Link]> {
    (0..=chain.len()).map(|length| &chain[..length])
}

impl Field {
    fn passes(&self, leaf: &Leaf<'_>) -> bool {
        self.tests.iter().any(|test| test.passes(leaf.value))
    }

    fn may_be_absent(&self) -> bool {
        self.tests.contains(&Test::Absent)
    }

    /// Where no array is on the way.
    fn holds(&self, leaves: &[Leaf<'_>]) -> bool {
        leaves.iter().any(|leaf| self.passes(leaf)) || (leaves.is_empty() && self.may_be_absent())
    }

    /// Without the arrays that no later field lies in.
    fn forget(&self, mut chain: Chain) -> Chain {
        let kept = chain.iter().take_while(|link| link.depth <= self.shared);
        let kept = kept.count();
        chain.truncate(kept);
        chain
    }
}
