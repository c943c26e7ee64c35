//! Where expressions look and write.

use haneul_expression::{
    Clash, Condition, Item, KeyCondition, Path, Placeholders, Projection, Step, Update, Value,
    Which,
};
use std::collections::BTreeMap;

fn names() -> BTreeMap<String, String> {
    [("#dot".to_owned(), "a.b".to_owned())].into()
}

fn values() -> BTreeMap<String, Value> {
    [
        (":v".to_owned(), Value::N(1i64.into())),
        (":s".to_owned(), Value::Ss(["x".into()].into())),
    ]
    .into()
}

#[test]
fn of_conditions_and_updates() {
    let (names, values) = (names(), values());
    let mut given = Placeholders::new(&names, &values);
    let text = "attribute_exists(a) AND (b.c[1] = :v OR size(d) > e) AND NOT contains(#dot, :v)";
    let condition = Condition::parse(text, &mut given, Which::FilterExpression).unwrap();
    let paths: Vec<_> = condition.paths().map(ToString::to_string).collect();
    assert_eq!(paths, ["a", "b.c[1]", "d", "e", "a.b"]);
    let text = "SET a = :v, b.c = d REMOVE e[0] ADD f :v DELETE g.h :s";
    let update = Update::parse(text, &mut given).unwrap();
    let paths: Vec<_> = update.paths().map(ToString::to_string).collect();
    assert_eq!(paths, ["a", "b.c", "e[0]", "f", "g.h"]);
    let roots: Vec<_> = update.paths().map(Path::root).collect();
    assert_eq!(roots, ["a", "b", "e", "f", "g"]);
}

#[test]
fn what_an_update_wrote() {
    let (names, values) = (names(), values());
    let text = "SET m.new1 = :v, l[1] = :v REMOVE gone";
    let update = Update::parse(text, &mut Placeholders::new(&names, &values)).unwrap();
    let old: Item = [
        (
            "m".to_owned(),
            Value::M([("k".to_owned(), Value::Null)].into()),
        ),
        ("l".to_owned(), Value::L(vec![Value::Null, Value::Null])),
        ("gone".to_owned(), Value::Null),
    ]
    .into();
    let new = update.apply(&old).unwrap();
    assert_eq!(update.apply_to(old.clone()).as_ref(), Ok(&new));
    let written = Projection::of_paths(update.paths().cloned().collect());
    let one = || Value::N(1i64.into());
    let wanted: Item = [
        (
            "m".to_owned(),
            Value::M([("new1".to_owned(), one())].into()),
        ),
        ("l".to_owned(), Value::L(vec![one()])),
    ]
    .into();
    assert_eq!(written.of(&new), wanted);
    assert_eq!(written.of(&old).len(), 2);
}

#[test]
fn paths_that_meet() {
    let path = |steps: &[Step]| Path::new("a", steps.to_vec());
    let (b, one) = (Step::Name("b".to_owned()), Step::Index(1));
    assert_eq!(
        path(&[]).clash(&path(std::slice::from_ref(&b))),
        Some(Clash::Overlap)
    );
    assert_eq!(
        path(std::slice::from_ref(&one)).clash(&path(std::slice::from_ref(&b))),
        Some(Clash::Conflict)
    );
    assert_eq!(
        path(&[b.clone(), one.clone()]).clash(&path(&[b.clone(), Step::Index(2)])),
        None
    );
    assert_eq!(path(&[]).clash(&Path::attribute("c")), None);
    assert_eq!(path(&[b, one]).listed(), "[a, b, [1]]");
}

#[test]
fn two_megabytes_of_placeholders() {
    let names = BTreeMap::new();
    let of = |size: usize| [(":v".to_owned(), Value::B(vec![0; size]))].into();
    let (fits, exceeds) = (of(2 * 1024 * 1024 - 2), of(2 * 1024 * 1024 - 1));
    assert!(Placeholders::new(&names, &fits).check_size().is_ok());
    assert!(Placeholders::new(&names, &exceeds).check_size().is_err());
}

#[test]
fn keys_of_several_attributes() {
    let names = BTreeMap::new();
    let values = values();
    let resolved = |text: &str| {
        let keys = KeyCondition::parse(text, &mut Placeholders::new(&names, &values)).unwrap();
        let found = keys.resolve_several(&["h1", "h2"], &["r1", "r2", "r3"]);
        found
            .map(|(values, rules)| (values.len(), rules.len()))
            .map_err(|error| error.message)
    };
    assert_eq!(resolved("h1 = :v AND h2 = :v"), Ok((2, 0)));
    assert_eq!(
        resolved("h1 = :v AND r1 = :v AND h2 = :v AND r2 > :v"),
        Ok((2, 2))
    );
    assert_eq!(
        resolved("h1 = :v AND h2 = :v AND r1 = :v AND r2 = :v AND r3 < :v"),
        Ok((2, 3))
    );
    let missed = |name: &str| Err(format!("Query condition missed key schema element: {name}"));
    assert_eq!(resolved("h1 = :v"), missed("h2"));
    let unequal = |range: &str, because: &str| {
        Err(format!(
            "RANGE key attributes {range} must have equality conditions specified in the query \
             because a condition is present on key attribute {because}"
        ))
    };
    assert_eq!(
        resolved("h1 = :v AND h2 = :v AND r2 = :v"),
        unequal("r1", "r2")
    );
    let unsupported = Err("Query key condition not supported".to_owned());
    assert_eq!(resolved("h1 > :v AND h2 = :v"), unsupported);
    assert_eq!(
        resolved("h1 = :v AND h2 = :v AND r1 > :v AND r2 = :v"),
        unequal("r1", "r2")
    );
    assert_eq!(resolved("h1 = :v AND h2 = :v AND x = :v"), unsupported);
    let many = "h1 = :v AND h2 = :v AND r1 = :v AND r2 = :v AND r3 < :v AND x = :v";
    assert_eq!(
        resolved(many),
        Err(
            "The number of query conditions (6) exceeds the number of key attributes defined in \
             the schema (5)"
                .to_owned()
        )
    );
}
