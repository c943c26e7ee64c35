//! How long, how many, how deep.

use haneul_expression::{
    Condition, ErrorKind, Kind, Placeholders, Projection, Update, Value, Which, binary_set,
    check_depth, number_set, string_set,
};
use std::collections::BTreeMap;

fn condition(text: &str) -> Result<Condition, String> {
    let names = BTreeMap::new();
    let values = [(":v".to_owned(), Value::S("x".to_owned()))].into();
    let mut given = Placeholders::new(&names, &values);
    Condition::parse(text, &mut given, Which::FilterExpression).map_err(|error| error.message)
}

fn update(text: &str) -> Result<Update, String> {
    let names = BTreeMap::new();
    let values = [(":v".to_owned(), Value::N(5i64.into()))].into();
    Update::parse(text, &mut Placeholders::new(&names, &values)).map_err(|error| error.message)
}

#[test]
fn four_kilobytes() {
    let long = |length: usize| format!("{:<length$}", "a = :v");
    assert!(condition(&long(4096)).is_ok());
    assert_eq!(
        condition(&long(4097)).unwrap_err(),
        "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; \
         expression size: 4097"
    );
    assert_eq!(
        update(&" ".repeat(5000)).unwrap_err(),
        "Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;"
    );
    let empty = (BTreeMap::new(), BTreeMap::new());
    let mut given = Placeholders::new(&empty.0, &empty.1);
    let error = Projection::parse(&"a".repeat(4097), &mut given).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Size);
}

#[test]
fn three_hundred_operators() {
    // One comparison and one operator between each two.
    let joined = |count: usize| vec!["a=:v"; count].join(" OR ");
    assert!(condition(&joined(150)).is_ok());
    assert!(condition(&format!("NOT {}", joined(150))).is_ok());
    assert_eq!(
        condition(&joined(151)).unwrap_err(),
        "Invalid FilterExpression: The expression contains too many operators; operator count: 301"
    );
    let sums = |count: usize| {
        let parts: Vec<_> = (0..count).map(|number| format!("a{number}=b+:v")).collect();
        format!("SET {}", parts.join(","))
    };
    assert!(update(&sums(300)).is_ok());
    assert_eq!(
        update(&sums(301)).unwrap_err(),
        "Invalid UpdateExpression: The expression contains too many operators; operator count: 301"
    );
}

#[test]
fn a_hundred_operands_of_in() {
    let within = |count: usize| format!("a IN ({})", vec![":v"; count].join(","));
    assert!(condition(&within(100)).is_ok());
    assert_eq!(
        condition(&within(101)).unwrap_err(),
        "Invalid FilterExpression: The IN operator is provided with too many operands; number of \
         operands: 101"
    );
}

#[test]
fn paths_of_thirty_two_levels() {
    let path = |depth: usize| vec!["a"; depth].join(".");
    assert!(condition(&format!("{} = :v", path(32))).is_ok());
    let refusal = condition(&format!("{} = :v", path(33))).unwrap_err();
    assert!(refusal.contains("too many nesting elements"), "{refusal}");
    assert!(condition("a[99999] = :v").is_ok());
    let refusal = condition("a[99999999999999999999] = :v").unwrap_err();
    assert!(
        refusal.ends_with("index: [99999999999999999999]"),
        "{refusal}"
    );
}

#[test]
fn values_of_thirty_two_levels() {
    let nested = |levels: usize| (0..levels).fold(Value::Null, |value, _| Value::L(vec![value]));
    assert_eq!(check_depth(&nested(31)), Ok(()));
    assert_eq!(
        check_depth(&nested(32)).unwrap_err().message,
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels \
         beyond supported limit"
    );
    assert!(check_depth(&nested(300)).is_err());
}

#[test]
fn sets_have_members_once() {
    let told = |result: Result<Value, haneul_expression::Error>| result.map_err(|e| e.message);
    let texts = |list: &[&str]| told(string_set(list.iter().map(|t| t.to_string()).collect()));
    let numbers = |list: &[i64]| told(number_set(list.iter().map(|n| (*n).into()).collect()));
    let bytes = |list: &[&[u8]]| told(binary_set(list.iter().map(|b| b.to_vec()).collect()));
    assert_eq!(texts(&["b", "a"]).unwrap().kind(), Kind::Ss);
    assert_eq!(numbers(&[1, 2]).unwrap().kind(), Kind::Ns);
    assert_eq!(bytes(&[b"", b"a"]).unwrap().kind(), Kind::Bs);
    let prefix = "One or more parameter values were invalid: ";
    let refused = |what: &str| Err(format!("{prefix}{what}"));
    assert_eq!(texts(&[]), refused("An string set  may not be empty"));
    assert_eq!(numbers(&[]), refused("An number set  may not be empty"));
    assert_eq!(bytes(&[]), refused("Binary sets should not be empty"));
    assert_eq!(
        texts(&["a", "a"]),
        refused("Input collection [a, a] contains duplicates.")
    );
    assert_eq!(
        numbers(&[1, 1]),
        Err("Input collection contains duplicates".to_owned())
    );
    assert_eq!(
        bytes(&[b"\x02", b"\x02"]),
        refused("Input collection [Ag==, Ag==]of type BS contains duplicates.")
    );
}

#[test]
fn what_is_given_is_used() {
    let names = [
        ("#a".to_owned(), "a".to_owned()),
        ("#b".to_owned(), "b".to_owned()),
    ]
    .into();
    let values = [
        (":v".to_owned(), Value::Null),
        (":w".to_owned(), Value::Null),
    ]
    .into();
    let mut given = Placeholders::new(&names, &values);
    let unused = |given: &Placeholders| given.check_all_used().unwrap_err().message;
    assert_eq!(
        unused(&given),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v, :w}"
    );
    Condition::parse("#a = :v OR x = :w", &mut given, Which::FilterExpression).unwrap();
    assert_eq!(
        unused(&given),
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}"
    );
    Projection::parse("#b", &mut given).unwrap();
    assert_eq!(given.check_all_used(), Ok(()));
}

#[test]
fn values_are_stored_short_and_read_again() {
    let value = Value::M(
        [
            ("bytes".to_owned(), Value::B(vec![200; 100])),
            ("sets".to_owned(), Value::Bs([vec![1, 2], vec![255]].into())),
            ("number".to_owned(), Value::N(5i64.into())),
        ]
        .into(),
    );
    let stored = rmp_serde::to_vec_named(&value).unwrap();
    assert_eq!(rmp_serde::from_slice::<Value>(&stored).unwrap(), value);
    assert!(stored.len() < 160, "{}", stored.len());
}
