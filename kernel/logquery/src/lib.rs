//! Queries of log events: commands between `|`. Read once, run over events from the newest to the
//! oldest, in memory that does not grow with their number.

mod aggregate;
mod call;
mod error;
mod event;
mod expression;
mod lambda;
mod parse;
mod period;
mod run;
mod stage;
mod token;
mod value;

pub use error::Bad;
pub use event::Event;
pub use run::{Answer, Run};

use stage::Command;

/// A query that was read.
#[derive(Clone, Debug)]
pub struct Query {
    commands: Vec<Command>,
    /// What is shown, in this order.
    columns: Vec<String>,
}

/// Rows of an answer, unless the query says otherwise.
pub const ROWS: usize = 10_000;

impl Query {
    pub fn parse(text: &str) -> Result<Query, Bad> {
        let commands = parse::commands(text)?;
        let columns = stage::columns(&commands);
        Ok(Query { commands, columns })
    }
}
