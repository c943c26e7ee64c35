//! Expressions as conditions.

use super::fault::{malformed, wrong_number, wrong_type};
use super::node::Node;
use haneul_expression::{Compare, Error, Kind, Operand, Path, Test, Value};

/// Most operands of `IN`.
const WITHIN: usize = 100;

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
            Node::IsNull(node) => Ok(Test::Type(Operand::Path(node.into_path()?), Kind::Null)),
            Node::IsMissing(node) => Ok(Test::NotExists(node.into_path()?)),
            Node::Call(name, operands) => call(&name, operands),
            _ => Err(malformed("Expected a condition")),
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
            Node::Call(name, mut operands) if name == "size" => match operands.len() {
                1 => Ok(Operand::Size(Box::new(
                    operands.swap_remove(0).into_operand()?,
                ))),
                count => Err(wrong_number("size", count)),
            },
            Node::Call(name, _) => Err(not_a_value(&name)),
            Node::Binary("+" | "-", ..) => calculated(self),
            other => other.into_value().map(Operand::Value),
        }
    }
}

fn tests(nodes: Vec<Node>) -> Result<Vec<Test>, Error> {
    nodes.into_iter().map(Node::into_test).collect()
}

fn not_a_value(name: &str) -> Error {
    Error::validation(format!(
        "The function is not allowed to be used this way in an expression; function: {name}"
    ))
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
    let operands = [left.into_operand()?, right.into_operand()?];
    if !matches!(how, Compare::Equal | Compare::NotEqual) {
        each_is(sign, &operands, Kind::is_ordered)?;
    }
    let [left, right] = operands;
    Ok(Test::Compare(how, left, right))
}

fn within(of: Node, list: Node) -> Result<Test, Error> {
    let nodes = match list {
        Node::List(nodes) | Node::Set(nodes) => nodes,
        Node::Value(Value::L(values)) => values.into_iter().map(Node::Value).collect(),
        _ => return Err(malformed("Expected a list after IN")),
    };
    if nodes.len() > WITHIN {
        return Err(Error::size(format!(
            "The IN operator is provided with too many operands; number of operands: {}",
            nodes.len()
        )));
    }
    let operands: Result<_, _> = nodes.into_iter().map(Node::into_operand).collect();
    Ok(Test::In(of.into_operand()?, operands?))
}

fn call(name: &str, operands: Vec<Node>) -> Result<Test, Error> {
    if !matches!(name, "begins_with" | "contains" | "attribute_type") {
        return Err(match name {
            "size" => not_a_value(name),
            _ => Error::validation(format!("Invalid function name; function: {name}")),
        });
    }
    let count = operands.len();
    let Ok([one, two]) = <[Node; 2]>::try_from(operands) else {
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
