//! A table of expressions and what they are worth.

#![cfg(test)]

use super::{Expression, Scene, Series, Value};

/// Three metrics over six minutes from midnight: `m1` is there every minute, `m2` in every second
/// one, `m3` never.
struct Six;

const NAMES: &[&str] = &["m1", "m2", "m3"];

fn metric(id: &str) -> Series {
    let points = match id {
        "m1" => (0..6).map(|n| (n * 60, (n * 10) as f64)).collect(),
        "m2" => (0..3).map(|n| (n * 120, (n + 1) as f64)).collect(),
        _ => Vec::new(),
    };
    Series {
        label: id.to_owned(),
        period: 60,
        points,
        measured: true,
    }
}

impl Scene for Six {
    fn named(&self, id: &str) -> Option<Result<Value, String>> {
        NAMES.contains(&id).then(|| Ok(Value::Series(metric(id))))
    }

    fn metrics(&self, part: &str) -> Vec<Series> {
        let named = NAMES.iter().filter(|name| name.contains(part));
        named.map(|name| metric(name)).collect()
    }

    fn search(&self, search: &str, stat: &str, period: Option<i64>) -> Result<Vec<Series>, String> {
        assert_eq!((search, stat, period), ("{A} b", "Sum", Some(60)));
        Ok(vec![metric("m1"), metric("m2")])
    }

    fn band(&self, id: &str, width: f64) -> Result<[Series; 2], String> {
        let of = |way: f64| metric(id).map(|value| value + way * width);
        Ok([of(1.0), of(-1.0)])
    }

    fn grid(&self) -> (i64, i64, i64) {
        (0, 360, 60)
    }
}

/// `0 1 - 3`: by minute, a line for each series.
fn shown(value: &Value) -> String {
    let series = |series: &Series| {
        let minutes = (0..6).map(|n| match series.at(n * 60) {
            Some(value) => format!("{}", (value * 1000.0).round() / 1000.0),
            None => "-".to_owned(),
        });
        minutes.collect::<Vec<_>>().join(" ")
    };
    match value {
        Value::Number(number) => format!("={}", (number * 1000.0).round() / 1000.0),
        Value::Series(one) => series(one),
        Value::List(list) => list.iter().map(series).collect::<Vec<_>>().join(" | "),
        other => format!("{other:?}"),
    }
}

