//! What PutItem, DeleteItem and UpdateItem have in common: what they are asked for, read and done.

use crate::errors;
use crate::item::capacity::{self, Spent};
use crate::item::change::Before;
use crate::item::collection;
use crate::item::expressions::{self, Stand};
use crate::item::key;
use crate::item::open;
use crate::item::update_item::{self, Updates};
use crate::item::write::{ALONE, Done, What, Write};
use crate::replica::send::Told;
use crate::replica::take;
use crate::shapes::{ConsumedCapacity, ExpectedAttributeValue, ItemCollectionMetrics};
use crate::wire::Attributes;
use haneul_expression::{Condition, Item, Path, Update};
use haneul_pipeline::{AwsError, Cx};

/// Parameters as they were given.
pub struct Given {
    pub table_name: String,
    pub condition: Option<String>,
    pub expected: Option<Vec<(String, ExpectedAttributeValue)>>,
    pub operator: Option<String>,
    pub names: Option<Vec<(String, String)>>,
    pub values: Option<Attributes>,
    pub on_failure: Option<String>,
    pub capacity: Option<String>,
    pub metrics: Option<String>,
}

macro_rules! given {
    ($input:expr) => {
        crate::item::asked::Given {
            table_name: $input.table_name,
            condition: $input.condition_expression,
            expected: $input.expected,
            operator: $input.conditional_operator,
            names: $input.expression_attribute_names,
            values: $input.expression_attribute_values,
            on_failure: $input.return_values_on_condition_check_failure,
            capacity: $input.return_consumed_capacity,
            metrics: $input.return_item_collection_metrics,
        }
    };
}

pub(super) use given;

/// What becomes of the item.
pub enum Kind {
    Put,
    Delete,
    Update(Update),
}

/// Parameters as they were understood.
pub struct Asked {
    table_name: String,
    /// Of a put; the key of the others.
    item: Item,
    kind: Kind,
    condition: Option<Condition>,
    with_item: bool,
    capacity: Option<String>,
    metrics: Option<String>,
}

/// A call that was done, and what it tells if it was asked for.
pub struct Answered {
    pub done: Done,
    pub capacity: Option<ConsumedCapacity>,
    pub metrics: Option<ItemCollectionMetrics>,
}

impl Given {
    pub fn put(self, item: Attributes) -> Result<Asked, AwsError> {
        self.read(item, None, Kind::Put)
    }

    pub fn delete(self, key: Attributes) -> Result<Asked, AwsError> {
        self.read(key, None, Kind::Delete)
    }

    pub fn update(self, key: Attributes, updates: Updates) -> Result<Asked, AwsError> {
        self.read(key, Some(updates), Kind::Update(Update::default()))
    }

    fn read(
        self,
        item: Attributes,
        updates: Option<Updates>,
        kind: Kind,
    ) -> Result<Asked, AwsError> {
        let condition = ("ConditionExpression", self.condition.is_some());
        let expected = ("Expected", self.expected.is_some());
        let operator = ("ConditionalOperator", self.operator.is_some());
        let (old, new) = match &updates {
            None => (vec![expected, operator], vec![condition]),
            Some((text, old)) => (
                vec![("AttributeUpdates", old.is_some()), expected, operator],
                vec![("UpdateExpression", text.is_some()), condition],
            ),
        };
        expressions::check_mixed(&old, &new)?;
        let item = item.get()?;
        let stand = Stand::new(self.names, self.values, &new, &new)?;
        let mut placeholders = stand.placeholders();
        let kind = match updates {
            Some((Some(text), _)) => Kind::Update(update_item::parse(&text, &mut placeholders)?),
            Some((None, old)) => Kind::Update(update_item::given(old)?),
            None => kind,
        };
        let condition = expressions::condition(
            self.condition.as_deref(),
            self.expected,
            self.operator.as_deref(),
            &mut placeholders,
        )?;
        placeholders.check_all_used().map_err(errors::expression)?;
        Ok(Asked {
            table_name: self.table_name,
            item,
            kind,
            condition,
            with_item: self.on_failure.as_deref() == Some("ALL_OLD"),
            capacity: self.capacity,
            metrics: self.metrics,
        })
    }
}

impl Asked {
    /// What an update changes.
    pub fn updated(&self) -> Vec<Path> {
        match &self.kind {
            Kind::Update(update) => update.paths().cloned().collect(),
            Kind::Put | Kind::Delete => Vec::new(),
        }
    }

    /// `returns`: the answer says what was there.
    pub fn run(self, cx: &mut Cx, returns: bool) -> Result<Answered, AwsError> {
        if let Some(told) = take::told(cx.call) {
            return self.take(cx, &told);
        }
        let found = open::table(cx, &self.table_name)?;
        let primary = match &self.kind {
            Kind::Put => key::of_item(&found.table, &self.item)?,
            Kind::Delete | Kind::Update(_) => key::exact(&found.table, &self.item)?,
        };
        if let Kind::Update(update) = &self.kind {
            update_item::check_keys(&found.table, update)?;
        }
        let of_item = (&primary, &self.item);
        let metrics = match self.kind {
            Kind::Delete => collection::of_delete(cx, &found, of_item, self.metrics.as_deref())?,
            _ => collection::of_write(cx, &found, of_item, self.metrics.as_deref())?,
        };
        let what = match self.kind {
            Kind::Put => What::Put(self.item),
            Kind::Delete => What::Delete,
            Kind::Update(update) => What::Update(self.item, update),
        };
        let write = Write {
            primary,
            what,
            condition: self.condition,
            factor: ALONE,
        };
        let done = write.run(cx, &found, returns);
        let done = done.map_err(|refusal| refusal.into_error(self.with_item))?;
        let (asked, name) = (self.capacity.as_deref(), &self.table_name);
        Ok(Answered {
            capacity: capacity::show(asked, name, &found.table, &done.spent, None),
            metrics,
            done,
        })
    }
}

impl Asked {
    /// What another replica tells.
    fn take(self, cx: &mut Cx, told: &Told) -> Result<Answered, AwsError> {
        let is_gone = matches!(self.kind, Kind::Delete);
        take::take(cx, &self.table_name, (self.item, is_gone), told)?;
        Ok(Answered {
            done: Done {
                before: Before::default(),
                after: None,
                spent: Spent::default(),
            },
            capacity: None,
            metrics: None,
        })
    }
}

/// For writes that can give back what was there, and nothing else.
pub fn returns_old(asked: Option<&str>) -> Result<bool, AwsError> {
    match asked {
        None | Some("NONE") => Ok(false),
        Some("ALL_OLD") => Ok(true),
        Some(_) => Err(errors::validation(
            "ReturnValues can only be ALL_OLD or NONE",
        )),
    }
}
