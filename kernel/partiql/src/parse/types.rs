//! Types, behind `IS`.

use super::cursor::{Cursor, Place};
use super::fault::malformed;
use super::token::Token;
use haneul_expression::{Error, Kind};

/// One that PartiQL has a name for.
#[derive(Debug)]
pub struct Type {
    pub name: String,
    pub place: Place,
    /// What DynamoDB makes of it: none of these kinds means that nothing is there.
    pub kinds: Option<&'static [Kind]>,
}

impl Cursor<'_> {
    pub fn type_of(&mut self, place: Place) -> Result<Type, Error> {
        let unknown = || malformed("Expected type name");
        let Token::Word(word) = self.token() else {
            return Err(unknown());
        };
        let name = word.to_ascii_uppercase();
        let kinds = kinds(&name).ok_or_else(unknown)?;
        self.advance();
        match name.as_str() {
            "DOUBLE" if !self.take_word("PRECISION") => return Err(unknown()),
            "CHARACTER" => drop(self.take_word("VARYING")),
            _ => {}
        }
        Ok(Type { name, place, kinds })
    }
}

/// Of each type that PartiQL has a name for.
fn kinds(name: &str) -> Option<Option<&'static [Kind]>> {
    const OTHERS: [&str; 21] = [
        "ANY",
        "BAG",
        "CHAR",
        "CHARACTER",
        "CLOB",
        "DATE",
        "DEC",
        "DECIMAL",
        "DOUBLE",
        "FLOAT",
        "INT",
        "INT4",
        "INT8",
        "INTEGER",
        "REAL",
        "SEXP",
        "SMALLINT",
        "SYMBOL",
        "TIME",
        "TIMESTAMP",
        "VARCHAR",
    ];
    let kinds: &[Kind] = match name {
        "MISSING" => &[],
        "NULL" => &[Kind::Null],
        "BOOL" | "BOOLEAN" => &[Kind::Bool],
        "STRING" => &[Kind::S],
        "NUMERIC" => &[Kind::N],
        "BLOB" => &[Kind::B],
        "LIST" => &[Kind::L],
        "STRUCT" | "TUPLE" => &[Kind::M],
        other => return OTHERS.contains(&other).then_some(None),
    };
    Some(Some(kinds))
}
