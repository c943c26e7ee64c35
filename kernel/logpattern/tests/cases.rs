//! Patterns and lines as AWS's pages have them, and what must hold for any.

use haneul_logpattern::{Bad, Filter};
use proptest::prelude::*;

fn read(pattern: &str) -> Filter {
    match Filter::parse(pattern) {
        Ok(filter) => filter,
        Err(bad) => panic!("{pattern}: {bad}"),
    }
}

/// Pattern, lines that match, lines that do not.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

fn check(cases: &[Case]) {
    for (pattern, fit, others) in cases {
        let filter = read(pattern);
        for line in *fit {
            assert!(filter.matches(line), "{pattern} must match {line}");
        }
        for line in *others {
            assert!(!filter.matches(line), "{pattern} must not match {line}");
        }
    }
}

#[test]
fn terms() {
    const ONE: &str = "[ERROR 400] BAD REQUEST";
    const TWO: &str = "[ERROR 401] UNAUTHORIZED REQUEST";
    const THREE: &str = "[ERROR 419] MISSING ARGUMENTS";
    check(&[
        ("", &["", "anything"], &[]),
        ("\"\"", &["", "anything"], &[]),
        (
            "ERROR",
            &[ONE, TWO, THREE, "Exiting with ERRORCODE: -1"],
            &["error", ""],
        ),
        ("ERROR ARGUMENTS", &[THREE], &[ONE, TWO]),
        (
            "\"INTERNAL SERVER ERROR\"",
            &["[ERROR 500] INTERNAL SERVER ERROR"],
            &[ONE],
        ),
        (
            "?ERROR ?ARGUMENTS",
            &[ONE, THREE, "MISSING ARGUMENTS"],
            &["WARN"],
        ),
        ("ERROR -ARGUMENTS", &[ONE, TWO], &[THREE, "no"]),
        ("-ERROR", &["fine"], &[ONE]),
        // Those behind a question mark do not count beside others.
        ("?ERROR ?WARN REQUEST", &["INFO REQUEST", ONE], &["ERROR"]),
        (
            "\"say \\\"hi\\\"\"",
            &["they say \"hi\" often"],
            &["say hi"],
        ),
        (
            "\"Error\" -\"Exiting now\"",
            &["Error here"],
            &["Error: Exiting now"],
        ),
    ]);
}

#[test]
fn regular_expressions() {
    check(&[
        (
            "%AUTHORIZED%",
            &["[ERROR 401] UNAUTHORIZED", "AUTHORIZED"],
            &["authorized"],
        ),
        ("%^[hc]at%", &["hat", "cat in a"], &["bat", "that"]),
        ("%10\\.10\\.0\\.1%", &["from 10.10.0.1"], &["10x10x0x1"]),
        ("%colou?r%", &["color", "colour"], &["colouur"]),
        ("%gray|grey%", &["grey", "gray"], &["green"]),
        ("%[0-9]{3}$%", &["ab 123"], &["ab 12", "123 a"]),
        ("%\\d+ms%", &["12ms"], &["ms"]),
        ("ERROR %4\\d\\d%", &["ERROR 404"], &["ERROR 500", "404"]),
    ]);
    for bad in [
        "%something!%",
        "%(a)%",
        "%ä%",
        "%[%",
        "%a",
        "%%",
        "%\\b%",
        "%a{99999}%",
    ] {
        assert!(Filter::parse(bad).is_err(), "{bad}");
    }
}

const EVENT: &str = r#"{
    "eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": null, "cluster.name": "c", "ThisFlag": true, "latency": 500.5, "code": 400
}"#;

const USERS: &str = r#"{
    "user": {"id": 1, "email": "John.Stiles@example.com"},
    "users": [
        {"id": 2, "email": "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}
    ],
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]
}"#;

