//! Paths.

use super::cursor::{Cursor, Place};
use super::fault::malformed;
use super::token::Token;
use haneul_expression::{Error, Path, Step};

const COMPONENT: &str = "Invalid path component for simple path";

impl Cursor<'_> {
    pub fn simple_path(&mut self) -> Result<Path, Error> {
        let root = self.take_name();
        let root = root.ok_or_else(|| malformed("Expected identifier for simple path"))?;
        self.steps(root)
    }

    /// The rest of a path.
    pub fn steps(&mut self, root: String) -> Result<Path, Error> {
        let mut steps = Vec::new();
        loop {
            if self.take_sign(".") {
                let name = self.take_name();
                steps.push(Step::Name(
                    name.ok_or_else(|| malformed("Invalid path dot component"))?,
                ));
            } else if self.take_sign("[") {
                let negative = self.take_signs();
                let place = self.place();
                steps.push(match self.advance() {
                    Token::Number(digits) => {
                        Step::Index(index_of(&digits, negative == Some(true), place)?)
                    }
                    Token::Text(name) if negative.is_none() => Step::Name(name),
                    _ => return Err(malformed(COMPONENT)),
                });
                self.expect_sign("]", "RIGHT_BRACKET")?;
            } else {
                return Ok(Path::new(root, steps));
            }
        }
    }
}

fn index_of(digits: &str, negative: bool, place: Place) -> Result<usize, Error> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed(COMPONENT));
    }
    match digits.parse::<i32>() {
        Ok(0) => Ok(0),
        Ok(index) if !negative => Ok(index as usize),
        _ => {
            let sign = if negative { "-" } else { "" };
            Err(Error::validation(format!(
                "List index is not within the allowable range; index: [{sign}{digits}] at {place}"
            )))
        }
    }
}
