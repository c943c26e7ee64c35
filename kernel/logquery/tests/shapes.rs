//! Totals, gaps, and columns of other queries: by example, and what must hold for any rows.

use haneul_logquery::{Event, Inputs, Query, ROWS, Run};
use proptest::prelude::*;

/// 2024-05-01 00:00:00 UTC.
const BEGIN: i64 = 1_714_521_600_000;

fn event(minute: i64, message: &str) -> Event {
    Event {
        at: BEGIN + minute * 60_000,
        message: message.to_owned(),
        log: "111122223333:g".to_owned(),
        ..Event::default()
    }
}

/// Events as they are taken, each with its minute; `inside` is what inner queries are over.
fn rows(query: &str, events: &[(i64, &str)], inside: &[&str]) -> Vec<String> {
    let query = match Query::parse(query) {
        Ok(query) => query,
        Err(bad) => panic!("{query}: {bad}"),
    };
    let mut inputs = Inputs::default();
    for inner in query.inner() {
        let mut run = Run::new(&inner.query, inner.most(), BEGIN);
        for message in inside {
            run.take(event(0, message)).unwrap();
        }
        inputs.inner(inner, run).unwrap();
    }
    let mut run = Run::with(&query, ROWS, BEGIN, inputs);
    for (minute, message) in events {
        if !run.is_full() {
            run.take(event(*minute, message)).unwrap();
        }
    }
    let rows = run.finish().unwrap().rows.into_iter();
    let shown = rows.map(|row| {
        let fields = row.into_iter().filter(|(name, _)| name != "@ptr");
        let fields = fields.map(|(name, value)| format!("{name}={value}"));
        fields.collect::<Vec<_>>().join(" ")
    });
    shown.collect()
}

fn check(events: &[(i64, &str)], inside: &[&str], cases: &[(&str, &[&str])]) {
    for (query, expected) in cases {
        assert_eq!(rows(query, events, inside), *expected, "{query}");
    }
}

