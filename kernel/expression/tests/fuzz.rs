//! Anything may be sent: nothing panics, and nothing goes deeper than is allowed.

use haneul_expression::{
    Condition, Error, Item, KeyCondition, Number, Placeholders, Projection, Update, Value, Which,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TOKENS: &[&str] = &[
    "a",
    "b",
    "name",
    "#n",
    "#x",
    ":v",
    ":s",
    ":l",
    ":x",
    "(",
    ")",
    "((",
    "))",
    "[",
    "]",
    "[0]",
    "[1]",
    "[99999999999]",
    ".",
    ",",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "AND",
    "or",
    "NOT",
    "BETWEEN",
    "IN",
    "SET",
    "REMOVE",
    "ADD",
    "DELETE",
    "size(",
    "size",
    "contains(",
    "begins_with(",
    "attribute_exists(",
    "attribute_type(",
    "if_not_exists(",
    "list_append(",
    "foo(",
    "5",
    "é",
    "\u{0}",
    "#",
    ":",
    "'",
    "  ",
    "\n",
    "a.b",
    "a[0].b",
    "a = :v",
    "SET a = :v",
];

fn names() -> BTreeMap<String, String> {
    [("#n".to_owned(), "a".to_owned())].into()
}

fn values() -> BTreeMap<String, Value> {
    let number = Value::N(Number::from(5i64));
    [
        (":v".to_owned(), number.clone()),
        (":s".to_owned(), Value::S("text".to_owned())),
        (":l".to_owned(), Value::L(vec![number])),
    ]
    .into()
}

fn item() -> Item {
    [
        (
            "a".to_owned(),
            Value::L(vec![Value::M([("b".to_owned(), Value::Null)].into())]),
        ),
        ("b".to_owned(), Value::N(Number::from(1i64))),
    ]
    .into()
}

/// Reads a text as everything that it could be, and does what it says.
fn all(text: &str) -> Vec<Error> {
    let (names, values, item) = (names(), values(), item());
    let mut given = Placeholders::new(&names, &values);
    let mut errors = Vec::new();
    let condition = Condition::parse(text, &mut given, Which::ConditionExpression);
    errors.extend(condition.and_then(|condition| condition.holds(&item)).err());
    let update = Update::parse(text, &mut given);
    errors.extend(update.and_then(|update| update.apply(&item)).err());
    let projection = Projection::parse(text, &mut given);
    errors.extend(projection.map(|projection| projection.of(&item)).err());
    let keys = KeyCondition::parse(text, &mut given);
    errors.extend(keys.and_then(|keys| keys.resolve("a", Some("b"))).err());
    let _ = given.check_all_used();
    errors
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tokens(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..40), space in "[ ]?") {
        let text = tokens.join(&space);
        for error in all(&text) {
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn letters(text in ".{0,80}") {
        all(&text);
    }

    #[test]
    fn what_is_read_may_be_cut_anywhere(cut in 0usize..90) {
        let text = "SET a[0].b = if_not_exists(b, :v) + :v REMOVE b ADD c :v AND (a = :v) OR size(é) IN (:v)";
        let end = (0..=cut.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
        all(&text[..end.unwrap_or(0)]);
    }
}

#[test]
fn as_deep_as_an_expression_is_long() {
    for (open, close) in [
        ("(", ")"),
        ("NOT ", ""),
        ("size(", ")"),
        ("(NOT ", ")"),
        ("foo((", "))"),
    ] {
        for count in [10, 300, 600, 700, 1000, 1300, 2048, 4096] {
            let text = format!("{}a = :v{}", open.repeat(count), close.repeat(count));
            assert!(all(&text).len() >= 3, "{count} {open}");
            assert!(all(&open.repeat(count)).len() >= 3, "{count} {open}");
            let text = format!("SET a = {}:v{}", open.repeat(count), close.repeat(count));
            assert!(all(&text).len() >= 3, "{count} {open}");
        }
    }
}
