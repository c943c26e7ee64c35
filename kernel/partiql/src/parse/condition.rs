//! Expressions as conditions.

use super::fault::{
    malformed, misused_function, needs_path, unknown_function, wrong_number, wrong_type,
};
use super::node::{Call, Node};
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
            Node::Is(node, kinds) => is(node.into_path()?, kinds),
            Node::Call(function) => call(function),
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

fn is(path: Path, kinds: &[Kind]) -> Result<Test, Error> {
    let of = |kind: &Kind| Test::Type(Operand::Path(path.clone()), *kind);
    Ok(match kinds {
        [] => Test::NotExists(path),
        [one] => of(one),
        several => Test::Or(several.iter().map(of).collect()),
    })
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
    let (left, right) = match (how, left, right) {
        (Compare::Equal, Node::Call(test), Node::Value(Value::Bool(value)))
        | (Compare::Equal, Node::Value(Value::Bool(value)), Node::Call(test))
            if TESTS.contains(&test.name.as_str()) =>
        {
            let test = call(test)?;
            return Ok(match value {
                true => test,
                false => Test::Not(Box::new(test)),
            });
        }
        (_, left, right) => (left, right),
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
