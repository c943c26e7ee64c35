//! A step of a transaction of writes, as it was given.

use crate::errors;
use crate::item::expressions::{self, Stand};
use crate::item::key::{self, Primary};
use crate::item::update_item;
use crate::item::write::{What, Write};
use crate::shapes::TransactWriteItem;
use crate::table::Found;
use crate::wire::Attributes;
use haneul_expression::{Condition, Item, Update, item_size};
use haneul_pipeline::AwsError;

/// What reading and writing costs in a transaction, compared with alone.
pub const FACTOR: f64 = 2.0;

#[derive(Clone)]
pub enum Kind {
    Put,
    Update(Update),
    Delete,
    Check,
}

#[derive(Clone)]
pub struct Step {
    /// Of the table.
    pub name: String,
    pub kind: Kind,
    /// The whole item of a put, the key of the others.
    pub item: Item,
    pub condition: Option<Condition>,
    /// A failed condition tells the item.
    pub with_item: bool,
    /// Bytes of the item and of all values that come with it.
    pub weight: usize,
    /// A condition that fails says that there is such an item already.
    pub inserts: bool,
}

/// What the four kinds of steps have in common.
struct Given {
    name: String,
    item: Attributes,
    update: Option<String>,
    condition: Option<String>,
    names: Option<Vec<(String, String)>>,
    values: Option<Attributes>,
    on_failure: Option<String>,
}

macro_rules! given {
    ($step:expr, $item:ident, $update:expr, $condition:expr) => {
        Given {
            name: $step.table_name,
            item: $step.$item,
            update: $update,
            condition: $condition,
            names: $step.expression_attribute_names,
            values: $step.expression_attribute_values,
            on_failure: $step.return_values_on_condition_check_failure,
        }
    };
}

impl Step {
    pub fn of(item: TransactWriteItem) -> Result<Step, AwsError> {
        match (item.put, item.update, item.delete, item.condition_check) {
            (Some(put), None, None, None) => {
                read(Kind::Put, given!(put, item, None, put.condition_expression))
            }
            (None, Some(update), None, None) => {
                let text = Some(update.update_expression);
                let kind = Kind::Update(Update::default());
                read(kind, given!(update, key, text, update.condition_expression))
            }
            (None, None, Some(delete), None) => read(
                Kind::Delete,
                given!(delete, key, None, delete.condition_expression),
            ),
            (None, None, None, Some(check)) => {
                let condition = Some(check.condition_expression);
                read(Kind::Check, given!(check, key, None, condition))
            }
            _ => Err(errors::validation(
                "TransactItems can only contain one of Check, Put, Update or Delete",
            )),
        }
    }

    pub fn primary(&self, found: &Found) -> Result<Primary, AwsError> {
        match self.kind {
            Kind::Put => key::of_item(&found.table, &self.item),
            _ => key::exact(&found.table, &self.item),
        }
    }

    pub fn write(&self, found: &Found, primary: Primary) -> Result<Write, AwsError> {
        let what = match &self.kind {
            Kind::Put => What::Put(self.item.clone()),
            Kind::Delete => What::Delete,
            Kind::Check => What::Check,
            Kind::Update(update) => {
                update_item::check_keys(&found.table, update)?;
                What::Update(self.item.clone(), update.clone())
            }
        };
        Ok(Write {
            primary,
            what,
            condition: self.condition.clone(),
            factor: FACTOR,
        })
    }
}

fn read(kind: Kind, given: Given) -> Result<Step, AwsError> {
    let item = given.item.get()?;
    let expressions = [
        ("UpdateExpression", given.update.is_some()),
        ("ConditionExpression", given.condition.is_some()),
    ];
    let expressions = match kind {
        Kind::Update(_) => &expressions[..],
        _ => &expressions[1..],
    };
    let stand = Stand::new(given.names, given.values, expressions, expressions)?;
    let mut placeholders = stand.placeholders();
    let kind = match (kind, given.update.as_deref()) {
        (Kind::Update(_), Some(text)) => Kind::Update(update_item::parse(text, &mut placeholders)?),
        (kind, _) => kind,
    };
    let condition = given.condition.as_deref();
    let condition = expressions::condition(condition, None, None, &mut placeholders)?;
    placeholders.check_all_used().map_err(errors::expression)?;
    Ok(Step {
        weight: item_size(&item) + stand.weight(),
        name: given.name,
        kind,
        item,
        condition,
        with_item: given.on_failure.as_deref() == Some("ALL_OLD"),
        inserts: false,
    })
}
