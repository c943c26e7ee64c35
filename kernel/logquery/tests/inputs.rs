//! What queries take besides their events: other times, other queries, tables.

use haneul_logquery::{Bad, Event, INNER_ROWS, Inputs, Query, ROWS, Run, table_shape};

/// 2024-05-01 00:00:00 UTC.
const BEGIN: i64 = 1_714_521_600_000;

#[test]
fn a_query_says_what_it_is_of() {
    let query = "SOURCE logGroups(namePrefix: ['a', \"b/\"], class: ['INFREQUENT_ACCESS'], \
                 accountIdentifiers:['111122223333']) | fields a";
    let query = Query::parse(query).unwrap();
    let source = query.source().unwrap();
    assert_eq!(source.accounts, ["111122223333"]);
    let names = ["a", "b/c", "b", "ca"].map(|name| source.has(name, "INFREQUENT_ACCESS"));
    assert_eq!(
        (names, source.has("a", "STANDARD")),
        ([true, true, false, false], false)
    );
    let query = Query::parse("SOURCE logGroups()").unwrap();
    let source = query.source().unwrap();
    assert!(source.has("any", "STANDARD") && !source.has("any", "INFREQUENT_ACCESS"));
    assert_eq!(Query::parse("fields a").unwrap().source(), None);
}

fn events(lines: &[&str]) -> impl Iterator<Item = Event> {
    lines.iter().map(|line| Event {
        message: (*line).to_owned(),
        ..Event::default()
    })
}

/// A query whose inner ones are over `inside`, and whose tables are all `csv`.
fn run_with(query: &str, lines: &[&str], inside: &[&str], csv: &str) -> Result<Vec<String>, Bad> {
    let query = Query::parse(query)?;
    let mut inputs = Inputs::default();
    for inner in query.inner() {
        let mut run = Run::new(&inner.query, inner.most(), BEGIN);
        for event in events(inside) {
            run.take(event)?;
        }
        inputs.inner(inner, run)?;
    }
    for lookup in query.lookups() {
        inputs.table(lookup, csv)?;
    }
    let mut run = Run::with(&query, ROWS, BEGIN, inputs);
    for event in events(lines) {
        run.take(event)?;
    }
    let rows = run.finish()?.rows.into_iter();
    let shown = rows.map(|row| {
        let fields = row.into_iter().filter(|(name, _)| name != "@ptr");
        let fields = fields.map(|(name, value)| format!("{name}={value}"));
        fields.collect::<Vec<_>>().join(" ")
    });
    Ok(shown.collect())
}

const ORDERS: [&str; 4] = [
    r#"{"id": 1, "user": "u1"}"#,
    r#"{"id": 2, "user": "u2"}"#,
    r#"{"id": "3", "user": "U1"}"#,
    r#"{"user": "u1"}"#,
];
const PAYMENTS: [&str; 4] = [
    r#"{"id": "1", "paid": 10, "ok": true}"#,
    r#"{"id": 1, "paid": 20, "ok": false}"#,
    r#"{"id": 3, "paid": 30, "ok": true}"#,
    r#"{"paid": 40}"#,
];

