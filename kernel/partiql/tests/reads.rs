//! Which selections by keys are refused.

use haneul_partiql::{Statement, check_reads, check_single};

const OVERLAPPING: &str =
    "Overlapping conditions with range keys are not supported in where clause";
const TOO_MANY: &str = "Too many decomposed read operations for a given query.";

fn checked(condition: &str, range: Option<&str>) -> Result<(), String> {
    let text = format!("SELECT * FROM t WHERE {condition}");
    let Ok(Statement::Select(select)) = Statement::parse(&text, &[]) else {
        panic!("{text}");
    };
    check_reads(select.condition.as_ref(), "pk", range).map_err(|error| error.message)
}

#[test]
fn no_item_is_read_twice() {
    for condition in [
        "pk IN ['r', 'r']",
        "pk = 'r' OR pk = 'r'",
        "pk = 'r' AND (sk > '0' OR sk < '5')",
        "pk = 'r' AND (sk = '1' OR flag = 'two')",
        "(pk = 'r' AND flag = 'one') OR (pk = 'r' AND flag = 'two')",
        "pk = 'a' AND x = '1' OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND x <> '1' OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND (begins_with(sk, 'ab') OR sk = 'abc')",
        "pk = 'a' AND (sk BETWEEN 1 AND 3 OR sk >= 3)",
        "pk = 'a' AND sk IN [1, 2, 1.0]",
        "pk IN ['a', 'b'] AND (sk = 1 OR pk = 'a' AND sk > 0)",
    ] {
        assert_eq!(
            checked(condition, Some("sk")),
            Err(OVERLAPPING.to_owned()),
            "{condition}"
        );
    }
    let condition = "(pk = 'y' AND zz = '1') OR (pk = 'y' AND aa = '1')";
    assert_eq!(checked(condition, None), Err(OVERLAPPING.to_owned()));
}

#[test]
fn what_lies_apart_is_read() {
    for condition in [
        "pk = 'r' AND (sk = '1' OR sk = '2')",
        "pk = 'r' AND sk IN ['1', '2']",
        "pk = 'r' AND (sk < '1' OR sk > '1' OR sk = '1')",
        "pk = 'r' AND attribute_exists(pk)",
        "pk = 'r' AND sk = '1' AND sk > '0'",
        "pk = 'r' AND sk > '0' AND sk <> '1'",
        "pk = 'r' OR sk = '1'",
        "pk = 'a' AND NOT sk = '1' OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND sk <> '1' OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND NOT begins_with(sk, 'x') OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND NOT sk IN ['1', '3'] OR pk = 'a' AND sk = '2'",
        "pk = 'a' AND NOT (sk = '1') OR pk = 'a' AND sk = '2'",
        "pk = 'a' OR pk = 'a' AND NOT sk = '1'",
        "pk = 'a' AND (x = 1 OR x = 1)",
        "pk = 'a' AND (pk = 'b' OR zz = '1')",
        "pk = 'a' OR pk = 'b'",
        "pk = 'a' AND (begins_with(sk, 'ab') OR sk = 'ac' OR sk < 'ab')",
        "pk = 'a' AND (sk BETWEEN -3 AND -1.5 OR sk > -1.5 OR sk < -3)",
        "pk = 'a' AND (sk > 5 AND sk < 2 OR sk = 3)",
        "pk > 'a'",
    ] {
        assert_eq!(checked(condition, Some("sk")), Ok(()), "{condition}");
    }
    assert_eq!(check_reads(None, "pk", None), Ok(()));
}

#[test]
fn fifty_reads() {
    let list = |count: usize| {
        let values: Vec<_> = (0..count).map(|number| format!("'v{number}'")).collect();
        values.join(",")
    };
    for condition in [
        format!("pk IN [{}]", list(51)),
        format!("pk = 'r' AND sk IN [{}]", list(51)),
        format!("pk IN [{}] AND sk IN ['1', '2']", list(26)),
        format!(
            "sk IN [{}] AND pk IN [{}] AND sk IN [{}]",
            list(50),
            list(50),
            list(50)
        ),
    ] {
        assert_eq!(checked(&condition, Some("sk")), Err(TOO_MANY.to_owned()));
    }
    for condition in [
        format!("pk IN [{}] AND flag IN [{}]", list(50), list(100)),
        format!("pk IN [{}] OR flag = 'one'", list(51)),
        format!("pk IN [{}] AND sk IN ['1', '2']", list(25)),
    ] {
        assert_eq!(checked(&condition, Some("sk")), Ok(()), "{condition}");
    }
}

#[test]
fn a_write_asks_for_one_item() {
    let of = |condition: &str| {
        let text = format!("DELETE FROM t WHERE {condition}");
        let Ok(Statement::Delete(delete)) = Statement::parse(&text, &[]) else {
            panic!("{text}");
        };
        check_single(delete.condition.as_ref(), "pk", Some("sk")).map_err(|error| error.message)
    };
    assert_eq!(of("pk = 'a' AND sk = 1 AND pk = 'a' AND sk = 1.0"), Ok(()));
    let refused = |key: &str| {
        Err(format!(
            "Multiple conditions on same key {key}. Only single item Update/Insert/Delete are \
             supported"
        ))
    };
    assert_eq!(of("pk = 'a' AND sk = 1 AND pk = 'b'"), refused("pk"));
    assert_eq!(
        of("pk = 'a' AND sk = 1 AND (sk = 2 AND x = 1)"),
        refused("sk")
    );
}
