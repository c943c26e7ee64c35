//! What statements give: tables, columns, keys, orders.

use haneul_expression::{Item, RangeRule, Value};
use haneul_partiql::{Access, Columns, Returning, Select, Statement, access, exact_key};
use proptest::prelude::*;

fn s(text: &str) -> Value {
    Value::S(text.to_owned())
}

fn n(whole: i64) -> Value {
    Value::N(whole.into())
}

fn select(text: &str) -> Select {
    match Statement::parse(text, &[]) {
        Ok(Statement::Select(select)) => select,
        other => panic!("{text}: {other:?}"),
    }
}

fn found(condition: &str) -> Access {
    let select = select(&format!("SELECT * FROM t WHERE {condition}"));
    access(select.condition.as_ref(), "pk", Some("sk"))
}

#[test]
fn tables_and_indexes() {
    let all = select("SELECT * FROM \"my-table\".\"my-index\"");
    assert_eq!(
        (all.table.as_str(), all.index.as_deref()),
        ("my-table", Some("my-index"))
    );
    assert_eq!((all.columns, all.condition), (Columns::All, None));
    let plain = select("select * from Orders");
    assert_eq!((plain.table.as_str(), plain.index), ("Orders", None));
    let arn = select("SELECT * FROM \"arn:aws:dynamodb:us-east-1:111122223333:table/t\"");
    assert!(arn.table.starts_with("arn:"));
}

#[test]
fn columns_are_named_by_their_last_part() {
    let item: Item = [
        ("pk".to_owned(), s("p")),
        ("m".to_owned(), Value::M([("k".to_owned(), s("v"))].into())),
        ("l".to_owned(), Value::L(vec![n(1)])),
    ]
    .into();
    let row = |columns: &str| select(&format!("SELECT {columns} FROM t")).row(&item);
    assert_eq!(row("*"), item);
    assert_eq!(row("pk, gone"), [("pk".to_owned(), s("p"))].into());
    assert_eq!(row("m.k, m.\"none\""), [("k".to_owned(), s("v"))].into());
    assert_eq!(row("l[0]"), [("l[0]".to_owned(), n(1))].into());
    assert_eq!(row("\"m\""), [("m".to_owned(), item["m"].clone())].into());
}

#[test]
fn parameters_come_in_order() {
    let text = "UPDATE t SET a = ?, b = ? WHERE pk = ? AND sk = ?";
    let parameters = [n(1), s("b"), s("p"), n(4)];
    let Ok(Statement::Update(update)) = Statement::parse(text, &parameters) else {
        panic!();
    };
    let new = update.update.apply(&Item::new()).unwrap();
    assert_eq!(
        new,
        [("a".to_owned(), n(1)), ("b".to_owned(), s("b"))].into()
    );
    let key = exact_key(update.condition.as_ref(), "pk", Some("sk")).unwrap();
    assert_eq!(
        (key.hash, key.range, key.condition),
        (s("p"), Some(n(4)), None)
    );
    let Ok(Statement::Insert(insert)) = Statement::parse(
        "INSERT INTO \"t\" VALUE {'pk': ?, 'l': [2, 1], 'n': ?}",
        &[s("p"), n(2)],
    ) else {
        panic!();
    };
    let wanted = [
        ("pk".to_owned(), s("p")),
        ("l".to_owned(), Value::L(vec![n(2), n(1)])),
        ("n".to_owned(), n(2)),
    ];
    assert_eq!((insert.table.as_str(), insert.item), ("t", wanted.into()));
    assert!(Statement::parse("INSERT INTO t VALUE ?", &[Value::M(Item::new())]).is_ok());
    let refused = |text: &str| Statement::parse(text, &[s("v")]).unwrap_err().message;
    assert_eq!(
        refused("UPDATE t SET x = [?] WHERE pk = 'x'"),
        "Unsupported data type: Parameter under key root[0] at 1:19:1"
    );
    assert_eq!(
        refused("INSERT INTO t VALUE {'pk': 'x', 'm': {'k': ?}}"),
        "Unsupported data type: Parameter under key root.k at 1:44:1"
    );
    assert!(Statement::parse("SELECT * FROM t WHERE a IN [?, 2]", &[s("v")]).is_ok());
    let few = Statement::parse(text, &parameters[..3]).unwrap_err();
    assert_eq!(
        few.message,
        "Number of parameters in request and statement don't match."
    );
}