#[test]
fn a_query_takes_what_others_find() {
    let cases: [(&str, &[&str]); 7] = [
        (
            "filter id in (SOURCE 'p' | fields id) | display id",
            &["id=1", "id=3"],
        ),
        (
            "filter id not in (SOURCE 'p' | fields id) | display user",
            &["user=u2", "user=u1"],
        ),
        (
            "filter id in (SOURCE 'p' | stats sum(paid) as s by id | filter s > 30 | fields id) \
             | display id",
            &[],
        ),
        (
            "filter id in (filter ok = false | display id) and user = 'u1' | display id",
            &["id=1"],
        ),
        (
            "join left=o right=p where o.id=p.id (SOURCE 'p') | fields o.user, p.paid, id",
            &[
                "o.user=u1 p.paid=10 id=1",
                "o.user=u1 p.paid=20 id=1",
                "o.user=U1 p.paid=30 id=3",
            ],
        ),
        (
            "join type=left left=o right=p where p.id = o.id (SOURCE 'p' | filter ok = true) \
             | stats count(*) as n, sum(p.paid) as s by o.user | sort o.user",
            &["o.user=U1 n=1 s=30", "o.user=u1 n=2 s=10", "o.user=u2 n=1"],
        ),
        (
            "join left=a right=b where a.id=b.id (SOURCE 'p') \
             | join left=c right=d where c.b.paid=d.paid (SOURCE 'p') | fields d.ok, c.a.user",
            &[
                "d.ok=1 c.a.user=u1",
                "d.ok=0 c.a.user=u1",
                "d.ok=1 c.a.user=U1",
            ],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(
            run_with(query, &ORDERS, &PAYMENTS, "").unwrap(),
            expected,
            "{query}"
        );
    }
    let query = Query::parse("filter a in (SOURCE 'g', h | fields a)").unwrap();
    assert_eq!(query.inner()[0].groups, ["g", "h"]);
}

#[test]
fn values_are_looked_up_in_tables() {
    let csv = "id,name,note\n1,one,\"a, b\"\n3,three,\n3,other,x\n";
    let cases: [(&str, &[&str]); 3] = [
        (
            "fields user | lookup t id OUTPUT name, note",
            &[
                "user=u1 name=one note=a, b",
                "user=u2",
                "user=U1 name=three note=",
                "user=u1",
            ],
        ),
        (
            "parse user 'u*' as n | lookup t id as n OUTPUT name | filter ispresent(name) | display user",
            &["user=u1", "user=u1"],
        ),
        ("lookup t id, name as user OUTPUT note as x", &[]),
    ];
    for (query, expected) in cases {
        match run_with(query, &ORDERS, &[], csv) {
            Ok(found) => assert_eq!(found, expected, "{query}"),
            Err(bad) => assert!(
                expected.is_empty() && matches!(bad, Bad::Syntax { .. }),
                "{bad}"
            ),
        }
    }
    for (query, csv) in [
        ("lookup t id OUTPUT none", csv),
        ("lookup t id OUTPUT name", ""),
    ] {
        let bad = run_with(query, &ORDERS, &[], csv);
        assert!(matches!(bad, Err(Bad::NoTable(_))), "{query}");
    }
    let shape = table_shape(csv).unwrap();
    assert_eq!(
        shape,
        (["id", "name", "note"].map(str::to_owned).to_vec(), 3)
    );
    assert!(matches!(table_shape("a,b\n1\n"), Err(Bad::NoTable(_))));
}

#[test]
fn an_inner_query_of_too_many_rows_is_refused() {
    let query = Query::parse("filter a in (fields a)").unwrap();
    let inner = &query.inner()[0];
    let mut run = Run::new(&inner.query, INNER_ROWS + 1, BEGIN);
    while !run.is_full() {
        run.take(Event::default()).unwrap();
    }
    assert_eq!(Inputs::default().inner(inner, run), Err(Bad::TooLarge));
}

/// The lines of a query's own time, and those of the time before.
fn compare(query: &str, now: &[&str], before: &[&str]) -> Vec<String> {
    let query = Query::parse(query).unwrap();
    assert_eq!(query.compared(2_000, 3_000), Some((1_000, 2_000)));
    let mut run = Run::new(&query, ROWS, BEGIN);
    let give = |run: &mut Run<'_>, lines: &[&str]| {
        for line in lines {
            let message = (*line).to_owned();
            run.take(Event {
                message,
                ..Event::default()
            })
            .unwrap();
        }
    };
    give(&mut run, now);
    run.turn().unwrap();
    give(&mut run, before);
    let rows = run.finish().unwrap().rows.into_iter();
    rows.map(|row| {
        row.into_iter()
            .map(|(_, value)| value)
            .collect::<Vec<_>>()
            .join("|")
    })
    .collect()
}

#[test]
fn patterns_are_compared_with_those_of_the_time_before() {
    let now = [
        "ERROR of 1",
        "ERROR of 2",
        "ERROR of 3",
        "done in 4 ms",
        "fresh",
    ];
    let before = ["ERROR of 9", "done in 5 ms", "gone away"];
    let expected = [
        "ERROR of <Number-1>|0.6|3|Error|1|2|200",
        "fresh|0.2|1|0|1",
        "gone away|0|0|1|-1|-100",
        "done in <Number-1> ms|0.2|1|1|0|0",
    ];
    for query in ["pattern @message | diff", "fields @message | diff"] {
        assert_eq!(compare(query, &now, &before), expected, "{query}");
    }
    let query = "filter @message like /ERROR/ | limit 2 | diff | display @changeInCount";
    assert_eq!(compare(query, &now, &before), ["1"]);
}
