//! Commands, and what they show.

use crate::aggregate::Aggregate;
use crate::expression::Expression;
use regex::Regex;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum Command {
    /// Each with its name; a field by itself is only shown.
    Fields(Vec<(Arc<str>, Expression)>),
    Display(Vec<(Arc<str>, Expression)>),
    Filter(Expression),
    Parse {
        of: Expression,
        regex: Regex,
        /// For each group of the expression, in their order.
        names: Vec<Arc<str>>,
    },
    Stats {
        aggregates: Vec<Aggregate>,
        /// By name: expressions over the aggregates.
        shown: Vec<(Arc<str>, Expression)>,
        by: Vec<(Arc<str>, Expression)>,
    },
    /// The expression, and whether the greatest come first.
    Sort(Vec<(Expression, bool)>),
    Limit(usize),
    Dedup(Vec<Expression>),
    Unnest {
        of: Expression,
        into: Arc<str>,
    },
}

/// What an answer shows: the fields of all commands, of the last `stats` or `display` alone where
/// there is one; of events that no command names anything of, the time and the message.
pub fn columns(commands: &[Command]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut named = false;
    let add = |columns: &mut Vec<String>, name: &str| {
        if !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    };
    for command in commands {
        match command {
            Command::Fields(fields) => {
                named = true;
                fields.iter().for_each(|(name, _)| add(&mut columns, name));
            }
            Command::Display(fields) => {
                named = true;
                columns.clear();
                fields.iter().for_each(|(name, _)| add(&mut columns, name));
            }
            Command::Stats { shown, by, .. } => {
                named = true;
                columns.clear();
                by.iter().for_each(|(name, _)| add(&mut columns, name));
                shown.iter().for_each(|(name, _)| add(&mut columns, name));
            }
            Command::Parse { names, .. } => {
                names.iter().for_each(|name| add(&mut columns, name));
            }
            Command::Unnest { into, .. } => add(&mut columns, into),
            Command::Filter(_) | Command::Sort(_) | Command::Limit(_) | Command::Dedup(_) => {}
        }
    }
    if !named {
        let made = std::mem::take(&mut columns);
        columns = vec!["@timestamp".to_owned(), "@message".to_owned()];
        made.iter().for_each(|name| add(&mut columns, name));
    }
    columns
}
