//! The grammar of updates.

use super::{Action, Operand};
use crate::condition::{OPERATORS, no_path, wrong_number, wrong_type};
use crate::parse::{Fault, Parser, Reader, Token};
use crate::projection::clash;
use crate::{Error, Kind, Path, Placeholders, Value, Which};

const SECTIONS: [&str; 4] = ["SET", "REMOVE", "ADD", "DELETE"];
/// Parentheses and calls in one another. Where this refuses what there are not too many operators for,
/// AWS has not been asked.
const DEEPEST: usize = 200;

pub fn update(text: &str, given: &mut Placeholders) -> Result<Vec<Action>, Error> {
    let which = Which::UpdateExpression;
    let mut grammar = Grammar {
        parser: Parser::new(text, which)?,
        reader: Reader::new(which, given),
        operators: 0,
        depth: 0,
        actions: Vec::new(),
        enclosed: None,
    };
    grammar.sections()?;
    if let Some((fault, text)) = clash(grammar.actions.iter().map(Action::path)) {
        grammar.reader.complain(fault, || text);
    }
    grammar.reader.count_operators(grammar.operators, OPERATORS);
    grammar.reader.finish()?;
    Ok(grammar.actions)
}

struct Grammar<'t, 'r, 'p> {
    parser: Parser<'t>,
    reader: Reader<'r, 'p>,
    operators: usize,
    depth: usize,
    actions: Vec<Action>,
    /// From where to where the parentheses reach that were closed last.
    enclosed: Option<(usize, usize)>,
}

