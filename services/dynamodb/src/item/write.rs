//! One write of one item, alone or in a transaction: its condition, what it makes of the item, and
//! the checks of the outcome.

use crate::errors;
use crate::item::capacity::{self, Side, Spent};
use crate::item::change::{Before, Change};
use crate::item::key::{self, Primary};
use crate::item::throttle::{self, Kind};
use crate::table::Found;
use crate::wire::Attributes;
use haneul_expression::{Condition, Item, Update, item_size};
use haneul_pipeline::{AwsError, Cx};

/// Names and values of an item.
pub const MOST_BYTES: usize = 400 << 10;

pub enum What {
    Put(Item),
    Delete,
    /// The key, for an item that is not there yet.
    Update(Item, Update),
    /// Only the condition counts.
    Check,
}

pub struct Write {
    pub primary: Primary,
    pub what: What,
    pub condition: Option<Condition>,
    /// What it costs in a transaction, compared with alone.
    pub factor: f64,
}

/// Alone a write costs what it costs.
pub const ALONE: f64 = 1.0;

/// A write that was done.
pub struct Done {
    pub before: Before,
    pub after: Option<Item>,
    pub spent: Spent,
}

/// Why a write was not done.
pub enum Refusal {
    /// With the item as it was.
    Condition(Before),
    Other(AwsError),
}

impl<E: Into<AwsError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal::Other(error.into())
    }
}

impl Refusal {
    /// The error of a call for one item; `with_item`: as `ReturnValuesOnConditionCheckFailure` says.
    pub fn into_error(self, with_item: bool) -> AwsError {
        match self {
            Refusal::Condition(before) => errors::condition_failed(item_of(&before, with_item)),
            Refusal::Other(error) => error,
        }
    }
}

/// The item as it was, if it is asked for and there was one.
pub fn item_of(before: &Before, asked: bool) -> Option<Attributes> {
    let packed = before.packed().filter(|_| asked)?;
    Some(Attributes::Packed(packed.0.clone()))
}

impl Write {
    /// `returns`: the answer says what was there.
    pub fn run(self, cx: &mut Cx, found: &Found, returns: bool) -> Result<Done, Refusal> {
        let matters = returns
            || self.condition.is_some()
            || !matches!(self.what, What::Put(_))
            || Change::needs_before(found);
        let before = Before::read(cx, found, &self.primary, matters)?;
        if let Some(condition) = &self.condition {
            let none = Item::new();
            let item = before.item()?.unwrap_or(&none);
            if !condition.holds(item).map_err(errors::expression)? {
                // What was looked at is paid for.
                self.pay(cx, found, &before)?;
                return Err(Refusal::Condition(before));
            }
        }
        if matches!(self.what, What::Check) {
            let spent = self.pay(cx, found, &before)?;
            return Ok(Done {
                before,
                after: None,
                spent,
            });
        }
        let after = match self.what {
            What::Put(item) => Some(item),
            What::Update(key, update) => {
                let item = update.apply(before.item()?.unwrap_or(&key));
                Some(item.map_err(errors::expression)?)
            }
            What::Delete | What::Check => None,
        };
        let updates = before.packed().is_some();
        if let Some(item) = &after {
            check(found, item, updates)?;
        }
        let change = Change {
            found,
            primary: &self.primary,
            before: &before,
            after: after.as_ref(),
        };
        let spent = change.apply(cx, self.factor)?;
        Ok(Done {
            before,
            after,
            spent,
        })
    }
}

impl Write {
    /// For a write that changes nothing.
    fn pay(&self, cx: &Cx, found: &Found, before: &Before) -> Result<Spent, AwsError> {
        let spent = Spent::on_table(capacity::write(before.size())).times(self.factor);
        let hash = Some(self.primary.hash);
        throttle::spend(cx, found, Side::Write, &spent, Kind::Exact, hash)?;
        Ok(spent)
    }
}

/// What an item may be, whoever made it.
pub fn check(found: &Found, item: &Item, updates: bool) -> Result<(), AwsError> {
    if item_size(item) > MOST_BYTES {
        return Err(errors::item_too_large(updates));
    }
    key::check_index_keys(&found.table, item)
}
