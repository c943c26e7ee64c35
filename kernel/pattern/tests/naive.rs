//! Patterns and their index beside a matcher that tries everything.

use haneul_pattern::{Index, Pattern};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

type Chain = Vec<(usize, usize)>;

/// Every leaf of an event: its path, its value and the elements it lies in.
fn leaves(event: &Value) -> Vec<(String, Value, Chain)> {
    fn walk(
        path: &str,
        value: &Value,
        chain: &Chain,
        arrays: &mut usize,
        all: &mut Vec<(String, Value, Chain)>,
    ) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let path = match path {
                        "" => name.clone(),
                        path => format!("{path}.{name}"),
                    };
                    walk(&path, value, chain, arrays, all);
                }
            }
            Value::Array(elements) => {
                let array = *arrays;
                *arrays += 1;
                for (number, element) in elements.iter().enumerate() {
                    let mut chain = chain.clone();
                    chain.push((array, number));
                    walk(path, element, &chain, arrays, all);
                }
            }
            leaf => all.push((path.to_owned(), leaf.clone(), chain.clone())),
        }
    }
    let mut all = Vec::new();
    walk("", event, &Chain::new(), &mut 0, &mut all);
    all
}

/// Every field of a pattern, in order.
fn fields(prefix: &str, pattern: &Map<String, Value>) -> Vec<(String, Vec<Value>)> {
    let mut all = Vec::new();
    for (name, value) in pattern {
        let path = match prefix {
            "" => name.clone(),
            prefix => format!("{prefix}.{name}"),
        };
        match value {
            Value::Object(inner) => all.extend(fields(&path, inner)),
            Value::Array(tests) => all.push((path, tests.clone())),
            _ => unreachable!(),
        }
    }
    all.sort_by(|a, b| a.0.split('.').cmp(b.0.split('.')));
    all
}

fn consistent(a: &Chain, b: &Chain) -> bool {
    a.iter()
        .all(|(array, element)| b.iter().all(|(x, y)| array != x || element == y))
}

fn passes(test: &Value, value: &Value) -> bool {
    let Some((kind, wanted)) = test.as_object().and_then(|test| test.iter().next()) else {
        return match (test.as_f64(), value.as_f64()) {
            (Some(a), Some(b)) => a == b,
            _ => test == value,
        };
    };
    let texts = value.as_str().zip(wanted.as_str());
    match kind.as_str() {
        "prefix" => texts.is_some_and(|(text, wanted)| text.starts_with(wanted)),
        "suffix" => texts.is_some_and(|(text, wanted)| text.ends_with(wanted)),
        "equals-ignore-case" => texts.is_some_and(|(t, w)| t.eq_ignore_ascii_case(w)),
        "anything-but" => !wanted.as_array().unwrap().iter().any(|w| passes(w, value)),
        "exists" => wanted == &json!(true),
        "numeric" => value
            .as_f64()
            .is_some_and(|n| wanted[1].as_f64().unwrap() < n && n <= wanted[3].as_f64().unwrap()),
        other => panic!("{other}"),
    }
}

fn naive(
    fields: &[(String, Vec<Value>)],
    leaves: &[(String, Value, Chain)],
    so_far: &Chain,
) -> bool {
    let Some(((path, tests), rest)) = fields.split_first() else {
        return true;
    };
    let here: Vec<_> = leaves
        .iter()
        .filter(|(at, _, chain)| at == path && consistent(chain, so_far))
        .collect();
    let absent = tests.contains(&json!({"exists": false}));
    if here.is_empty() && absent && naive(rest, leaves, so_far) {
        return true;
    }
    here.iter().any(|(_, value, chain)| {
        let both = so_far.iter().chain(chain).copied().collect();
        tests.iter().any(|test| passes(test, value)) && naive(rest, leaves, &both)
    })
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec!["", "a", "ab", "AB", "b", "10.0.0.1"]).prop_map(Value::from),
        (0..4i64).prop_map(Value::from),
        Just(json!(1.5)),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["x", "y", "z"]).prop_map(str::to_owned)
}

fn event() -> impl Strategy<Value = Value> {
    let value = leaf().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop::collection::btree_map(name(), value, 0..4)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn test() -> impl Strategy<Value = Value> {
    let text = || prop::sample::select(vec!["a", "ab", "b"]);
    prop_oneof![
        4 => leaf(),
        1 => text().prop_map(|t| json!({"prefix": t})),
        1 => text().prop_map(|t| json!({"suffix": t})),
        1 => text().prop_map(|t| json!({"equals-ignore-case": t})),
        1 => text().prop_map(|t| json!({"anything-but": [t]})),
        1 => (0..3i64).prop_map(|n| json!({"anything-but": [n]})),
        1 => (0..3i64).prop_map(|n| json!({"numeric": [">", n, "<=", n + 2]})),
        2 => any::<bool>().prop_map(|e| json!({"exists": e})),
    ]
}

fn pattern() -> impl Strategy<Value = Value> {
    let field = prop::collection::vec(test(), 1..3).prop_map(Value::from);
    let value = field.prop_recursive(3, 8, 2, |inner| {
        prop::collection::btree_map(name(), inner, 1..3)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    });
    prop::collection::btree_map(name(), value, 1..3)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn as_if_everything_were_tried(
        patterns in prop::collection::vec(pattern(), 1..12),
        event in event(),
    ) {
        let read: Vec<Pattern> =
            patterns.iter().map(|p| Pattern::parse(&p.to_string()).unwrap()).collect();
        let leaves = leaves(&event);
        let mut wanted = Vec::new();
        for (number, pattern) in patterns.iter().enumerate() {
            let matches = naive(&fields("", pattern.as_object().unwrap()), &leaves, &Chain::new());
            prop_assert_eq!(read[number].matches(&event), matches, "{} {}", pattern, event);
            if matches {
                wanted.push(number);
            }
        }
        prop_assert_eq!(Index::new(&read).matching(&event), wanted);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}", inner in "[{}\\[\\]\":,a$or0-9*\\\\-]{0,30}") {
        let _ = Pattern::parse(&text);
        if let Ok(pattern) = Pattern::parse(&format!("{{{inner}")) {
            pattern.matches(&json!({"a": 1}));
        }
    }
}

/// Large arrays, so that trying every combination would never end.
#[test]
fn many_elements_are_no_burden() {
    let elements: Vec<Value> = (0..3_000).map(|n| json!({"x": n, "y": n + 1})).collect();
    let event = json!({"a": elements, "b": elements, "c": elements});
    let field = json!({"x": [{"exists": true}], "y": [{"exists": true}]});
    let pattern = json!({"a": field, "b": field, "c": {"x": [5], "y": [5]}}).to_string();
    assert!(!Pattern::parse(&pattern).unwrap().matches(&event));
    let pattern = json!({"a": field, "b": field, "c": {"x": [5], "y": [6]}}).to_string();
    assert!(Pattern::parse(&pattern).unwrap().matches(&event));
}
