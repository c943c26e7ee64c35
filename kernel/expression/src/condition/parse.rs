//! The grammar of conditions.

use super::Test;
use crate::parse::Parser;
use crate::{Error, Placeholders, Which};

pub(super) fn condition(text: &str, _: &mut Placeholders, which: Which) -> Result<Test, Error> {
    Err(Parser::new(text, which)?.unexpected())
}
