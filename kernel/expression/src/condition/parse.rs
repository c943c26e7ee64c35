//! The grammar of conditions.

use super::check;
use super::{Compare, Operand, Test};
use crate::parse::{Fault, Parser, Reader, Token};
use crate::{Error, Path, Placeholders, Value, Which};

/// Most comparisons, logical operators and functions.
pub const OPERATORS: usize = 300;
/// Calls and parentheses of operands in one another: more than two are none that could be right.
const DEEPEST: usize = 32;
const REDUNDANT: &str = "The expression has redundant parentheses;";

pub fn condition(text: &str, given: &mut Placeholders, which: Which) -> Result<Test, Error> {
    let mut grammar = Grammar {
        parser: Parser::new(text, which)?,
        reader: Reader::new(which, given),
        operators: 0,
        depth: 0,
    };
    let whole = grammar.whole()?;
    let test = grammar.test(whole)?;
    grammar.parser.expect_end()?;
    grammar.reader.count_operators(grammar.operators, OPERATORS);
    grammar.reader.finish()?;
    Ok(test)
}

struct Grammar<'t, 'r, 'p> {
    parser: Parser<'t>,
    reader: Reader<'r, 'p>,
    operators: usize,
    depth: usize,
}

/// What was read, which only what follows makes a condition or an operand of one.
enum Node {
    Test(Test),
    Operand(Operand),
    Call(Call),
    /// In parentheses: those of what is again in parentheses are redundant.
    Parenthesised(Box<Node>),
}

struct Call {
    name: String,
    operands: Vec<Operand>,
}

impl Node {
    fn bare(self) -> Node {
        match self {
            Node::Parenthesised(inner) => *inner,
            other => other,
        }
    }
}

/// What has been read between two parentheses.
#[derive(Default)]
struct Level {
    /// Before the last `OR`.
    either: Vec<Test>,
    /// Between it and the last `AND`.
    both: Vec<Test>,
    /// How often what comes now is negated.
    nots: usize,
}

impl Level {
    fn is_empty(&self) -> bool {
        self.either.is_empty() && self.both.is_empty()
    }

    fn end_of_both(&mut self) {
        let both = together(std::mem::take(&mut self.both), Test::And);
        self.either.push(both);
    }
}

fn together(mut tests: Vec<Test>, how: fn(Vec<Test>) -> Test) -> Test {
    match tests.pop() {
        Some(only) if tests.is_empty() => only,
        last => {
            tests.extend(last);
            how(tests)
        }
    }
}

