//! Reading expressions: tokens, paths and what is wrong with them. The grammars lie with what they
//! give: conditions, updates, projections.

mod cursor;
mod names;
mod token;

pub(crate) use cursor::Parser;
pub(crate) use names::{Fault, Reader};
pub(crate) use token::Token;
