//! Expressions as conditions.

use super::fault::{
    malformed, misused_function, needs_path, unknown_function, wrong_number, wrong_type,
};
use super::node::{Call, Node};
use super::types::Type;
use haneul_expression::{Compare, Error, Kind, Operand, Path, Test, Value};

/// Most operands of `IN`.
const WITHIN: usize = 100;
/// Functions that are conditions.
const TESTS: [&str; 5] = [
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
];

impl Node {
    pub fn into_test(self) -> Result<Test, Error> {
        match self {
            Node::And(nodes) => tests(nodes).map(Test::And),
            Node::Or(nodes) => tests(nodes).map(Test::Or),
            Node::Binary(sign, left, right) => compare(sign, *left, *right),
            Node::Not(node) => Ok(Test::Not(Box::new(node.into_test()?))),
            Node::Between(of, lower, upper) => {
                let operands = [
                    of.into_operand()?,
                    lower.into_operand()?,
                    upper.into_operand()?,
                ];
                each_is("BETWEEN", &operands, Kind::is_ordered)?;
                let [of, lower, upper] = operands;
                Ok(Test::Between(of, lower, upper))
            }
            Node::In(of, list) => within(*of, *list),
            Node::Is(node, of) => is(node.into_path()?, of),
            Node::Call(function) => call(function),
            _ => Err(malformed("Expected a condition")),
        }
    }

    fn is_test(&self) -> bool {
        match self {
            Node::And(_) | Node::Or(_) | Node::Not(_) => true,
            Node::Between(..) | Node::In(..) | Node::Is(..) => true,
            Node::Binary(sign, ..) => !matches!(*sign, "+" | "-"),
            Node::Call(call) => TESTS.contains(&call.name.as_str()),
            _ => false,
        }
    }

    fn into_path(self) -> Result<Path, Error> {
        match self {
            Node::Path(path) => Ok(path),
            _ => Err(malformed("Expected identifier for simple path")),
        }
    }

    fn into_operand(self) -> Result<Operand, Error> {
        match self {
            Node::Path(path) => Ok(Operand::Path(path)),
            Node::Call(mut size) if size.name == "size" => match size.operands.len() {
                1 => Ok(Operand::Size(Box::new(
                    size.operands.swap_remove(0).into_operand()?,
                ))),
                count => Err(wrong_number("size", count)),
            },
            Node::Call(test) if TESTS.contains(&test.name.as_str()) => {
                Err(misused_function(&test.name))
            }
            Node::Call(other) => Err(unknown_function(&other.name, other.place)),
            Node::Binary("+" | "-", ..) => calculated(self),
            other => other.into_value().map(Operand::Value),
        }
    }
}

fn tests(nodes: Vec<Node>) -> Result<Vec<Test>, Error> {
    nodes.into_iter().map(Node::into_test).collect()
}

fn is(path: Path, of: Type) -> Result<Test, Error> {
    match of.kinds {
        Some([]) => Ok(Test::NotExists(path)),
        Some([kind, ..]) => Ok(Test::Type(Operand::Path(path), *kind)),
        None => Err(Error::validation(format!(
            "Unsupported data type for IS operator: {}. Supported data types are [MISSING, NULL, \
             BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at {}",
            of.name, of.place
        ))),
    }
}

/// Of numbers that are all written out: DynamoDB's conditions do not calculate.
fn calculated(node: Node) -> Result<Operand, Error> {
    let Node::Binary(sign, left, right) = node else {
        return node.into_operand();
    };
    match (left.into_operand()?, right.into_operand()?) {
        (Operand::Value(Value::N(left)), Operand::Value(Value::N(right))) => {
            let number = match sign {
                "+" => left.add(&right)?,
                _ => left.sub(&right)?,
            };
            Ok(Operand::Value(Value::N(number)))
        }
        (Operand::Value(value), _) | (_, Operand::Value(value)) if value.kind() != Kind::N => {
            Err(wrong_type(sign, value.kind()))
        }
        _ => Err(malformed("Expected a literal value")),
    }
}

fn compare(sign: &'static str, left: Node, right: Node) -> Result<Test, Error> {
    let how = match sign {
        "=" => Compare::Equal,
        "<>" | "!=" => Compare::NotEqual,
        "<" => Compare::Less,
        "<=" => Compare::LessOrEqual,
        ">" => Compare::Greater,
        ">=" => Compare::GreaterOrEqual,
        _ => return Err(malformed("Expected a condition")),
    };
    if left.is_test() || right.is_test() {
        return compare_tests(how, sign, left, right);
    }
    let operands = [left.into_operand()?, right.into_operand()?];
    if !matches!(how, Compare::Equal | Compare::NotEqual) {
        each_is(sign, &operands, Kind::is_ordered)?;
    }
    let [left, right] = operands;
    Ok(Test::Compare(how, left, right))
}