impl Grammar<'_, '_, '_> {
    /// With a stack of its own: an expression may be as deep as it is long.
    fn whole(&mut self) -> Result<Node, Error> {
        let mut outer: Vec<Level> = Vec::new();
        let mut level = Level::default();
        loop {
            while self.parser.take_keyword("NOT") {
                self.operators += 1;
                level.nots += 1;
            }
            if self.parser.take_sign("(") {
                outer.push(std::mem::take(&mut level));
                continue;
            }
            let start = self.atom()?;
            let mut node = self.comparison(start)?;
            loop {
                node = self.negated(node, &mut level)?;
                if self.goes_on(&mut level, &mut node)? {
                    break;
                }
                node = self.closed(node, &mut level)?;
                let Some(around) = outer.pop() else {
                    return Ok(node);
                };
                self.parser.expect_sign(")")?;
                level = around;
                let inner = self.parenthesised(node);
                node = self.comparison(inner)?;
            }
        }
    }

    fn negated(&mut self, mut node: Node, level: &mut Level) -> Result<Node, Error> {
        for _ in 0..std::mem::take(&mut level.nots) {
            node = Node::Test(Test::Not(Box::new(self.test(node)?)));
        }
        Ok(node)
    }

    /// Whether `AND` or `OR` and something more follow.
    fn goes_on(&mut self, level: &mut Level, node: &mut Node) -> Result<bool, Error> {
        let both = self.parser.is_keyword("AND");
        if !both && !self.parser.is_keyword("OR") {
            return Ok(false);
        }
        let node = std::mem::replace(node, Node::Test(Test::And(Vec::new())));
        let test = self.test(node)?;
        level.both.push(test);
        if !both {
            level.end_of_both();
        }
        self.operators += 1;
        self.parser.advance();
        Ok(true)
    }

    /// All that is between two parentheses.
    fn closed(&mut self, last: Node, level: &mut Level) -> Result<Node, Error> {
        if level.is_empty() {
            return Ok(last);
        }
        let test = self.test(last)?;
        level.both.push(test);
        level.end_of_both();
        let either = std::mem::take(&mut level.either);
        Ok(Node::Test(together(either, Test::Or)))
    }

    /// What goes on from an operand; a test stays one.
    fn comparison(&mut self, left: Node) -> Result<Node, Error> {
        if self.is_test(&left) {
            return Ok(left);
        }
        if let Some((how, sign)) = self.compare() {
            self.parser.advance();
            self.operators += 1;
            let left = self.as_operand(left);
            let right = self.operand()?;
            check::compare(&mut self.reader, how, sign, &left, &right);
            return Ok(Node::Test(Test::Compare(how, left, right)));
        }
        if self.parser.take_keyword("BETWEEN") {
            self.operators += 1;
            let left = self.as_operand(left);
            let lower = self.operand()?;
            self.parser.expect_keyword("AND")?;
            let upper = self.operand()?;
            check::between(&mut self.reader, &left, &lower, &upper);
            return Ok(Node::Test(Test::Between(left, lower, upper)));
        }
        if self.parser.take_keyword("IN") {
            self.operators += 1;
            let left = self.as_operand(left);
            let list = self.list()?;
            check::within(&mut self.reader, &left, &list);
            return Ok(Node::Test(Test::In(left, list)));
        }
        Ok(left)
    }

    fn is_test(&self, node: &Node) -> bool {
        match node {
            Node::Test(_) => true,
            Node::Parenthesised(inner) => self.is_test(inner),
            Node::Operand(_) | Node::Call(_) => false,
        }
    }

    fn compare(&self) -> Option<(Compare, &'static str)> {
        if self.parser.token() != Token::Sign {
            return None;
        }
        Some(match self.parser.text() {
            "=" => (Compare::Equal, "="),
            "<>" => (Compare::NotEqual, "<>"),
            "<" => (Compare::Less, "<"),
            "<=" => (Compare::LessOrEqual, "<="),
            ">" => (Compare::Greater, ">"),
            ">=" => (Compare::GreaterOrEqual, ">="),
            _ => return None,
        })
    }

    fn parenthesised(&mut self, inner: Node) -> Node {
        if matches!(inner, Node::Parenthesised(_)) {
            self.reader
                .complain(Fault::Parentheses, || REDUNDANT.to_owned());
            return inner;
        }
        Node::Parenthesised(Box::new(inner))
    }

    fn atom(&mut self) -> Result<Node, Error> {
        match self.parser.token() {
            Token::Value => {
                let value = self.reader.value(self.parser.advance());
                Ok(Node::Operand(Operand::Value(value)))
            }
            Token::Word if self.parser.is_any_keyword() => Err(self.parser.unexpected()),
            Token::Word => {
                let word = self.parser.advance();
                if self.parser.take_sign("(") {
                    return self.call(word).map(Node::Call);
                }
                let root = self.reader.word(word);
                let path = self.parser.steps(root, &mut self.reader)?;
                Ok(Node::Operand(Operand::Path(path)))
            }
            Token::Name => {
                let path = self.parser.path(&mut self.reader)?;
                Ok(Node::Operand(Operand::Path(path)))
            }
            _ => Err(self.parser.unexpected()),
        }
    }

    /// Where nothing but an operand can be.
    fn operand(&mut self) -> Result<Operand, Error> {
        let node = self.inner_operand()?;
        Ok(self.as_operand(node))
    }

    fn inner_operand(&mut self) -> Result<Node, Error> {
        if !self.parser.take_sign("(") {
            return self.atom();
        }
        self.deeper(Fault::Parentheses, || REDUNDANT.to_owned())?;
        let inner = self.inner_operand()?;
        self.depth -= 1;
        self.parser.expect_sign(")")?;
        Ok(self.parenthesised(inner))
    }

    fn list(&mut self) -> Result<Vec<Operand>, Error> {
        self.parser.expect_sign("(")?;
        let mut list = vec![self.operand()?];
        while self.parser.take_sign(",") {
            list.push(self.operand()?);
        }
        self.parser.expect_sign(")")?;
        Ok(list)
    }

    /// The parenthesis after the name has been taken.
    fn call(&mut self, name: &str) -> Result<Call, Error> {
        self.operators += 1;
        self.deeper(Fault::MisusedFunction, || check::misuse(name))?;
        let mut operands = vec![self.operand()?];
        while self.parser.take_sign(",") {
            operands.push(self.operand()?);
        }
        self.depth -= 1;
        self.parser.expect_sign(")")?;
        let name = name.to_owned();
        check::call(&mut self.reader, &name, &operands);
        Ok(Call { name, operands })
    }

    fn deeper(&mut self, fault: Fault, what: impl FnOnce() -> String) -> Result<(), Error> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        self.reader.complain(fault, what);
        self.reader.stop()
    }

    /// A condition; an operand is none, and something else had to follow it.
    fn test(&mut self, node: Node) -> Result<Test, Error> {
        match node.bare() {
            Node::Test(test) => Ok(test),
            Node::Call(call) => Ok(self.test_of_call(call)),
            _ => Err(self.parser.unexpected()),
        }
    }

    fn test_of_call(&mut self, call: Call) -> Test {
        let mut operands = call.operands.into_iter();
        let mut next = || operands.next().unwrap_or(Operand::Value(Value::Null));
        let path = |operand| match operand {
            Operand::Path(path) => path,
            _ => Path::attribute(""),
        };
        match call.name.as_str() {
            "attribute_exists" => Test::Exists(path(next())),
            "attribute_not_exists" => Test::NotExists(path(next())),
            "attribute_type" => {
                let operand = next();
                Test::Type(operand, check::type_named(&next()))
            }
            "begins_with" => Test::BeginsWith(next(), next()),
            "contains" => Test::Contains(next(), next()),
            other => {
                check::misused(&mut self.reader, other);
                Test::And(Vec::new())
            }
        }
    }

    fn as_operand(&mut self, node: Node) -> Operand {
        match node.bare() {
            Node::Operand(operand) => operand,
            Node::Call(call) if call.name == "size" => {
                let operand = call.operands.into_iter().next();
                Operand::Size(Box::new(operand.unwrap_or(Operand::Value(Value::Null))))
            }
            Node::Call(call) => {
                check::misused(&mut self.reader, &call.name);
                Operand::Value(Value::Null)
            }
            Node::Test(_) | Node::Parenthesised(_) => Operand::Value(Value::Null),
        }
    }
}
