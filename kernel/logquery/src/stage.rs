//! Commands, and what they show.

use crate::aggregate::Aggregate;
use crate::expression::Expression;
use crate::gaps::FillMissing;
use crate::input::Lookup;
use crate::totals::AddTotals;
use crate::window::Window;
use regex::Regex;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum Command {
    /// Each with its name; a field by itself is only shown.
    Fields(Vec<(Arc<str>, Expression)>),
    Display(Vec<(Arc<str>, Expression)>),
    /// Shown as they are: nothing is masked.
    Unmask(Vec<(Arc<str>, Expression)>),
    Filter(Expression),
    /// Only of groups that are indexed by the field.
    FilterIndex {
        field: String,
        test: Expression,
    },
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
    /// With the rows of an inner query that have the same key, under names of both sides.
    Join {
        inner: usize,
        /// What has no match is kept, too.
        outer: bool,
        left: Arc<str>,
        right: Arc<str>,
        key: Expression,
    },
    Lookup {
        nth: usize,
        lookup: Lookup,
    },
    /// What a row does not have of these is that of the row before it.
    FillDown(Vec<Arc<str>>),
    FillMissing(FillMissing),
    AddTotals(AddTotals),
    /// Columns of the row at the same place of an inner query.
    AppendCols {
        inner: usize,
        names: Vec<Arc<str>>,
    },
    /// Patterns of a text; with `diff`, how many lines of either window they have.
    Pattern {
        of: Expression,
        diff: Option<Window>,
    },
}

pub const PATTERN: [&str; 4] = ["@pattern", "@ratio", "@sampleCount", "@severityLabel"];
/// Our names: AWS documents none.
pub const DIFF: [&str; 3] = ["@previousSampleCount", "@changeInCount", "@changePercent"];

impl Command {
    pub fn window(&self) -> Option<Window> {
        match self {
            Command::Pattern { diff, .. } => *diff,
            _ => None,
        }
    }

    /// What comes of it is the same in whatever order rows come.
    fn takes_any_order(&self) -> bool {
        matches!(self, Command::Stats { .. } | Command::Pattern { .. })
    }
}

/// Leaves out what is sorted for nothing, and would be kept for it.
pub fn without_needless_sorts(commands: Vec<Command>) -> Vec<Command> {
    let mut needless = false;
    let mut kept: Vec<Command> = Vec::new();
    for command in commands.into_iter().rev() {
        needless = match &command {
            _ if command.takes_any_order() => true,
            Command::Sort(_) if needless => continue,
            Command::Fields(_)
            | Command::Display(_)
            | Command::Unmask(_)
            | Command::Filter(_)
            | Command::FilterIndex { .. }
            | Command::Parse { .. }
            | Command::Lookup { .. } => needless,
            _ => false,
        };
        kept.push(command);
    }
    kept.reverse();
    kept
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
            Command::Fields(fields) | Command::Unmask(fields) => {
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
            Command::Lookup { lookup, .. } => {
                lookup
                    .outputs
                    .iter()
                    .for_each(|name| add(&mut columns, name));
            }
            Command::Pattern { diff, .. } => {
                named = true;
                columns.clear();
                PATTERN.iter().for_each(|name| add(&mut columns, name));
                if diff.is_some() {
                    DIFF.iter().for_each(|name| add(&mut columns, name));
                }
            }
            Command::AddTotals(totals) => {
                if let Some(name) = &totals.row {
                    add(&mut columns, name);
                }
            }
            Command::AppendCols { names, .. } => {
                names.iter().for_each(|name| add(&mut columns, name));
            }
            Command::Filter(_)
            | Command::FilterIndex { .. }
            | Command::FillDown(_)
            | Command::FillMissing(_)
            | Command::Sort(_)
            | Command::Limit(_)
            | Command::Dedup(_)
            | Command::Join { .. } => {}
        }
    }
    if !named {
        let made = std::mem::take(&mut columns);
        columns = vec!["@timestamp".to_owned(), "@message".to_owned()];
        made.iter().for_each(|name| add(&mut columns, name));
    }
    columns
}