/// What is a condition has `true` or `false` as its value.
fn compare_tests(how: Compare, sign: &str, left: Node, right: Node) -> Result<Test, Error> {
    if !matches!(how, Compare::Equal | Compare::NotEqual) {
        return Err(wrong_type(sign, Kind::Bool));
    }
    let (test, other) = match left.is_test() {
        true => (left, right),
        false => (right, left),
    };
    let test = test.into_test()?;
    let same = |test, other| Test::Same(Box::new(test), Box::new(other));
    let equal = match other.is_test() {
        true => same(test, other.into_test()?),
        false => match other.into_operand()? {
            Operand::Value(Value::Bool(true)) => test,
            Operand::Value(Value::Bool(false)) => Test::Not(Box::new(test)),
            Operand::Value(_) => Test::Or(Vec::new()),
            operand => {
                let is_bool = Test::Type(operand.clone(), Kind::Bool);
                let holds = Operand::Value(Value::Bool(true));
                let holds = Test::Compare(Compare::Equal, operand, holds);
                Test::And(vec![is_bool, same(test, holds)])
            }
        },
    };
    Ok(match how {
        Compare::Equal => equal,
        _ => Test::Not(Box::new(equal)),
    })
}

fn within(of: Node, list: Node) -> Result<Test, Error> {
    let nodes = match list {
        Node::List(nodes) | Node::Set(nodes) => nodes,
        Node::Value(Value::L(values)) | Node::Parameter(Value::L(values), _) => {
            values.into_iter().map(Node::Value).collect()
        }
        _ => return Err(malformed("Expected a list after IN")),
    };
    if nodes.len() > WITHIN {
        return Err(Error::size(format!(
            "The IN operator is provided with too many operands; number of operands: {}",
            nodes.len()
        )));
    }
    let operands: Vec<Operand> = nodes
        .into_iter()
        .map(Node::into_operand)
        .collect::<Result<_, _>>()?;
    if of.is_test() {
        return Ok(one_of(of.into_test()?, &operands));
    }
    Ok(Test::In(of.into_operand()?, operands))
}

/// Whether a condition's value is among these.
fn one_of(test: Test, list: &[Operand]) -> Test {
    let lists = |value: bool| list.contains(&Operand::Value(Value::Bool(value)));
    match (lists(true), lists(false)) {
        (true, true) => Test::And(Vec::new()),
        (true, false) => test,
        (false, true) => Test::Not(Box::new(test)),
        (false, false) => Test::Or(Vec::new()),
    }
}

fn call(function: Call) -> Result<Test, Error> {
    let (name, count) = (function.name.as_str(), function.operands.len());
    if !TESTS.contains(&name) {
        return Err(match name {
            "size" => misused_function(name),
            _ => unknown_function(name, function.place),
        });
    }
    if name.ends_with("_exists") {
        let Ok([of]) = <[Node; 1]>::try_from(function.operands) else {
            return Err(wrong_number(name, count));
        };
        return match of {
            Node::Path(path) if name == "attribute_exists" => Ok(Test::Exists(path)),
            Node::Path(path) => Ok(Test::NotExists(path)),
            _ => Err(needs_path(name)),
        };
    }
    let Ok([one, two]) = <[Node; 2]>::try_from(function.operands) else {
        return Err(wrong_number(name, count));
    };
    let operands = [one.into_operand()?, two.into_operand()?];
    if name == "begins_with" {
        each_is(name, &operands, |kind| matches!(kind, Kind::S | Kind::B))?;
    }
    let [one, two] = operands;
    match name {
        "begins_with" => Ok(Test::BeginsWith(one, two)),
        "contains" => Ok(Test::Contains(one, two)),
        _ => Ok(Test::Type(one, kind_named(two)?)),
    }
}

fn kind_named(operand: Operand) -> Result<Kind, Error> {
    match operand {
        Operand::Value(Value::S(name)) => Kind::of_name(&name).ok_or_else(|| {
            Error::validation(format!(
                "Invalid attribute type name found; type: {name}, valid types: \
                 {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
            ))
        }),
        Operand::Value(other) => Err(wrong_type("attribute_type", other.kind())),
        Operand::Path(_) | Operand::Size(_) => Err(malformed("Expected a literal value")),
    }
}

/// Of what is known without an item.
fn each_is(name: &str, operands: &[Operand], may: impl Fn(Kind) -> bool) -> Result<(), Error> {
    for operand in operands {
        match operand {
            Operand::Value(value) if !may(value.kind()) => {
                return Err(wrong_type(name, value.kind()));
            }
            Operand::Size(_) if !may(Kind::N) => return Err(wrong_type(name, Kind::N)),
            _ => {}
        }
    }
    Ok(())
}
