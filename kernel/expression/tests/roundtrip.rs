//! Conditions and updates written from trees are read as the same trees.

use haneul_expression::{
    Action, Assigned, Compare, Condition, Item, Kind, Number, Operand, Path, Placeholders, Step,
    Test, Update, Value, Which,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Writes what has been made up, with placeholders for all names and values.
#[derive(Default)]
struct Writer {
    names: BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
}

impl Writer {
    fn name(&mut self, name: &str) -> String {
        let key = format!("#n{}", self.names.len());
        self.names.insert(key.clone(), name.to_owned());
        key
    }

    fn value(&mut self, value: &Value) -> String {
        let key = format!(":v{}", self.values.len());
        self.values.insert(key.clone(), value.clone());
        key
    }

    fn path(&mut self, path: &Path) -> String {
        let mut out = self.name(path.root());
        for step in path.steps() {
            match step {
                Step::Name(name) => out.push_str(&format!(".{}", self.name(name))),
                Step::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }

    fn operand(&mut self, operand: &Operand) -> String {
        match operand {
            Operand::Path(path) => self.path(path),
            Operand::Value(value) => self.value(value),
            Operand::Size(operand) => format!("size({})", self.operand(operand)),
        }
    }

    fn operands(&mut self, list: &[Operand]) -> String {
        list.iter()
            .map(|operand| self.operand(operand))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn joined(&mut self, tests: &[Test], by: &str) -> String {
        let parts: Vec<_> = tests.iter().map(|test| self.inner(test)).collect();
        parts.join(by)
    }

    /// In parentheses where it is made of others.
    fn inner(&mut self, test: &Test) -> String {
        match test {
            Test::And(_) | Test::Or(_) => format!("({})", self.test(test)),
            _ => self.test(test),
        }
    }

    fn test(&mut self, test: &Test) -> String {
        match test {
            Test::And(tests) => self.joined(tests, " AND "),
            Test::Or(tests) => self.joined(tests, " or "),
            Test::Not(test) => format!("NOT {}", self.inner(test)),
            Test::Compare(how, one, two) => {
                let sign = match how {
                    Compare::Equal => "=",
                    Compare::NotEqual => "<>",
                    Compare::Less => "<",
                    Compare::LessOrEqual => "<=",
                    Compare::Greater => ">",
                    Compare::GreaterOrEqual => ">=",
                };
                format!("{}{sign}{}", self.operand(one), self.operand(two))
            }
            Test::Between(of, lower, upper) => {
                let [of, lower, upper] = [of, lower, upper].map(|operand| self.operand(operand));
                format!("{of} BETWEEN {lower} AND {upper}")
            }
            Test::In(of, list) => format!("{} IN ({})", self.operand(of), self.operands(list)),
            Test::Exists(path) => format!("attribute_exists({})", self.path(path)),
            Test::NotExists(path) => format!("attribute_not_exists({})", self.path(path)),
            Test::Type(of, kind) => {
                let kind = self.value(&Value::S(kind.name().to_owned()));
                format!("attribute_type({}, {kind})", self.operand(of))
            }
            Test::BeginsWith(one, two) => {
                format!("begins_with({}, {})", self.operand(one), self.operand(two))
            }
            Test::Contains(one, two) => {
                format!("contains({}, {})", self.operand(one), self.operand(two))
            }
            Test::Same(..) => unreachable!("no expression has it"),
        }
    }

    fn assigned(&mut self, assigned: &Assigned) -> String {
        match assigned {
            Assigned::Value(value) => self.value(value),
            Assigned::Path(path) => self.path(path),
            Assigned::IfNotExists(path, other) => {
                format!(
                    "if_not_exists({}, {})",
                    self.path(path),
                    self.assigned(other)
                )
            }
            Assigned::ListAppend(one, two) => {
                format!(
                    "list_append({}, {})",
                    self.assigned(one),
                    self.assigned(two)
                )
            }
            Assigned::Plus(one, two) => self.sum(one, "+", two),
            Assigned::Minus(one, two) => self.sum(one, "-", two),
        }
    }

    fn sum(&mut self, one: &Assigned, sign: &str, two: &Assigned) -> String {
        let mut inner = |part: &Assigned| match part {
            Assigned::Plus(..) | Assigned::Minus(..) => format!("({})", self.assigned(part)),
            _ => self.assigned(part),
        };
        format!("{} {sign} {}", inner(one), inner(two))
    }
}

fn path() -> impl Strategy<Value = Path> {
    let step = prop_oneof![
        "[a-c]{1,2}".prop_map(Step::Name),
        (0usize..5).prop_map(Step::Index)
    ];
    ("[a-d.]{1,3}", prop::collection::vec(step, 0..3))
        .prop_map(|(root, steps)| Path::new(root, steps))
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-c]{0,3}".prop_map(Value::S),
        any::<i64>().prop_map(|whole| Value::N(Number::from(whole))),
    ]
}

/// Paths that differ from one another, as operands of one test must.
fn operand(mark: &'static str) -> impl Strategy<Value = Operand> {
    let marked = move || {
        path().prop_map(move |path| {
            Path::new(format!("{mark}{}", path.root()), path.steps().to_vec())
        })
    };
    prop_oneof![
        marked().prop_map(Operand::Path),
        scalar().prop_map(Operand::Value),
        marked().prop_map(|path| Operand::Size(Box::new(Operand::Path(path)))),
    ]
}

fn text_operand(mark: &'static str) -> impl Strategy<Value = Operand> {
    prop_oneof![
        path().prop_map(move |path| Operand::Path(Path::attribute(format!("{mark}{path}")))),
        "[a-c]{0,3}".prop_map(|text| Operand::Value(Value::S(text))),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::S,
        Kind::N,
        Kind::B,
        Kind::Bool,
        Kind::Null,
        Kind::M,
        Kind::L,
    ])
}

fn how() -> impl Strategy<Value = Compare> {
    prop::sample::select(vec![
        Compare::Equal,
        Compare::NotEqual,
        Compare::Less,
        Compare::LessOrEqual,
        Compare::Greater,
        Compare::GreaterOrEqual,
    ])
}

fn test() -> impl Strategy<Value = Test> {
    let leaf = prop_oneof![
        (how(), operand("x"), operand("y"))
            .prop_map(|(how, one, two)| Test::Compare(how, one, two)),
        (operand("x"), path(), path()).prop_map(|(of, lower, upper)| {
            let marked = |path: Path| Operand::Path(Path::attribute(format!("y{path}")));
            Test::Between(of, marked(lower), marked(upper))
        }),
        (operand("x"), prop::collection::vec(operand("y"), 1..4))
            .prop_map(|(of, list)| Test::In(of, list)),
        path().prop_map(Test::Exists),
        path().prop_map(Test::NotExists),
        (path(), kind()).prop_map(|(path, kind)| Test::Type(Operand::Path(path), kind)),
        (text_operand("x"), text_operand("y")).prop_map(|(one, two)| Test::BeginsWith(one, two)),
        (text_operand("x"), operand("y")).prop_map(|(one, two)| Test::Contains(one, two)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(Test::And),
            several.prop_map(Test::Or),
            inner.prop_map(|test| Test::Not(Box::new(test))),
        ]
    })
}