#[test]
fn a_partition_a_range_or_everything() {
    let one = found("pk = 'a'");
    assert_eq!(
        (one.hashes, one.range, one.filter),
        (Some(vec![s("a")]), None, None)
    );
    assert!(one.keyed);
    let range = found("sk > 5 AND pk = 'a' AND x = 1");
    assert_eq!(range.hashes, Some(vec![s("a")]));
    assert_eq!(range.range, Some(RangeRule::Gt(n(5))));
    assert!(range.filter.is_some());
    assert_eq!(
        found("pk = 'a' AND 5 > sk").range,
        Some(RangeRule::Lt(n(5)))
    );
    assert_eq!(
        found("pk = 'a' AND sk BETWEEN 1 AND 2").range,
        Some(RangeRule::Between(n(1), n(2)))
    );
    let begins = found("pk = 'a' AND begins_with(\"sk\", 'x')");
    assert_eq!(
        (begins.range, begins.filter),
        (Some(RangeRule::BeginsWith(s("x"))), None)
    );
    let several = found("pk IN ['a', 'b', 'a']");
    assert_eq!(
        (several.hashes, several.keyed),
        (Some(vec![s("a"), s("b")]), true)
    );
    let both = found("pk = 'a' OR (pk = 'b' AND x = 1)");
    assert_eq!(both.hashes, Some(vec![s("a"), s("b")]));
    assert!(!both.keyed && both.filter.is_some());
    for scan in [
        "pk > 'a'",
        "x = 1",
        "pk = 'a' OR x = 1",
        "NOT pk = 'a'",
        "pk.k = 'a'",
        "pk = x",
    ] {
        let scan = found(scan);
        assert_eq!((scan.hashes, scan.range, scan.keyed), (None, None, false));
        assert!(scan.filter.is_some());
    }
    assert_eq!(access(None, "pk", None).hashes, None);
}

