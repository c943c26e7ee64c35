//! What statements say.

use crate::parse;
use haneul_expression::{self as expression, Error, Item, Path, Test, Value};

#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    Select(Select),
    Insert(Insert),
    Update(Update),
    Delete(Delete),
    /// A condition of a transaction: whether the selection finds anything.
    Exists(Select),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    pub table: String,
    pub index: Option<String>,
    pub columns: Columns,
    pub condition: Option<Test>,
    pub order: Vec<Order>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Columns {
    All,
    Some(Vec<Column>),
}

/// A path and what its value is called in the result: the last name of the path.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub path: Path,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub attribute: String,
    pub descending: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    pub table: String,
    pub item: Item,
}

/// Of an item that must exist, which [`crate::exact_key`] finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    pub table: String,
    pub update: expression::Update,
    pub condition: Option<Test>,
    pub returning: Option<Returning>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    pub table: String,
    pub condition: Option<Test>,
    /// None but [`Returning::AllOld`].
    pub returning: Option<Returning>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returning {
    AllOld,
    AllNew,
    ModifiedOld,
    ModifiedNew,
}

impl Statement {
    /// Reads a statement; each `?` in it is the next of the parameters.
    pub fn parse(text: &str, parameters: &[Value]) -> Result<Statement, Error> {
        parse::statement(text, parameters)
    }

    pub fn table(&self) -> &str {
        match self {
            Statement::Select(select) | Statement::Exists(select) => &select.table,
            Statement::Insert(insert) => &insert.table,
            Statement::Update(update) => &update.table,
            Statement::Delete(delete) => &delete.table,
        }
    }

    /// Whether it changes nothing.
    pub fn reads(&self) -> bool {
        matches!(self, Statement::Select(_))
    }

    pub fn returning(&self) -> Option<Returning> {
        match self {
            Statement::Update(update) => update.returning,
            Statement::Delete(delete) => delete.returning,
            Statement::Select(_) | Statement::Insert(_) | Statement::Exists(_) => None,
        }
    }
}

impl Select {
    /// What is given back of an item. What it has not is left out.
    pub fn row(&self, item: &Item) -> Item {
        let Columns::Some(columns) = &self.columns else {
            return item.clone();
        };
        let parts = columns.iter().filter_map(|column| {
            let value = column.path.get(item)?;
            Some((column.name.clone(), value.clone()))
        });
        parts.collect()
    }

    /// Whether the order is from the end, for a table or index with these keys. `keyed` says whether
    /// the condition asks for values of the partition key ([`crate::Access::hashes`]).
    pub fn descending(&self, keys: &[&str], keyed: bool) -> Result<bool, Error> {
        if self.order.is_empty() {
            return Ok(false);
        }
        if self.condition.is_none() {
            return Err(Error::validation(
                "Must have WHERE clause in the statement when using ORDER BY clause.",
            ));
        }
        if !keyed {
            return Err(Error::validation(
                "Must have at least one non-optional hash key condition in WHERE clause when using \
                 ORDER BY clause.",
            ));
        }
        let strange = self
            .order
            .iter()
            .find(|order| !keys.contains(&order.attribute.as_str()));
        if let Some(order) = strange {
            return Err(Error::validation(format!(
                "Variable Reference {} in ORDER BY clause must be part of the primary key",
                order.attribute
            )));
        }
        Ok(self.order.iter().any(|order| order.descending))
    }
}
