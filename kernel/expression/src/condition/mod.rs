//! Conditions and filters.

mod check;
mod evaluate;
mod parse;

use crate::{Error, Item, Kind, Path, Placeholders, Value, Which};

pub(crate) use check::{no_path, wrong_number, wrong_type};
pub(crate) use parse::{OPERATORS, condition as read};

/// What an item must be like.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare(Compare, Operand, Operand),
    /// Lower and upper bound are part of it.
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    NotExists(Path),
    Type(Operand, Kind),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
    /// Both hold or neither does. Only PartiQL has it.
    Same(Box<Test>, Box<Test>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Path(Path),
    Value(Value),
    Size(Box<Operand>),
}

impl Compare {
    /// The same with its operands changed round.
    pub fn turned(self) -> Compare {
        match self {
            Compare::Less => Compare::Greater,
            Compare::LessOrEqual => Compare::GreaterOrEqual,
            Compare::Greater => Compare::Less,
            Compare::GreaterOrEqual => Compare::LessOrEqual,
            Compare::Equal | Compare::NotEqual => self,
        }
    }
}

impl Condition {
    pub fn parse(text: &str, placeholders: &mut Placeholders, which: Which) -> Result<Self, Error> {
        let test = parse::condition(text, placeholders, which)?;
        Ok(Condition { test })
    }

    pub fn new(test: Test) -> Self {
        Condition { test }
    }

    pub fn test(&self) -> &Test {
        &self.test
    }

    /// What is not there, or not of the kind that is asked for, makes a comparison false.
    pub fn holds(&self, item: &Item) -> Result<bool, Error> {
        Ok(self.test.holds(item))
    }

    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let mut paths = Vec::new();
        self.test.collect(&mut paths);
        paths.into_iter()
    }
}

impl Test {
    fn collect<'t>(&'t self, paths: &mut Vec<&'t Path>) {
        match self {
            Test::And(tests) | Test::Or(tests) => {
                tests.iter().for_each(|test| test.collect(paths));
            }
            Test::Not(test) => test.collect(paths),
            Test::Same(one, two) => {
                one.collect(paths);
                two.collect(paths);
            }
            Test::Exists(path) | Test::NotExists(path) => paths.push(path),
            Test::Type(operand, _) => operand.collect(paths),
            Test::Compare(_, one, two) | Test::BeginsWith(one, two) | Test::Contains(one, two) => {
                one.collect(paths);
                two.collect(paths);
            }
            Test::Between(operand, lower, upper) => {
                [operand, lower, upper]
                    .into_iter()
                    .for_each(|o| o.collect(paths));
            }
            Test::In(operand, list) => {
                operand.collect(paths);
                list.iter().for_each(|operand| operand.collect(paths));
            }
        }
    }
}

impl Operand {
    fn collect<'o>(&'o self, paths: &mut Vec<&'o Path>) {
        match self {
            Operand::Path(path) => paths.push(path),
            Operand::Size(operand) => operand.collect(paths),
            Operand::Value(_) => {}
        }
    }
}
