//! Updates of items.

mod apply;
mod parse;
mod place;

use crate::{Error, Item, Path, Placeholders, Value};

/// Actions on paths of which none leads to or into another.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Update {
    actions: Vec<Action>,
    /// Where the actions are, by their places in the list.
    places: place::Members,
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
    pub fn parse(text: &str, placeholders: &mut Placeholders) -> Result<Self, Error> {
        parse::update(text, placeholders).map(Update::new)
    }

    /// Of actions whose paths do not meet.
    pub fn new(actions: Vec<Action>) -> Self {
        let places = place::of(actions.iter().map(Action::path));
        Update { actions, places }
    }

    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// All actions see the old item.
    pub fn apply(&self, old: &Item) -> Result<Item, Error> {
        self.apply_to(old.clone())
    }

    /// The same for who needs the old item no longer.
    pub fn apply_to(&self, mut item: Item) -> Result<Item, Error> {
        let changes: Result<Vec<_>, Error> = self
            .actions
            .iter()
            .map(|action| apply::change(action, &item))
            .collect();
        place::carry_out(&self.places, &mut item, &mut changes?)?;
        Ok(item)
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
