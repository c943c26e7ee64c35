//! What `SET` and `REMOVE` do.

use super::cursor::{Cursor, Place};
use super::fault::{malformed, unknown_function, wrong_number, wrong_type};
use super::node::{Call, Node};
use haneul_expression::{Action, Assigned, Clash, Error, Kind, Path, Value};

/// An action as it is written.
pub enum Written {
    Set(Path, Node),
    Remove(Path),
}

impl Cursor<'_> {
    pub fn written(&mut self) -> Result<Vec<Written>, Error> {
        let mut actions = Vec::new();
        loop {
            if self.take_word("SET") {
                self.assignments(&mut actions)?;
            } else if self.take_word("REMOVE") {
                actions.push(Written::Remove(self.simple_path()?));
            } else if actions.is_empty() {
                return Err(malformed("Expected data manipulation"));
            } else {
                return Ok(actions);
            }
        }
    }

    fn assignments(&mut self, actions: &mut Vec<Written>) -> Result<(), Error> {
        loop {
            let path = self.simple_path()?;
            if !self.take_sign("=") {
                return Err(malformed("Expected '='"));
            }
            actions.push(Written::Set(path, self.expression()?));
            if !self.take_sign(",") {
                return Ok(());
            }
        }
    }
}

pub fn actions(written: Vec<Written>) -> Result<Vec<Action>, Error> {
    let actions = written.into_iter().map(|written| match written {
        Written::Set(path, Node::Call(change)) if change.name.starts_with("set_") => {
            change_of_set(path, change)
        }
        Written::Set(path, value) => Ok(Action::Set(path, assigned(value)?)),
        Written::Remove(path) => Ok(Action::Remove(path)),
    });
    let actions: Vec<Action> = actions.collect::<Result<_, _>>()?;
    check_apart(&actions)?;
    Ok(actions)
}

/// `SET path = set_add(path, <<…>>)`: both paths are the same.
fn change_of_set(path: Path, change: Call) -> Result<Action, Error> {
    if !matches!(change.name.as_str(), "set_add" | "set_delete") {
        return Err(unknown_function(&change.name, change.place));
    }
    let refusal = |what: String, place: Place| Error::validation(format!("{what} at {place}"));
    let name = change.name.to_ascii_uppercase();
    let Ok([from, set]) = <[Node; 2]>::try_from(change.operands) else {
        let what = format!("{name} must have exactly two arguments");
        return Err(refusal(what, change.place));
    };
    if !matches!(from, Node::Path(from) if from == path) {
        let what = format!("The first argument to {name} must equal the assignment value");
        return Err(refusal(what, change.place));
    }
    let set = set.into_value()?;
    if !set.kind().is_set() {
        let what = format!("The second argument to {name} must be a value with type SET");
        return Err(refusal(what, change.first));
    }
    Ok(match name.as_str() {
        "SET_ADD" => Action::Add(path, set),
        _ => Action::Delete(path, set),
    })
}

fn assigned(node: Node) -> Result<Assigned, Error> {
    match node {
        Node::Path(path) => Ok(Assigned::Path(path)),
        Node::Binary(sign @ ("+" | "-"), left, right) => {
            let (left, right) = (assigned(*left)?, assigned(*right)?);
            number(sign, &left)?;
            number(sign, &right)?;
            let (left, right) = (Box::new(left), Box::new(right));
            Ok(match sign {
                "+" => Assigned::Plus(left, right),
                _ => Assigned::Minus(left, right),
            })
        }
        Node::Call(function) => call(function),
        other => other.into_value().map(Assigned::Value),
    }
}

fn number(sign: &str, operand: &Assigned) -> Result<(), Error> {
    match operand {
        Assigned::Value(value) if value.kind() != Kind::N => Err(wrong_type(sign, value.kind())),
        _ => Ok(()),
    }
}

fn call(function: Call) -> Result<Assigned, Error> {
    let (name, count) = (function.name.as_str(), function.operands.len());
    if !matches!(name, "list_append" | "if_not_exists") {
        return Err(unknown_function(name, function.place));
    }
    let Ok([one, two]) = <[Node; 2]>::try_from(function.operands) else {
        return Err(wrong_number(name, count));
    };
    let two = Box::new(assigned(two)?);
    if name == "if_not_exists" {
        return match one {
            Node::Path(path) => Ok(Assigned::IfNotExists(path, two)),
            _ => Err(malformed("Expected identifier for simple path")),
        };
    }
    let one = Box::new(assigned(one)?);
    for operand in [&one, &two] {
        if let Assigned::Value(value) = operand.as_ref() {
            if !matches!(value, Value::L(_)) {
                return Err(wrong_type(name, value.kind()));
            }
        }
    }
    Ok(Assigned::ListAppend(one, two))
}

/// No path leads to or into another.
fn check_apart(actions: &[Action]) -> Result<(), Error> {
    for (number, action) in actions.iter().enumerate() {
        for before in &actions[..number] {
            let how = match before.path().clash(action.path()) {
                None => continue,
                Some(Clash::Overlap) => "overlap",
                Some(Clash::Conflict) => "conflict",
            };
            return Err(Error::validation(format!(
                "Two document paths {how} with each other; must remove or rewrite one of these \
                 paths; path one: {}, path two: {}",
                before.path().listed(),
                action.path().listed()
            )));
        }
    }
    Ok(())
}