#[test]
fn writes_name_one_item() {
    let of = |text: &str| match Statement::parse(text, &[]).unwrap() {
        Statement::Delete(delete) => {
            exact_key(delete.condition.as_ref(), "pk", Some("sk")).map_err(|e| e.message)
        }
        other => panic!("{other:?}"),
    };
    let key = of("DELETE FROM t WHERE sk = 1 AND x = 2 AND pk = 'a'").unwrap();
    assert_eq!((key.hash, key.range), (s("a"), Some(n(1))));
    let rest = key.condition.unwrap();
    assert_eq!(rest.holds(&[("x".to_owned(), n(2))].into()), Ok(true));
    let refusal = "Where clause does not contain a mandatory equality on all key attributes";
    for text in [
        "",
        "WHERE pk = 'a'",
        "WHERE sk = 1",
        "WHERE pk = 'a' AND sk > 1",
        "WHERE pk = 'a' OR sk = 1",
    ] {
        assert_eq!(
            of(&format!("DELETE FROM t {text}")),
            Err(refusal.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn the_table_before_the_update() {
    let of = |text: &str| Statement::parse(text, &[s("p"), n(7)]);
    let first = of("from \"t\" where pk = ? set a = ? remove b RETURNING ALL NEW *");
    let last = of("UPDATE \"t\" SET a = 7 REMOVE b WHERE pk = ? AND x = ? RETURNING ALL NEW *");
    let (Ok(Statement::Update(first)), Ok(Statement::Update(last))) = (first, last) else {
        panic!();
    };
    assert_eq!(
        (first.table, first.update, first.returning),
        (last.table, last.update, last.returning)
    );
    let key = exact_key(first.condition.as_ref(), "pk", None).unwrap();
    assert_eq!((key.hash, key.condition), (s("p"), None));
}

#[test]
fn returning_and_exists() {
    let of = |text: &str| Statement::parse(text, &[]).unwrap();
    let update = |what: &str| {
        of(&format!(
            "UPDATE t SET a = 1 WHERE pk = 'x' RETURNING {what} *"
        ))
    };
    assert_eq!(update("ALL OLD").returning(), Some(Returning::AllOld));
    assert_eq!(update("ALL NEW").returning(), Some(Returning::AllNew));
    assert_eq!(
        update("modified old").returning(),
        Some(Returning::ModifiedOld)
    );
    assert_eq!(
        update("MODIFIED NEW").returning(),
        Some(Returning::ModifiedNew)
    );
    let deleted = of("DELETE FROM t WHERE pk = 'x' RETURNING ALL OLD *");
    assert_eq!(
        (deleted.returning(), deleted.reads()),
        (Some(Returning::AllOld), false)
    );
    let exists = of("EXISTS(SELECT * FROM \"t\" WHERE pk = 'x' AND sk = 1 AND a = 2)");
    assert!(matches!(&exists, Statement::Exists(select) if select.table == "t"));
    assert_eq!(exists.table(), "t");
}

#[test]
fn orders() {
    let keys = ["pk", "sk"];
    let order = |rest: &str, keyed| {
        let select = select(&format!("SELECT * FROM t {rest}"));
        select
            .descending(&keys, keyed)
            .map_err(|error| error.message)
    };
    assert_eq!(order("WHERE pk = 'a'", true), Ok(false));
    assert_eq!(order("WHERE pk = 'a' ORDER BY sk", true), Ok(false));
    assert_eq!(order("WHERE pk = 'a' ORDER BY sk ASC", true), Ok(false));
    assert_eq!(
        order("WHERE pk = 'a' ORDER BY pk, \"sk\" DESC", true),
        Ok(true)
    );
    let refused = |what: &str| Err(what.to_owned());
    assert_eq!(
        order("ORDER BY sk", false),
        refused("Must have WHERE clause in the statement when using ORDER BY clause.")
    );
    assert_eq!(
        order("WHERE x = 1 ORDER BY sk", false),
        refused(
            "Must have at least one non-optional hash key condition in WHERE clause when using \
             ORDER BY clause."
        )
    );
    assert_eq!(
        order("WHERE pk = 'a' ORDER BY x", true),
        refused("Variable Reference x in ORDER BY clause must be part of the primary key")
    );
}

#[test]
fn a_hundred_values_of_in() {
    let of = |count: usize| {
        let list = vec!["1"; count].join(",");
        Statement::parse(&format!("SELECT * FROM t WHERE x IN [{list}]"), &[])
    };
    assert!(of(100).is_ok());
    let refusal = of(101).unwrap_err().message;
    assert!(
        refusal.ends_with("too many operands; number of operands: 101"),
        "{refusal}"
    );
}

const TOKENS: &[&str] = &[
    "SELECT",
    "*",
    "FROM",
    "t",
    "\"t\"",
    "WHERE",
    "INSERT",
    "INTO",
    "VALUE",
    "UPDATE",
    "SET",
    "REMOVE",
    "DELETE",
    "AS",
    "INT",
    "attribute_exists(",
    "()",
    "1e99999999999",
    "EXISTS(",
    "a",
    "b",
    "'x'",
    "1",
    "-",
    "+",
    "=",
    "<>",
    "<",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<<",
    ">>",
    ":",
    ",",
    ".",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "MISSING",
    "NULL",
    "ORDER",
    "BY",
    "DESC",
    "RETURNING",
    "ALL",
    "OLD",
    "size(",
    "begins_with(",
    "list_append(",
    "set_add(",
    "?",
    ";",
    "é",
    "\"",
    "'",
    "--",
    "/*",
    "1e999",
    "|",
    "true",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_panics(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..40), space in "[ ]?") {
        for start in ["", "SELECT * FROM t WHERE ", "UPDATE t SET ", "INSERT INTO t VALUE "] {
            let text = format!("{start}{}", tokens.join(&space));
            let parameters = vec![Value::Null; text.matches('?').count()];
            if let Err(error) = Statement::parse(&text, &parameters) {
                prop_assert!(!error.message.is_empty());
            }
        }
    }

    #[test]
    fn letters(text in ".{0,60}") {
        let _ = Statement::parse(&text, &[]);
    }
}

#[test]
fn as_deep_as_a_statement_is_long() {
    for open in [
        "(", "[", "{'a':", "<<", "NOT ", "size(", "- ", "a+", "a = ", "a AND ",
    ] {
        for count in [10, 60, 100, 1000, 8000] {
            let _ = Statement::parse(
                &format!("SELECT * FROM t WHERE {}", open.repeat(count)),
                &[],
            );
            let _ = Statement::parse(&format!("UPDATE t SET a = {}1", open.repeat(count)), &[]);
        }
    }
    let long = vec!["a = 1"; 1000].join(" AND ");
    assert!(Statement::parse(&format!("SELECT * FROM t WHERE {long}"), &[]).is_ok());
}