const CASES: &[(&str, &str)] = &[
    ("m1", "0 10 20 30 40 50"),
    ("m2", "1 - 2 - 3 -"),
    ("m1 + m2", "1 10 22 30 43 50"),
    ("m1 - m2 * 2", "-2 10 16 30 34 50"),
    ("m2 / m1", "- 0 0.1 0 0.075 0"),
    ("-m2", "-1 - -2 - -3 -"),
    ("-m2 ^ 2", "-1 - -4 - -9 -"),
    ("2 ^ 3 ^ 2", "=512"),
    ("(1 + 2) * 3 - 4 / 2", "=7"),
    ("1e2 + .5", "=100.5"),
    ("m1 >= 30", "0 0 0 1 1 1"),
    ("m1 > 15 AND m1 < 45", "0 0 1 1 1 0"),
    ("m1 == 0 || m2 == 3", "1 0 0 0 1 0"),
    ("m1 != 20", "1 1 0 1 1 1"),
    ("1 < 2", "=1"),
    ("[m1, m2] * 2", "0 20 40 60 80 100 | 2 - 4 - 6 -"),
    ("100 / [m2]", "100 - 50 - 33.333 -"),
    ("[m1, m2] - m2", "-1 10 18 30 37 50 | 0 - 0 - 0 -"),
    ("m2 - [m1, m2]", "1 -10 -18 -30 -37 -50 | 0 - 0 - 0 -"),
    ("ABS(-m1)", "0 10 20 30 40 50"),
    ("CEIL(m2 / 2)", "1 - 1 - 2 -"),
    ("FLOOR(m2 / 2)", "0 - 1 - 1 -"),
    ("LOG10(m1)", "- 1 1.301 1.477 1.602 1.699"),
    ("LOG(m2)", "0 - 0.693 - 1.099 -"),
    ("AVG(m1)", "=25"),
    ("SUM(m2)", "=6"),
    ("MIN(m2)", "=1"),
    ("MAX(m1)", "=50"),
    ("STDDEV(m2)", "=0.816"),
    ("DATAPOINT_COUNT(m2)", "=3"),
    ("AVG(m3)", "=0"),
    ("SUM([m1, m2])", "1 10 22 30 43 50"),
    ("AVG([m1, m2])", "0.5 5 11 15 21.5 25"),
    ("MIN([m1, m2])", "0 10 2 30 3 50"),
    ("MAX(METRICS())", "1 10 20 30 40 50"),
    ("STDDEV([m1, m2])", "0.5 5 9 15 18.5 25"),
    ("DATAPOINT_COUNT(METRICS())", "2 1 2 1 2 1"),
    ("SUM(METRICS(\"1\"))", "0 10 20 30 40 50"),
    ("m1 - AVG(m1)", "-25 -15 -5 5 15 25"),
    ("DIFF(m1)", "- 10 10 10 10 10"),
    ("DIFF_TIME(m2)", "- - 120 - 120 -"),
    ("RATE(m1)", "- 0.167 0.167 0.167 0.167 0.167"),
    ("RUNNING_SUM(m2)", "1 - 3 - 6 -"),
    ("FILL(m2, 0)", "1 0 2 0 3 0"),
    ("FILL(m2, REPEAT)", "1 1 2 2 3 3"),
    ("FILL(m2, LINEAR)", "1 1.5 2 2.5 3 -"),
    ("FILL(m2, m1)", "1 10 2 30 3 50"),
    ("FILL(m3, MIN(m2))", "1 1 1 1 1 1"),
    ("FIRST(METRICS())", "0 10 20 30 40 50"),
    ("LAST([m1, m2])", "1 - 2 - 3 -"),
    ("IF(m1 < 25, 10, 2)", "10 10 10 2 2 2"),
    ("IF(m1 < 25, m1)", "0 10 20 - - -"),
    ("IF(m1 > 5, m2, 7)", "7 0 2 0 3 0"),
    ("IF(m1 > 25, m1, m2)", "1 - 2 30 40 50"),
    ("IF(1, m1, m2)", "0 10 20 30 40 50"),
    ("IF(0, m1)", "- - - - - -"),
    ("METRIC_COUNT(METRICS())", "=3"),
    ("ANOMALY_DETECTION_BAND(m2)", "3 - 4 - 5 - | -1 - 0 - 1 -"),
    ("FIRST(ANOMALY_DETECTION_BAND(m2, 5))", "6 - 7 - 8 -"),
    ("REMOVE_EMPTY(METRICS())", "0 10 20 30 40 50 | 1 - 2 - 3 -"),
    ("SLICE(METRICS(), 1)", "1 - 2 - 3 - | - - - - - -"),
    ("SLICE(METRICS(), 0, 1)", "0 10 20 30 40 50"),
    (
        "SORT([m2, m1], SUM, DESC)",
        "0 10 20 30 40 50 | 1 - 2 - 3 -",
    ),
    ("SORT(METRICS(), AVG, ASC, 1)", "1 - 2 - 3 -"),
    ("TIME_SERIES(5 * MAX(m2))", "15 15 15 15 15 15"),
    ("MINUTE(m2)", "0 1 2 3 4 5"),
    (
        "HOUR(m1) + DAY(m1) + DATE(m1) + MONTH(m1) + YEAR(m1)",
        "1976 1976 1976 1976 1976 1976",
    ),
    ("EPOCH(m1)", "0 60 120 180 240 300"),
    ("m1 / PERIOD(m1)", "0 0.167 0.333 0.5 0.667 0.833"),
    ("SUM(SEARCH('{A} b', 'Sum', 60))", "1 10 22 30 43 50"),
];

#[test]
fn expressions_are_worth_what_the_documentation_says() {
    for (text, expected) in CASES {
        let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let value = expression
            .evaluate(&Six)
            .unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(shown(&value), *expected, "{text}");
    }
}

#[test]
fn what_is_no_expression() {
    let deep = "(".repeat(500);
    let minus = "-".repeat(5_000);
    for text in [
        "", "m1 +", "(m1", "m1)", "[m1", "AVG(m1", "1.2.3", "'a", "m1 m2", "é", "$", "= 1",
        "1 ! 2", &deep, &minus,
    ] {
        assert!(Expression::parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_cannot_be_computed_is_said() {
    for text in [
        "m9",
        "avg(m1)",
        "AVG()",
        "AVG(1)",
        "ABS('a')",
        "m1 + 'a'",
        "SORT(m1, m2, m1)",
        "SLICE(m1, -1)",
        "FILL(m1, NEVER)",
        "1 / 0",
        "METRICS(1)",
        "PERIOD(m1 + 1)",
        "IF(m1)",
        "AVG(m1, m2)",
        "ANOMALY_DETECTION_BAND(1)",
        "ANOMALY_DETECTION_BAND(m1, 0)",
        "ANOMALY_DETECTION_BAND(m1, m2)",
        "ANOMALY_DETECTION_BAND(m1, 2, 3)",
        "[1, 2]",
        "TIME_SERIES(m1)",
        "DESC + 1",
    ] {
        let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert!(expression.evaluate(&Six).is_err(), "{text}");
    }
}

#[test]
fn what_an_expression_names() {
    let expression = Expression::parse("SUM([m1, e2]) / FILL(m1, REPEAT)").unwrap();
    let ids: Vec<_> = expression.ids().into_iter().collect();
    assert_eq!(ids, ["e2", "m1"]);
    assert!(expression.calls("FILL") && !expression.calls("SEARCH"));
}
