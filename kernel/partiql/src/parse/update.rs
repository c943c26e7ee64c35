//! What `SET` and `REMOVE` do.

use super::cursor::Cursor;
use super::fault::{malformed, wrong_number, wrong_type};
use super::node::Node;
use haneul_expression::{Action, Assigned, Clash, Error, Kind, Path, Value};

impl Cursor<'_> {
    pub fn actions(&mut self) -> Result<Vec<Action>, Error> {
        let mut actions = Vec::new();
        loop {
            if self.take_word("SET") {
                self.assignments(&mut actions)?;
            } else if self.take_word("REMOVE") {
                actions.push(Action::Remove(self.simple_path()?));
            } else if actions.is_empty() {
                return Err(malformed("Expected data manipulation"));
            } else {
                check_apart(&actions)?;
                return Ok(actions);
            }
        }
    }

    fn assignments(&mut self, actions: &mut Vec<Action>) -> Result<(), Error> {
        loop {
            let path = self.simple_path()?;
            if !self.take_sign("=") {
                return Err(malformed("Expected '='"));
            }
            let value = self.expression()?;
            actions.push(action(path, value)?);
            if !self.take_sign(",") {
                return Ok(());
            }
        }
    }

    pub fn simple_path(&mut self) -> Result<Path, Error> {
        let root = self.take_name();
        let root = root.ok_or_else(|| malformed("Expected identifier for simple path"))?;
        self.steps(root)
    }
}

fn action(path: Path, value: Node) -> Result<Action, Error> {
    match value {
        Node::Call(name, operands) if matches!(name.as_str(), "set_add" | "set_delete") => {
            change_of_set(path, &name, operands)
        }
        other => Ok(Action::Set(path, assigned(other)?)),
    }
}

/// `SET path = set_add(path, <<…>>)`: both paths are the same.
fn change_of_set(path: Path, name: &str, operands: Vec<Node>) -> Result<Action, Error> {
    let count = operands.len();
    let Ok([from, set]) = <[Node; 2]>::try_from(operands) else {
        return Err(wrong_number(name, count));
    };
    if !matches!(from, Node::Path(from) if from == path) {
        return Err(Error::validation(format!(
            "The first argument to {} must equal the assignment value",
            name.to_ascii_uppercase()
        )));
    }
    let set = set.into_value()?;
    if !set.kind().is_set() {
        return Err(wrong_type(name, set.kind()));
    }
    Ok(match name {
        "set_add" => Action::Add(path, set),
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
        Node::Call(name, operands) => call(&name, operands),
        other => other.into_value().map(Assigned::Value),
    }
}

fn number(sign: &str, operand: &Assigned) -> Result<(), Error> {
    match operand {
        Assigned::Value(value) if value.kind() != Kind::N => Err(wrong_type(sign, value.kind())),
        _ => Ok(()),
    }
}

fn call(name: &str, operands: Vec<Node>) -> Result<Assigned, Error> {
    if !matches!(name, "list_append" | "if_not_exists") {
        return Err(Error::validation(format!(
            "Invalid function name; function: {name}"
        )));
    }
    let count = operands.len();
    let Ok([one, two]) = <[Node; 2]>::try_from(operands) else {
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
