//! Reading statements. The words of what is not well formed are those of PartiQL's own parser, which
//! DynamoDB repeats.

mod condition;
mod cursor;
mod fault;
mod node;
mod path;
mod token;
mod types;
mod update;
mod value;

use crate::keywords::is_keyword;
use crate::statement::{
    Column, Columns, Delete, Insert, Order, Returning, Select, Statement, Update,
};
use cursor::{Cursor, Place};
use fault::{malformed, unsupported};
use haneul_expression::{self as expression, Error, Step, Value};
use node::Node;
use token::Token;
use update::Written;

const NO_STATEMENT: &str = "Expected data manipulation";

pub fn statement(text: &str, parameters: &[Value]) -> Result<Statement, Error> {
    let mut cursor = Cursor::new(text, parameters)?;
    cursor.statement()
}

impl Cursor<'_> {
    fn statement(&mut self) -> Result<Statement, Error> {
        if self.take_word("SELECT") {
            self.select(false).map(Statement::Select)
        } else if self.take_word("INSERT") {
            self.insert().map(Statement::Insert)
        } else if self.take_word("UPDATE") {
            self.update().map(Statement::Update)
        } else if self.take_word("DELETE") {
            self.delete().map(Statement::Delete)
        } else if self.take_word("EXISTS") {
            self.expect_sign("(", "LEFT_PAREN")?;
            if !self.take_word("SELECT") {
                return Err(malformed("Unexpected term"));
            }
            self.select(true).map(Statement::Exists)
        } else if self.take_word("FROM") {
            self.update_from().map(Statement::Update)
        } else {
            match self.expression() {
                Ok(Node::Is(..)) if self.expect_end().is_ok() => {
                    Err(Error::validation("Unsupported operation: IsType"))
                }
                _ => Err(malformed(NO_STATEMENT)),
            }
        }
    }

    /// The grammar comes before all else that is refused.
    fn finish(&mut self) -> Result<(), Error> {
        self.expect_end()?;
        match self.aliased {
            true => Err(Error::validation("Aliasing is not supported")),
            false => Ok(()),
        }
    }

    fn select(&mut self, nested: bool) -> Result<Select, Error> {
        for word in ["DISTINCT", "VALUE"] {
            if self.is_word(word) {
                return Err(unsupported(&format!("clause: {word}"), self.place()));
            }
        }
        let columns = self.columns()?;
        if !self.take_word("FROM") {
            return Err(malformed("Expected FROM after SELECT list"));
        }
        match self.token() {
            Token::Word(word) if is_keyword(word) => return Err(malformed("Unexpected keyword")),
            Token::End | Token::Sign(_) => return Err(malformed("Unexpected term")),
            _ => {}
        }
        let (table, index) = self.source()?;
        self.alias()?;
        let condition = self.condition()?;
        let order = self.order()?;
        for word in ["GROUP", "HAVING", "LIMIT", "LET", "JOIN"] {
            if self.is_word(word) {
                return Err(unsupported(&format!("clause: {word}"), self.place()));
            }
        }
        if nested {
            self.expect_sign(")", "RIGHT_PAREN")?;
        }
        self.finish()?;
        Ok(Select {
            table,
            index,
            columns: match columns {
                Some(columns) => {
                    Columns::Some(columns.into_iter().map(column).collect::<Result<_, _>>()?)
                }
                None => Columns::All,
            },
            condition: condition.map(Node::into_test).transpose()?,
            order,
        })
    }

    /// None of `*`.
    fn columns(&mut self) -> Result<Option<Vec<(Node, Place)>>, Error> {
        if self.is_word("FROM") {
            return Err(malformed("Unexpected keyword"));
        }
        let alone = "Other expressions may not be present in the select list when '*' is used without \
                     dot notation.";
        if self.take_sign("*") {
            return match self.is_sign(",") {
                true => Err(malformed(alone)),
                false => Ok(None),
            };
        }
        let mut columns = Vec::new();
        loop {
            if self.is_sign("*") {
                return Err(malformed(alone));
            }
            let place = self.place();
            columns.push((self.expression()?, place));
            if !self.take_sign(",") {
                return Ok(Some(columns));
            }
        }
    }

    /// Another name of the table, which DynamoDB refuses.
    fn alias(&mut self) -> Result<(), Error> {
        let named = self.take_word("AS");
        match self.take_name() {
            Some(_) => self.aliased = true,
            None if named => return Err(malformed("Expected identifier for alias")),
            None => {}
        }
        Ok(())
    }

    /// A table, and an index of it.
    fn source(&mut self) -> Result<(String, Option<String>), Error> {
        let mut parts = Vec::new();
        loop {
            let name = self.take_name();
            let message = match parts.is_empty() {
                true => "Expected identifier for simple path",
                false => "Invalid path dot component",
            };
            parts.push(name.ok_or_else(|| malformed(message))?);
            if !self.take_sign(".") {
                break;
            }
        }
        if parts.len() > 2 {
            return Err(Error::validation(
                "A path may contain at most 2 components in the FROM clause",
            ));
        }
        if parts.iter().any(String::is_empty) {
            return Err(Error::validation(
                "Path component cannot be an empty string",
            ));
        }
        let mut parts = parts.into_iter();
        Ok((parts.next().unwrap_or_default(), parts.next()))
    }

    /// A table alone.
    fn table(&mut self) -> Result<String, Error> {
        let place = self.place();
        match self.source()? {
            (table, None) => Ok(table),
            (_, Some(_)) => Err(unsupported("index in a writing statement", place)),
        }
    }

    fn condition(&mut self) -> Result<Option<Node>, Error> {
        match self.take_word("WHERE") {
            true => self.expression().map(Some),
            false => Ok(None),
        }
    }

    fn order(&mut self) -> Result<Vec<Order>, Error> {
        let mut order = Vec::new();
        if !self.take_word("ORDER") {
            return Ok(order);
        }
        if !self.take_word("BY") {
            return Err(malformed("Expected BY"));
        }
        loop {
            let place = self.place();
            let path = self.simple_path()?;
            if !path.is_attribute() {
                return Err(unsupported("path in ORDER BY", place));
            }
            let descending = self.take_word("DESC");
            if !descending {
                self.take_word("ASC");
            }
            order.push(Order {
                attribute: path.root().to_owned(),
                descending,
            });
            if !self.take_sign(",") {
                return Ok(order);
            }
        }
    }

    fn insert(&mut self) -> Result<Insert, Error> {
        if !self.take_word("INTO") {
            return Err(malformed(NO_STATEMENT));
        }
        let table = self.table()?;
        let single = self.take_word("VALUE");
        let place = self.place();
        let value = self.expression()?;
        let returning = self.returning()?;
        self.finish()?;
        if returning.is_some() {
            return Err(Error::validation("RETURNING is not supported in INSERT"));
        }
        if !single {
            return Err(unsupported(
                "operation: Inserting multiple items in a single statement is not supported, use \
                 \"INSERT INTO tableName VALUE item\" instead",
                place,
            ));
        }
        match value {
            Node::Map(members) => Ok(Insert {
                table,
                item: value::item(members)?,
            }),
            Node::Parameter(Value::M(item), _) => Ok(Insert { table, item }),
            _ => Err(unsupported("value of INSERT: an item is a map", place)),
        }
    }

    fn update(&mut self) -> Result<Update, Error> {
        let table = self.table()?;
        self.alias()?;
        let actions = self.written()?;
        let condition = self.condition()?;
        self.updated(table, actions, condition)
    }

    /// `FROM table WHERE … SET …`
    fn update_from(&mut self) -> Result<Update, Error> {
        let table = self.table()?;
        self.alias()?;
        let condition = self.condition()?;
        let actions = self.written()?;
        self.updated(table, actions, condition)
    }

    fn updated(
        &mut self,
        table: String,
        actions: Vec<Written>,
        condition: Option<Node>,
    ) -> Result<Update, Error> {
        let returning = self.returning()?;
        self.finish()?;
        Ok(Update {
            table,
            update: expression::Update::new(update::actions(actions)?),
            condition: condition.map(Node::into_test).transpose()?,
            returning,
        })
    }

    fn delete(&mut self) -> Result<Delete, Error> {
        if !self.take_word("FROM") {
            return Err(malformed("Expected FROM after DELETE"));
        }
        let table = self.table()?;
        self.alias()?;
        let condition = self.condition()?;
        let returning = self.returning()?;
        self.finish()?;
        if let Some(other) = returning.filter(|returning| *returning != Returning::AllOld) {
            return Err(Error::validation(format!(
                "Invalid returning clause: {}. Only RETURNING ALL OLD * is allowed in DELETE \
                 statements.",
                other.text()
            )));
        }
        Ok(Delete {
            table,
            condition: condition.map(Node::into_test).transpose()?,
            returning,
        })
    }

    fn returning(&mut self) -> Result<Option<Returning>, Error> {
        if !self.take_word("RETURNING") {
            return Ok(None);
        }
        let strange =
            || malformed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.");
        let all = self.take_word("ALL");
        if !all && !self.take_word("MODIFIED") {
            return Err(strange());
        }
        let old = self.take_word("OLD");
        if !old && !self.take_word("NEW") {
            return Err(strange());
        }
        if !self.take_sign("*") {
            return Err(malformed("Unsupported syntax in RETURNING columns."));
        }
        Ok(Some(match (all, old) {
            (true, true) => Returning::AllOld,
            (true, false) => Returning::AllNew,
            (false, true) => Returning::ModifiedOld,
            (false, false) => Returning::ModifiedNew,
        }))
    }
}

impl Returning {
    fn text(self) -> &'static str {
        match self {
            Returning::AllOld => "RETURNING ALL OLD *",
            Returning::AllNew => "RETURNING ALL NEW *",
            Returning::ModifiedOld => "RETURNING MODIFIED OLD *",
            Returning::ModifiedNew => "RETURNING MODIFIED NEW *",
        }
    }
}

fn column((node, place): (Node, Place)) -> Result<Column, Error> {
    let Node::Path(path) = node else {
        return Err(Error::validation(format!(
            "Unexpected path component at {place}"
        )));
    };
    let mut name = path.root().to_owned();
    for step in path.steps() {
        match step {
            Step::Name(step) => name.clone_from(step),
            Step::Index(index) => name.push_str(&format!("[{index}]")),
        }
    }
    Ok(Column { path, name })
}