fn assigned() -> impl Strategy<Value = Assigned> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|whole| Assigned::Value(Value::N(Number::from(whole)))),
        path().prop_map(Assigned::Path),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let both = (inner.clone(), inner.clone());
        let boxed = |(one, two)| (Box::new(one), Box::new(two));
        prop_oneof![
            (
                path(),
                inner
                    .clone()
                    .prop_filter("a function's operand", is_operand)
            )
                .prop_map(|(path, other)| Assigned::IfNotExists(path, Box::new(other))),
            (path(), path()).prop_map(|(one, two)| {
                Assigned::ListAppend(Box::new(Assigned::Path(one)), Box::new(Assigned::Path(two)))
            }),
            both.clone()
                .prop_filter("numbers", numbers)
                .prop_map(boxed)
                .prop_map(|(a, b)| Assigned::Plus(a, b)),
            both.prop_filter("numbers", numbers)
                .prop_map(boxed)
                .prop_map(|(a, b)| Assigned::Minus(a, b)),
        ]
    })
}

fn is_operand(assigned: &Assigned) -> bool {
    !matches!(assigned, Assigned::Plus(..) | Assigned::Minus(..))
}

fn numbers((one, two): &(Assigned, Assigned)) -> bool {
    let list = |part: &Assigned| matches!(part, Assigned::ListAppend(..));
    !list(one) && !list(two)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn conditions(test in test()) {
        let mut writer = Writer::default();
        let text = writer.test(&test);
        let mut given = Placeholders::new(&writer.names, &writer.values);
        let read = Condition::parse(&text, &mut given, Which::FilterExpression);
        // What is longer than an expression may be is refused.
        if text.len() > 4096 {
            return Ok(());
        }
        let read = read.map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(read.test(), &test, "{}", text);
        prop_assert!(given.check_all_used().is_ok());
        prop_assert!(read.holds(&Item::new()).is_ok());
        let negated = Condition::new(Test::Not(Box::new(test)));
        prop_assert_ne!(read.holds(&Item::new()), negated.holds(&Item::new()));
    }

    #[test]
    fn updates(values in prop::collection::vec(assigned(), 1..4)) {
        let mut writer = Writer::default();
        let actions: Vec<_> = values
            .into_iter()
            .enumerate()
            .map(|(number, value)| Action::Set(Path::attribute(format!("to{number}")), value))
            .collect();
        let parts: Vec<_> = actions.iter().map(|action| match action {
            Action::Set(path, value) => {
                format!("{} = {}", writer.path(path), writer.assigned(value))
            }
            _ => unreachable!(),
        }).collect();
        let text = format!("SET {}", parts.join(", "));
        let mut given = Placeholders::new(&writer.names, &writer.values);
        let read = Update::parse(&text, &mut given)
            .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(read.actions(), &actions[..], "{}", text);
        prop_assert!(given.check_all_used().is_ok());
    }
}
