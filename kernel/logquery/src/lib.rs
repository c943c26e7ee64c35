//! Queries of log events: commands between `|`. Read once, run over events from the newest to the
//! oldest, in memory that does not grow with their number.

mod aggregate;
mod call;
mod error;
mod event;
mod expression;
mod gaps;
mod input;
mod lambda;
mod parse;
mod pattern;
mod period;
mod run;
mod source;
mod stage;
mod token;
mod totals;
mod value;
mod window;

pub use error::Bad;
pub use event::Event;
pub use input::{INNER_ROWS, Inner, Inputs, Lookup, Rows, table_shape};
pub use run::{Answer, Run};
pub use source::Source;

use stage::Command;

/// A query that was read.
#[derive(Clone, Debug)]
pub struct Query {
    source: Option<Source>,
    inner: Vec<Inner>,
    commands: Vec<Command>,
    /// What is shown, in this order.
    columns: Vec<String>,
}

/// Rows of an answer, unless the query says otherwise.
pub const ROWS: usize = 10_000;

impl Query {
    pub fn parse(text: &str) -> Result<Query, Bad> {
        parse::query(text)
    }

    /// Rows that the query itself lets through in the end.
    pub fn limit(&self) -> Option<usize> {
        let mut commands = self.commands.iter().rev();
        commands.find_map(|command| match command {
            Command::Limit(limit) => Some(*limit),
            _ => None,
        })
    }

    /// What the query itself says that it is of.
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// Queries inside this one, in the order in which their rows are given.
    pub fn inner(&self) -> &[Inner] {
        &self.inner
    }

    /// Tables that values are looked up in, in the order in which they are given.
    pub fn lookups(&self) -> impl Iterator<Item = &Lookup> {
        self.commands.iter().filter_map(|command| match command {
            Command::Lookup { lookup, .. } => Some(lookup),
            _ => None,
        })
    }

    /// Fields by which groups must be indexed to be asked.
    pub fn indexed(&self) -> Vec<&str> {
        let fields = self.commands.iter().filter_map(|command| match command {
            Command::FilterIndex { field, .. } => Some(field.as_str()),
            _ => None,
        });
        fields.collect()
    }

    /// The window that `diff` compares another with: from when to when, the latter excluded.
    pub fn compared(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let window = self.commands.iter().find_map(Command::window)?;
        Some(window.before(from, to))
    }

    /// Commands that groups of the class for infrequent access do not take.
    pub fn of_standard_class(&self) -> Option<&'static str> {
        self.commands.iter().find_map(|command| match command {
            Command::Pattern { diff: Some(_), .. } => Some("diff"),
            Command::Pattern { .. } => Some("pattern"),
            Command::FilterIndex { .. } => Some("filterIndex"),
            Command::Unmask(_) => Some("unmask"),
            _ => None,
        })
    }
}