impl Grammar<'_, '_, '_> {
    fn sections(&mut self) -> Result<(), Error> {
        let mut seen = [false; SECTIONS.len()];
        loop {
            let found = SECTIONS
                .iter()
                .position(|section| self.parser.is_keyword(section));
            let number = found.ok_or_else(|| self.parser.unexpected())?;
            self.parser.advance();
            let section = SECTIONS[number];
            if std::mem::replace(&mut seen[number], true) {
                self.reader.complain(Fault::Section, || {
                    format!(
                        "The \"{section}\" section can only be used once in an update expression;"
                    )
                });
            }
            self.section(section)?;
            if self.parser.is_end() {
                return Ok(());
            }
        }
    }

    fn section(&mut self, section: &str) -> Result<(), Error> {
        loop {
            let path = self.parser.path(&mut self.reader)?;
            let action = match section {
                "SET" => self.set(path)?,
                "REMOVE" => Action::Remove(path),
                "ADD" => {
                    let addable = |kind: Kind| kind == Kind::N || kind.is_set();
                    Action::Add(path, self.value_of(section, addable)?)
                }
                _ => Action::Delete(path, self.value_of(section, Kind::is_set)?),
            };
            self.actions.push(action);
            if !self.parser.take_sign(",") {
                return Ok(());
            }
        }
    }

    /// What `ADD` and `DELETE` take.
    fn value_of(&mut self, section: &str, may: impl Fn(Kind) -> bool) -> Result<Value, Error> {
        if self.parser.token() != Token::Value {
            return Err(self.parser.unexpected());
        }
        let value = self.reader.value(self.parser.advance());
        if !may(value.kind()) {
            self.reader.complain(Fault::Operand, || {
                format!(
                    "Incorrect operand type for operator or function; operator: {section}, \
                     operand type: {}, typeSet: ALLOWED_FOR_{section}_OPERAND",
                    long_name(value.kind())
                )
            });
        }
        Ok(value)
    }

    fn set(&mut self, path: Path) -> Result<Action, Error> {
        self.parser.expect_sign("=")?;
        let value = self.sum()?;
        Ok(Action::Set(path, value))
    }

    /// One operand, or two with a sign between them.
    fn sum(&mut self) -> Result<Operand, Error> {
        let left = self.operand()?;
        let sign = match self.parser.token() {
            Token::Sign if self.parser.is_sign("+") => "+",
            Token::Sign if self.parser.is_sign("-") => "-",
            _ => return Ok(left),
        };
        self.parser.advance();
        self.operators += 1;
        let right = self.operand()?;
        self.each_is(sign, [&left, &right], Kind::N);
        let (left, right) = (Box::new(left), Box::new(right));
        Ok(match sign {
            "+" => Operand::Plus(left, right),
            _ => Operand::Minus(left, right),
        })
    }

    fn operand(&mut self) -> Result<Operand, Error> {
        match self.parser.token() {
            Token::Value => Ok(Operand::Value(self.reader.value(self.parser.advance()))),
            Token::Name => self.parser.path(&mut self.reader).map(Operand::Path),
            Token::Word if self.parser.is_any_keyword() => Err(self.parser.unexpected()),
            Token::Word => {
                let word = self.parser.advance();
                if self.parser.take_sign("(") {
                    return self.call(word);
                }
                let root = self.reader.word(word);
                self.parser.steps(root, &mut self.reader).map(Operand::Path)
            }
            Token::Sign if self.parser.is_sign("(") => self.parenthesised(),
            _ => Err(self.parser.unexpected()),
        }
    }

    fn parenthesised(&mut self) -> Result<Operand, Error> {
        let opened = self.parser.place();
        self.parser.advance();
        self.deeper()?;
        let start = self.parser.place();
        let value = self.sum()?;
        self.depth -= 1;
        if self.enclosed == Some((start, self.parser.passed())) {
            self.redundant();
        }
        self.parser.expect_sign(")")?;
        self.enclosed = Some((opened, self.parser.passed()));
        Ok(value)
    }

    fn redundant(&mut self) {
        let redundant = || "The expression has redundant parentheses;".to_owned();
        self.reader.complain(Fault::Parentheses, redundant);
    }

    fn deeper(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        self.reader.count_operators(self.operators, OPERATORS);
        self.redundant();
        self.reader.stop()
    }

    fn call(&mut self, name: &str) -> Result<Operand, Error> {
        self.operators += 1;
        self.deeper()?;
        let mut operands = vec![self.operand()?];
        while self.parser.take_sign(",") {
            operands.push(self.operand()?);
        }
        self.depth -= 1;
        self.parser.expect_sign(")")?;
        Ok(self.called(name, operands))
    }

    fn called(&mut self, name: &str, operands: Vec<Operand>) -> Operand {
        let none = Operand::Value(Value::Null);
        if !matches!(name, "if_not_exists" | "list_append") {
            self.not_a_function(name);
            return none;
        }
        let count = operands.len();
        let Ok([one, two]) = <[Operand; 2]>::try_from(operands) else {
            self.reader
                .complain(Fault::Operand, || wrong_number(name, count));
            return none;
        };
        if name == "list_append" {
            self.each_is(name, [&one, &two], Kind::L);
            return Operand::ListAppend(Box::new(one), Box::new(two));
        }
        let Operand::Path(path) = one else {
            self.reader.complain(Fault::Operand, || no_path(name));
            return none;
        };
        Operand::IfNotExists(path, Box::new(two))
    }

    fn not_a_function(&mut self, name: &str) {
        let other = matches!(
            name,
            "attribute_exists"
                | "attribute_not_exists"
                | "attribute_type"
                | "begins_with"
                | "contains"
                | "size"
        );
        self.reader
            .complain(Fault::UnknownFunction, || match other {
                true => {
                    format!("The function is not allowed in an update expression; function: {name}")
                }
                false => format!("Invalid function name; function: {name}"),
            });
    }

    fn each_is(&mut self, name: &str, operands: [&Operand; 2], wanted: Kind) {
        let kinds = operands.into_iter().filter_map(Operand::kind);
        if let Some(kind) = kinds.into_iter().find(|kind| *kind != wanted) {
            self.reader
                .complain(Fault::Operand, || wrong_type(name, kind));
        }
    }
}

impl Operand {
    /// What the operand is whatever the item.
    fn kind(&self) -> Option<Kind> {
        match self {
            Operand::Value(value) => Some(value.kind()),
            Operand::ListAppend(..) => Some(Kind::L),
            Operand::Plus(..) | Operand::Minus(..) => Some(Kind::N),
            Operand::Path(_) | Operand::IfNotExists(..) => None,
        }
    }
}

fn long_name(kind: Kind) -> &'static str {
    match kind {
        Kind::S => "STRING",
        Kind::N => "NUMBER",
        Kind::B => "BINARY",
        Kind::Bool => "BOOLEAN",
        Kind::Null => "NULL",
        Kind::M => "MAP",
        Kind::L => "LIST",
        Kind::Ss => "STRING_SET",
        Kind::Ns => "NUMBER_SET",
        Kind::Bs => "BINARY_SET",
    }
}