#[test]
fn json() {
    check(&[
        (
            "{ $.eventType = \"UpdateTrail\" }",
            &[EVENT],
            &[USERS, "UpdateTrail", "{", ""],
        ),
        ("{$.eventType=UpdateTrail}", &[EVENT], &[USERS]),
        ("{ $.eventType = Update* }", &[EVENT], &[USERS]),
        ("{ $.eventType = *Trail }", &[EVENT], &[USERS]),
        ("{ $.eventType = \"*dateT*\" }", &[EVENT], &[USERS]),
        (
            "{ $.eventType = Up*Trail }",
            &[r#"{"eventType": "Up*Trail"}"#],
            &[EVENT],
        ),
        ("{ $.eventType = * }", &[EVENT], &[USERS]),
        ("{ $.sourceIPAddress != 123.123.* }", &[EVENT], &[USERS]),
        ("{ $.sourceIPAddress = %111\\.111% }", &[EVENT], &[USERS]),
        ("{ $.arrayKey[0] = \"value\" }", &[EVENT], &[USERS]),
        ("{ $.arrayKey[1] = \"another value\" }", &[EVENT], &[USERS]),
        ("{ $.arrayKey[*] = \"another value\" }", &[EVENT], &[USERS]),
        ("{ $.objectList[1].id = 2 }", &[EVENT], &[USERS]),
        ("{ $.objectList[*].id = 3 }", &[], &[EVENT]),
        ("{ $.SomeObject IS NULL }", &[EVENT], &[USERS]),
        (
            "{ $.SomeOtherObject NOT EXISTS }",
            &[EVENT, USERS],
            &["text"],
        ),
        ("{ $.SomeObject NOT EXISTS }", &[USERS], &[EVENT]),
        ("{ $.ThisFlag IS TRUE }", &[EVENT], &[USERS]),
        (
            "{ $.ThisFlag IS FALSE }",
            &[r#"{"ThisFlag": false}"#],
            &[EVENT],
        ),
        ("{ $['cluster.name'] = c }", &[EVENT], &[USERS]),
        ("{ $.latency >= 500 }", &[EVENT], &[USERS]),
        ("{ $.latency < 10e3 }", &[EVENT], &[]),
        ("{ $.latency < 10e-3 }", &[], &[EVENT]),
        ("{ $.latency > +1000 }", &[], &[EVENT]),
        (
            "{ $.code = 400 }",
            &[EVENT, r#"{"code": "400"}"#, r#"{"code": 400.0}"#],
            &[USERS],
        ),
        ("{ $.code = 4* }", &[EVENT], &[r#"{"code": 500}"#]),
        ("{ $.code != 500 }", &[EVENT], &[r#"{"code": 500}"#, "{}"]),
        // A list is neither.
        ("{ $.users = 1 }", &[], &[USERS]),
        ("{ $.users != 1 }", &[], &[USERS]),
        (
            "{ ($.user.id = 1) && ($.users[0].email = \"John.Doe@example.com\") }",
            &[USERS],
            &[],
        ),
        (
            "{ ($.user.id = 2 && $.users[0].email = \"nonmatch\") || $.actions[2] = \"GET\" }",
            &[],
            &[USERS],
        ),
        (
            "{ $.user.email = \"John.Stiles@example.com\" || $.coordinates[0][1] = nonmatch && \
             $.actions[2] = nomatch }",
            &[USERS],
            &[],
        ),
        (
            "{ ($.user.email = \"John.Stiles@example.com\" || $.coordinates[0][1] = nonmatch) && \
             $.actions[2] = nomatch }",
            &[],
            &[USERS],
        ),
        ("{ $.coordinates[1][2] = 6 }", &[USERS], &[]),
    ]);
}

const LOG: &str =
    r#"127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#;

#[test]
fn fields() {
    const FINE: &str =
        r#"127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /a.gif HTTP/1.0" 200 99"#;
    check(&[
        (
            "[ip, user, username, timestamp, request, status_code, bytes]",
            &[LOG, FINE],
            &["a b"],
        ),
        (
            "[ip, user, username, timestamp, request, status_code = 4*, bytes]",
            &[LOG],
            &[FINE],
        ),
        ("[..., status_code, bytes]", &[LOG, "200 7"], &["200"]),
        ("[..., status_code=404, bytes>1000]", &[LOG], &[FINE]),
        ("[ip, user, ..., status_code=200, bytes]", &[FINE], &[LOG]),
        ("[ip, user != Prod, ...]", &[LOG], &[FINE]),
        (
            "[ip, ..., request = *html*, status_code = 4* && status_code != 403, bytes]",
            &[LOG],
            &[FINE],
        ),
        (
            "[ip=%127\\.0\\.0\\.[1-9]%, ...]",
            &[LOG, FINE],
            &["128.0.0.1 x"],
        ),
        (
            "[w1=ERROR, w2]",
            &["ERROR message"],
            &["ERROR WARN message", "WARN message"],
        ),
        (
            "[w1=ERROR || w1=WARN, w2]",
            &["ERROR message", "WARN message"],
            &["INFO message"],
        ),
        (
            "[w1!=ERROR && w1!=WARN, w2]",
            &["INFO message"],
            &["ERROR message", "WARN message"],
        ),
        (
            "[w1=!ERROR&&w1=!WARN, w2]",
            &["INFO message"],
            &["ERROR message"],
        ),
        ("[a, (b = 1 || b = 2) && b != 2]", &["x 1"], &["x 2", "x 3"]),
        ("[...]", &["", "a", LOG], &[]),
    ]);
}

#[test]
fn fields_are_extracted_by_name_and_number() {
    let found = read("[..., request=*.html*, status_code=4*,]").extract(LOG);
    let expected = [
        ("$1", "127.0.0.1"),
        ("$2", "-"),
        ("$3", "frank"),
        ("$4", "10/Oct/2000:13:25:15 -0700"),
        ("$request", "GET /index.html HTTP/1.0"),
        ("$status_code", "404"),
        ("$7", "1534"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(found, expected);
    let latency = read("{ $.latency = * }");
    assert_eq!(latency.value(EVENT, "$.latency").as_deref(), Some("500.5"));
    let bytes = read("[..., bytes]");
    assert_eq!(bytes.value(LOG, "$bytes").as_deref(), Some("1534"));
    assert_eq!(bytes.value(LOG, "$other"), None);
}

#[test]
fn what_is_no_pattern_is_refused() {
    let term = Filter::parse("i-0abc").unwrap_err();
    assert_eq!(term, Bad::Term("i-0abc".to_owned()));
    assert_eq!(term.to_string(), "Invalid character(s) in term 'i-0abc'");
    let bad = [
        "{",
        "}",
        "{}",
        "{ $.a }",
        "{ $.a = }",
        "{ $ = 1 }",
        "{ a = 1 }",
        "{ $.a = 1 ",
        "[",
        "[a",
        "{ $.a = 1 } x",
        "{ $.a > x }",
        "{ ($.a = 1 }",
        "{ $.a = 1 && }",
        "{ $.a IS }",
        "\"a",
        "[a, ..., b, ...]",
        "[a = 1 && b = 2]",
        "[a] b",
        "[a b]",
        "-",
        "?",
        "{ $.a[x] = 1 }",
        "{ $.a = %a% && $.b = %b% && $.c = %c% }",
        "{ $.a NOT NULL }",
        "a:b",
    ];
    for pattern in bad {
        assert!(Filter::parse(pattern).is_err(), "{pattern}");
    }
    let deep = format!("{{ {}$.a = 1{} }}", "(".repeat(500), ")".repeat(500));
    assert_eq!(Filter::parse(&deep).unwrap_err(), Bad::Pattern);
}

/// Words that patterns are made of.
fn word() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 32] = [
        "{", "}", "[", "]", "(", ")", "$.a", "$.a[0]", "=", "!=", ">", "<=", "&&", "||", "*", "a*",
        "1", "-1.5", "\"x y\"", "%a.b%", "%[%", "IS", "NULL", "NOT", "EXISTS", "...", ",", "-a",
        "?b", "\"", "%", "ü",
    ];
    prop::sample::select(KNOWN.as_slice()).prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn any_text_may_be_a_pattern(pattern: String, line: String) {
        if let Ok(filter) = Filter::parse(&pattern) {
            _ = filter.matches(&line);
            _ = filter.extract(&line);
            _ = filter.value(&line, &pattern);
        }
    }

    #[test]
    fn any_words_may_be_a_pattern(words in prop::collection::vec(word(), 0..14), line: String) {
        for pattern in [words.join(" "), words.concat(), format!("{{ {} }}", words.join(" "))] {
            if let Ok(filter) = Filter::parse(&pattern) {
                _ = filter.matches(&line);
                _ = filter.matches(EVENT);
                _ = filter.extract(LOG);
            }
        }
    }

    #[test]
    fn a_term_is_found_where_it_is(before: String, term in "[a-zA-Z0-9_]{1,12}", after: String) {
        let line = format!("{before}{term}{after}");
        prop_assert!(read(&term).matches(&line));
        let (regex, without) = (format!("%{term}%"), format!("-{term}"));
        prop_assert!(read(&regex).matches(&line));
        prop_assert!(!read(&without).matches(&line));
    }

    #[test]
    fn a_phrase_is_found_where_it_is(before: String, phrase: String, after: String) {
        let quoted = phrase.replace('\\', "\\\\").replace('"', "\\\"");
        let (line, pattern) = (format!("{before}{phrase}{after}"), format!("\"{quoted}\""));
        prop_assert!(read(&pattern).matches(&line));
    }

    #[test]
    fn a_member_of_json_is_compared(value in -1_000_000i64..1_000_000, other in -1_000_000i64..1_000_000) {
        let line = serde_json::json!({"a": {"b": [value]}}).to_string();
        let pattern = |sign: &str| format!("{{ $.a.b[0] {sign} {other} }}");
        let holds = |sign: &str| read(&pattern(sign)).matches(&line);
        prop_assert_eq!(holds("="), value == other);
        prop_assert_eq!(holds("!="), value != other);
        prop_assert_eq!(holds("<"), value < other);
        prop_assert_eq!(holds(">="), value >= other);
    }
}
