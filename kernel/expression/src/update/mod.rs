//! Updates of items.

use crate::parse::Parser;
use crate::{Error, Item, Path, Placeholders, Value, Which};

/// Actions on paths of which none leads to or into another.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Update {
    actions: Vec<Action>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Set(Path, Operand),
    Remove(Path),
    Add(Path, Value),
    Delete(Path, Value),
}

/// What a `SET` gives a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Value(Value),
    Path(Path),
    IfNotExists(Path, Box<Operand>),
    ListAppend(Box<Operand>, Box<Operand>),
    Plus(Box<Operand>, Box<Operand>),
    Minus(Box<Operand>, Box<Operand>),
}

impl Update {
    pub fn parse(text: &str, _: &mut Placeholders) -> Result<Self, Error> {
        Err(Parser::new(text, Which::UpdateExpression)?.unexpected())
    }

    /// Of actions whose paths do not meet.
    pub fn new(actions: Vec<Action>) -> Self {
        Update { actions }
    }

    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// All actions see the old item.
    pub fn apply(&self, _: &Item) -> Result<Item, Error> {
        Err(Error::validation("Updates are not applied yet"))
    }

    /// What is written, in the order of the expression.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.actions.iter().map(Action::path)
    }
}

impl Action {
    pub fn path(&self) -> &Path {
        match self {
            Action::Set(path, _)
            | Action::Remove(path)
            | Action::Add(path, _)
            | Action::Delete(path, _) => path,
        }
    }
}