#[test]
fn addtotals_sums_rows_and_columns() {
    let events = [
        (2, r#"{"a": 1, "b": 2, "s": "x"}"#),
        (1, r#"{"a": 10, "s": "7"}"#),
        (0, r#"{"s": "y"}"#),
    ];
    check(
        &events,
        &[],
        &[
            (
                "fields a, b | addtotals",
                &["a=1 b=2 Total=3", "a=10 Total=10", ""],
            ),
            // Neither times nor texts, unless they are of digits.
            (
                "fields @timestamp, a, s | addtotals | display Total",
                &["Total=1", "Total=17", ""],
            ),
            (
                "fields a, b, s | addtotals fieldname=Sum b | display Sum",
                &["Sum=2", "", ""],
            ),
            (
                "fields a, b | addtotals col=true",
                &["a=1 b=2 Total=3", "a=10 Total=10", "", "a=11 b=2 Total=13"],
            ),
            (
                "fields a, b | addtotals row=false col=true a",
                &["a=1 b=2", "a=10", "", "a=11"],
            ),
            ("fields a | addtotals row=false", &["a=1", "a=10", ""]),
            (
                "fields a | limit 1 | addtotals col=true row=false",
                &["a=1", "a=1"],
            ),
            (
                "stats sum(a) as x, count(*) as n by s | sort x desc | addtotals col=true x, n",
                &[
                    "s=7 x=10 n=1 Total=11",
                    "s=x x=1 n=1 Total=2",
                    "s=y n=1 Total=1",
                    "x=11 n=3 Total=14",
                ],
            ),
        ],
    );
}

#[test]
fn filldown_carries_values_on() {
    let events = [
        (4, r#"{"n": 5}"#),
        (3, r#"{"n": 4, "host": "a", "cpu_user": 1}"#),
        (2, r#"{"n": 3, "cpu_system": 2}"#),
        (1, r#"{"n": 2, "host": "b"}"#),
        (0, r#"{}"#),
    ];
    check(
        &events,
        &[],
        &[
            (
                "fields n, host, cpu_user, cpu_system | filldown host cpu*",
                &[
                    "n=5",
                    "n=4 host=a cpu_user=1",
                    "n=3 host=a cpu_user=1 cpu_system=2",
                    "n=2 host=b cpu_user=1 cpu_system=2",
                    "host=b cpu_user=1 cpu_system=2",
                ],
            ),
            (
                "fields n, host | filldown",
                &[
                    "n=5",
                    "n=4 host=a",
                    "n=3 host=a",
                    "n=2 host=b",
                    "n=2 host=b",
                ],
            ),
            (
                "fields n | filldown host | filter host = 'a'",
                &["n=4", "n=3"],
            ),
            (
                "fields n, host | sort n asc | filldown host | limit 3",
                &["n=2 host=b", "n=3 host=b", "n=4 host=a"],
            ),
            ("fields n, host | filldown `host`, n | limit 1", &["n=5"]),
        ],
    );
}

#[test]
fn fillmissing_adds_periods_that_have_no_row() {
    let events = [
        (5, r#"{"ms": 10, "svc": "a"}"#),
        (5, r#"{"ms": 20, "svc": "b"}"#),
        (2, r#"{"ms": 30, "svc": "a"}"#),
    ];
    let at = |minute: i64| format!("2024-05-01 00:0{minute}:00.000");
    let lines = |wanted: &[(i64, &str)]| -> Vec<String> {
        let line = |(minute, rest): &(i64, &str)| format!("t={}{rest}", at(*minute));
        wanted.iter().map(line).collect()
    };
    let query = "stats avg(ms) as ms by bin(1m) as t | fillmissing with 0 for ms";
    let backward = [(5, " ms=15"), (4, " ms=0"), (3, " ms=0"), (2, " ms=30")];
    assert_eq!(rows(query, &events, &[]), lines(&backward));
    let query = "stats avg(ms) as ms by bin(1m) as t | sort t asc | fillmissing";
    let forward = [(2, " ms=30"), (3, ""), (4, ""), (5, " ms=15")];
    assert_eq!(rows(query, &events, &[]), lines(&forward));
    // Each group has rows of its own.
    let query = "stats count(*) as n by bin(2m) as t, svc | sort t asc, svc asc \
                 | fillmissing with -1 for n, 'none' for kind | display t, svc, n, kind";
    let grouped = [
        (2, " svc=a n=1"),
        (2, " svc=b n=-1 kind=none"),
        (4, " svc=a n=1"),
        (4, " svc=b n=1"),
    ];
    assert_eq!(rows(query, &events, &[]), lines(&grouped));
    let months = [(0, "{}"), (-60 * 24 * 70, "{}")];
    let query = "stats count(*) as n by bin(1mo) as t | fillmissing with 0 for n";
    let expected = ["05", "04", "03", "02"].map(|month| {
        let n = u8::from(month == "05" || month == "02");
        format!("t=2024-{month}-01 00:00:00.000 n={n}")
    });
    assert_eq!(rows(query, &months, &[]), expected);
    assert!(rows(query, &[], &[]).is_empty());
}

#[test]
fn appendcols_puts_rows_side_by_side() {
    let events = [
        (2, r#"{"a": 1, "b": 9}"#),
        (1, r#"{"a": 2}"#),
        (0, r#"{"a": 3}"#),
    ];
    let inside = [r#"{"b": 10, "c": "x"}"#, r#"{"b": 20}"#];
    check(
        &events,
        &inside,
        &[
            (
                "fields a | appendcols (fields c)",
                &["a=1 c=x", "a=2", "a=3"],
            ),
            (
                "fields a, b | appendcols (SOURCE 'g' | fields b, c)",
                &["a=1 b=9 c=x", "a=2", "a=3"],
            ),
            (
                "fields a, b | appendcols override=true (fields b, c)",
                &["a=1 b=10 c=x", "a=2 b=20", "a=3"],
            ),
            (
                "fields a, b | appendcols override=true max=1 (fields b)",
                &["a=1 b=10", "a=2", "a=3"],
            ),
            (
                "stats count(*) as n | appendcols (stats max(b) as most, count(*) as m)",
                &["n=3 most=20 m=2"],
            ),
            (
                "fields a | sort a desc | appendcols (fields b | sort b desc) | limit 1",
                &["a=3 b=20"],
            ),
        ],
    );
}

proptest! {
    #[test]
    fn totals_of_columns_are_those_of_rows(values in prop::collection::vec((0i64..100, 0i64..100), 0..40)) {
        let messages: Vec<String> =
            values.iter().map(|(a, b)| format!(r#"{{"a": {a}, "b": {b}}}"#)).collect();
        let events: Vec<(i64, &str)> =
            messages.iter().enumerate().map(|(n, m)| (-(n as i64), m.as_str())).collect();
        let all = rows("fields a, b | addtotals col=true", &events, &[]);
        prop_assert_eq!(all.len(), values.len() + 1);
        let sum: i64 = values.iter().map(|(a, b)| a + b).sum();
        let last = all.last().map(String::as_str).unwrap_or_default();
        match values.is_empty() {
            true => prop_assert_eq!(last, ""),
            false => prop_assert!(last.ends_with(&format!("Total={sum}")), "{}", last),
        }
    }

    #[test]
    fn periods_follow_one_another(mut minutes in prop::collection::vec(0i64..300, 1..20)) {
        minutes.sort_unstable_by(|a, b| b.cmp(a));
        let events: Vec<(i64, &str)> = minutes.iter().map(|minute| (*minute, "{}")).collect();
        let query = "stats count(*) as n by bin(7m) as t | fillmissing with 0 for n \
                     | stats count(*) as rows, sum(n) as n, count_distinct(t) as times";
        let first = minutes.first().map(|minute| (BEGIN / 60_000 + minute) / 7).unwrap_or_default();
        let last = minutes.last().map(|minute| (BEGIN / 60_000 + minute) / 7).unwrap_or_default();
        let periods = first - last + 1;
        let expected = format!("rows={periods} n={} times={periods}", minutes.len());
        prop_assert_eq!(rows(query, &events, &[]), [expected]);
    }

    #[test]
    fn nothing_that_was_there_is_missing_behind_filldown(values in prop::collection::vec(prop::option::of(0u8..9), 1..40)) {
        let messages: Vec<String> = values
            .iter()
            .map(|value| value.map_or("{}".to_owned(), |value| format!(r#"{{"v": {value}}}"#)))
            .collect();
        let events: Vec<(i64, &str)> =
            messages.iter().enumerate().map(|(n, m)| (-(n as i64), m.as_str())).collect();
        let mut last = None;
        let expected = values.iter().map(|value| {
            last = value.or(last);
            last.map_or(String::new(), |last| format!("v={last}"))
        });
        let expected: Vec<String> = expected.collect();
        prop_assert_eq!(rows("fields v | filldown", &events, &[]), expected);
    }
}
