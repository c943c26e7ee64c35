//! Queries over a few events, as AWS's pages have them, and what must hold for any.

use haneul_logquery::{Bad, Event, Query, ROWS, Run};
use proptest::prelude::*;

/// 2024-05-01 00:00:00 UTC.
const BEGIN: i64 = 1_714_521_600_000;

/// From the oldest to the newest, a minute apart.
fn run_over(query: &str, messages: &[&str]) -> Vec<String> {
    let query = match Query::parse(query) {
        Ok(query) => query,
        Err(bad) => panic!("{query}: {bad}"),
    };
    let mut run = Run::new(&query, ROWS, BEGIN);
    for (nth, message) in messages.iter().enumerate().rev() {
        run.take(Event {
            at: BEGIN + nth as i64 * 60_000,
            ingested: BEGIN,
            message: (*message).to_owned(),
            stream: format!("s{}", nth % 2),
            log: "111122223333:g".to_owned(),
            pointer: format!("p{nth}"),
            ..Event::default()
        })
        .unwrap();
    }
    let rows = run.finish().unwrap().rows.into_iter();
    rows.map(|row| {
        let fields = row.iter().filter(|(name, _)| name != "@ptr");
        let shown: Vec<String> = fields
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        shown.join(" ")
    })
    .collect()
}

const REQUESTS: [&str; 6] = [
    r#"{"path": "/a", "status": 200, "ms": 10, "user": {"id": 1}, "ip": "10.0.0.1"}"#,
    r#"{"path": "/b", "status": 404, "ms": 20, "user": {"id": 2}, "ip": "10.0.1.1"}"#,
    r#"{"path": "/a", "status": 500, "ms": 30, "user": {"id": 1}, "tags": ["x", "y"]}"#,
    r#"{"path": "/a", "status": 200, "ms": 40, "foo-bar": "dash"}"#,
    r#"{"path": "/c", "status": 200, "ms": 50.5}"#,
    "ERROR user=ann, method:GET, latency := 12",
];

fn check(cases: &[(&str, &[&str])]) {
    for (query, expected) in cases {
        assert_eq!(run_over(query, &REQUESTS), *expected, "{query}");
    }
}

#[test]
fn fields_filter_sort_and_limit() {
    check(&[
        ("fields path, ms | limit 2", &["", "path=/c ms=50.5"]),
        (
            "fields path | filter status = 200 | sort ms desc | limit 2",
            &["path=/c", "path=/a"],
        ),
        (
            "fields ms | filter status >= 400 and path = '/a'",
            &["ms=30"],
        ),
        (
            "fields ms | filter status in [404, 500] | sort ms asc",
            &["ms=20", "ms=30"],
        ),
        (
            "fields ms | filter not (status = 200) and ispresent(status)",
            &["ms=30", "ms=20"],
        ),
        (
            "fields ms | filter path like /^\\/[bc]/",
            &["ms=50.5", "ms=20"],
        ),
        (
            "fields ms | filter path like 'a' | sort ms",
            &["ms=10", "ms=30", "ms=40"],
        ),
        (
            "fields ms | filter path not like /a/ and ms > 0",
            &["ms=50.5", "ms=20"],
        ),
        ("fields ms | filter @message =~ /(?i)error/", &[""]),
        (
            "fields @timestamp, user.id as u | filter u = 2",
            &["@timestamp=2024-05-01 00:01:00.000 u=2"],
        ),
        (
            "fields `foo-bar` | filter ispresent(`foo-bar`)",
            &["foo-bar=dash"],
        ),
        ("fields tags.1 | filter status=500", &["tags.1=y"]),
        (
            "fields ms * 2 + 1 as x | filter ms = 10 # a comment",
            &["x=21"],
        ),
        (
            "fields 2 ^ 3 as a, 10 % 3 as b, 7 / 2 as c, -ms as d | filter ms = 10",
            &["a=8 b=1 c=3.5 d=-10"],
        ),
        ("filter ms = 20 | display path", &["path=/b"]),
        (
            "fields path | filter ms = 20 | fields ms",
            &["path=/b ms=20"],
        ),
        (
            "filter ispresent(ms) | sort by path desc, ms | limit 3 | fields ms",
            &["ms=50.5", "ms=20", "ms=10"],
        ),
    ]);
    let whole = run_over("filter ms = 50.5", &REQUESTS);
    let shown = format!(
        "@timestamp=2024-05-01 00:04:00.000 @message={}",
        REQUESTS[4]
    );
    assert_eq!(whole, [shown]);
}

#[test]
fn stats() {
    check(&[
        ("stats count(*)", &["count(*)=6"]),
        (
            "stats count(*) as n by path | sort path",
            &["path=/a n=3", "path=/b n=1", "path=/c n=1", "n=1"],
        ),
        (
            "stats avg(ms), sum(ms), min(ms), max(ms)",
            &["avg(ms)=30.1 sum(ms)=150.5 min(ms)=10 max(ms)=50.5"],
        ),
        (
            "stats count(status) as n, count_distinct(status) as d",
            &["n=5 d=3"],
        ),
        (
            "stats pct(ms, 50) as p, stddev(ms) as s | fields p",
            &["p=30 s=14.2843"],
        ),
        (
            "stats sum(ms) / count(*) as mean by path | filter path = '/a'",
            &["path=/a mean=26.6667"],
        ),
        (
            "filter path='/a' | stats earliest(ms) as e, latest(ms) as l, sortsFirst(path) as f",
            &["e=10 l=40 f=/a"],
        ),
        (
            "stats count(*) as n by bin(3m) as t | sort t",
            &[
                "t=2024-05-01 00:00:00.000 n=3",
                "t=2024-05-01 00:03:00.000 n=3",
            ],
        ),
        (
            "stats max(ms) as m by path | filter ispresent(path) | stats sum(m) as all",
            &["all=110.5"],
        ),
        ("filter ms > 1000 | stats count(*) as n", &["n=0"]),
        ("filter ms > 1000 | stats count(*) as n by path", &[]),
        (
            "stats count(*) as n by @logStream | sort @logStream",
            &["@logStream=s0 n=3", "@logStream=s1 n=3"],
        ),
    ]);
}

#[test]
fn parse() {
    check(&[
        (
            "parse @message \"user=*, method:*, latency := *\" as @user, @method, latency \
             | filter ispresent(latency) | display @user, @method, latency * 2 as l",
            &["@user=ann @method=GET l=24"],
        ),
        (
            "parse @message /user=(?<u>[a-z]+), method:(?<m>\\w+)/ | filter ispresent(u) | display u, m",
            &["u=ann m=GET"],
        ),
        ("parse 'user=*,' as u | stats count(u) as n", &["n=1"]),
        (
            "fields jsonParse(@message) as j | filter j.status = 404 | display j.path",
            &["j.path=/b"],
        ),
        (
            "filter status = 500 | unnest tags into tag | display tag",
            &["tag=x", "tag=y"],
        ),
        (
            "fields path | dedup path",
            &["", "path=/c", "path=/a", "path=/b"],
        ),
    ]);
}

#[test]
fn patterns() {
    let lines = [
        "[INFO] Request time: 327 ms",
        "[INFO] Request time: 41 ms",
        "[WARN] Request of ann is slow",
        "[INFO] Request time: 3.5 ms",
    ];
    let time = "@pattern=[INFO] Request time: <Number-1> ms @ratio=0.75 @sampleCount=3 \
                @severityLabel=Info";
    let slow = "@pattern=[WARN] Request of ann is slow @ratio=0.25 @sampleCount=1 \
                @severityLabel=Warning";
    let cases: [(&str, &[&str]); 5] = [
        ("pattern @message", &[time, slow]),
        (
            "fields @timestamp | sort @timestamp desc | pattern @message | filter @ratio < 0.5",
            &[slow],
        ),
        (
            "parse @message '] *' as rest | pattern rest | fields @pattern | limit 1 | display @pattern",
            &["@pattern=Request time: <Number-1> ms"],
        ),
        (
            "pattern toupper(substr(@message, 7)) | display @pattern, @severityLabel | limit 1",
            &["@pattern=REQUEST TIME: <Number-1> MS"],
        ),
        (
            "limit 1 | pattern @message | display @sampleCount",
            &["@sampleCount=1"],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(run_over(query, &lines), expected, "{query}");
    }
    assert_eq!(run_over("pattern none", &lines), Vec::<String>::new());
}

#[test]
fn an_index_is_asked_for_a_value_or_several() {
    check(&[
        ("fields ms | filterIndex status = 404", &["ms=20"]),
        (
            "filterIndex path in ['/b', '/c'] | display ms",
            &["ms=50.5", "ms=20"],
        ),
        (
            "filterIndex path = '/a' | filterIndex status in [500] | display ms",
            &["ms=30"],
        ),
    ]);
    let query = Query::parse("filterIndex a.b = 1 | filterIndex `c-d` in ['x']").unwrap();
    assert_eq!(query.indexed(), ["a.b", "c-d"]);
    assert_eq!(query.of_standard_class(), Some("filterIndex"));
}

#[test]
fn functions() {
    let cases = [
        ("abs(-2)", "2"),
        ("ceil(1.2)", "2"),
        ("floor(1.8)", "1"),
        ("greatest(1, 9, 3)", "9"),
        ("least(4, 2, 3)", "2"),
        ("log(1)", "0"),
        ("sqrt(9)", "3"),
        ("coalesce(none, 'x')", "x"),
        ("isempty('')", "1"),
        ("isblank('  ')", "1"),
        ("concat('a', 1, 'b')", "a1b"),
        ("ltrim('xyZfooxyZ', 'xyZ')", "fooxyZ"),
        ("rtrim('xyZfooxyZ', 'xyZ')", "xyZfoo"),
        ("trim('xyZfooxyZ', 'xyZ')", "foo"),
        ("trim('  a ')", "a"),
        ("strlen('héé')", "3"),
        ("toupper('a')", "A"),
        ("tolower('A')", "a"),
        ("substr('xyZfooxyZ', 3, 3)", "foo"),
        ("substr('abc', 1)", "bc"),
        ("replace('foo', 'o', '0')", "f00"),
        ("strcontains('abc', 'bc')", "1"),
        ("isValidIp('10.0.0.1')", "1"),
        ("isValidIpV6('10.0.0.1')", "0"),
        ("isIpInSubnet('10.1.2.3', '10.0.0.0/8')", "1"),
        ("isIpv4InSubnet('10.1.2.3', '11.0.0.0/8')", "0"),
        ("isIpv6InSubnet('fd00::1', 'fd00::/8')", "1"),
        ("datefloor(@timestamp, 1h)", "2024-05-01 00:00:00.000"),
        ("dateceil(@timestamp, 1h)", "2024-05-01 00:00:00.000"),
        ("datefloor(@timestamp, 1mo)", "2024-05-01 00:00:00.000"),
        ("bin(1y)", "2024-01-01 00:00:00.000"),
        ("fromMillis(0)", "1970-01-01 00:00:00.000"),
        ("toMillis(@timestamp)", "1714521600000"),
        ("now()", "1714521600"),
        ("unmask(@message)", "m"),
    ];
    for (call, expected) in cases {
        let query = format!("fields {call} as x");
        assert_eq!(
            run_over(&query, &["m"]),
            [format!("x={expected}")],
            "{call}"
        );
    }
}

#[test]
fn lines_of_functions_have_fields_of_their_own() {
    let report = "REPORT RequestId: 6f-1\tDuration: 3.1 ms\tBilled Duration: 4 ms\tMemory Size: \
                  128 MB\tMax Memory Used: 51 MB\tInit Duration: 120.5 ms";
    let query = "filter @type = 'REPORT' | display @requestId, @duration, @billedDuration, \
                 @memorySize, @maxMemoryUsed, @initDuration";
    assert_eq!(
        run_over(query, &["START RequestId: 6f-1 Version: $LATEST", report]),
        [
            "@requestId=6f-1 @duration=3.1 @billedDuration=4 @memorySize=128000000 \
          @maxMemoryUsed=51000000 @initDuration=120.5"
        ]
    );
}

#[test]
fn what_is_no_query_is_refused() {
    let bad = [
        "",
        "|",
        "nothing",
        "fields",
        "fields a b",
        "filter",
        "filter a =",
        "stats a",
        "limit x",
        "limit 0",
        "sort",
        "parse @message",
        "parse @message 'a*'",
        "parse @message 'a*' as b, c",
        "parse @message /(a)/",
        "parse @message /(?<a>/",
        "fields f(1)",
        "fields abs()",
        "fields (a",
        "fields 'a",
        "filter a like /(/",
        "stats count(*) by",
        "fields bin(5x)",
        "fields a ~ b",
        "stats pct(a)",
        "stats avg(count(*))",
        "fields 5m",
        "dedup",
        "filter a in 5",
        "filterIndex a",
        "filterIndex a > 1",
        "filterIndex a = b",
        "filterIndex 1 = 1",
        "filterIndex a = 1 or a = 2",
        "fields a | SOURCE logGroups()",
        "SOURCE logGroups() | SOURCE logGroups()",
        "SOURCE logGroups",
        "SOURCE logGroups(namePrefix: 'a')",
        "SOURCE logGroups(namePrefix ['a'])",
        "SOURCE logGroups(namePrefix: ['a','b','c','d','e','f'])",
        "SOURCE logGroups(class: ['COLD'])",
        "SOURCE logGroups(other: ['a'])",
        "SOURCE 'a'",
        "filter a in (",
        "filter a in ()",
        "filter a in (fields b, c)",
        "filter a in (SOURCE 'g' | fields a",
        "filter a in (SOURCE 'g' 'h')",
        "filter a in (filter b in (fields b))",
        "filter a in (SOURCE 'g') | SOURCE 'g'",
        "join left=l right=r where l.a=r.a",
        "join left=l right=r where a=r.a (SOURCE 'g')",
        "join left=l where l.a=r.a (SOURCE 'g')",
        "join type=outer left=l right=r where l.a=r.a (SOURCE 'g')",
        "join left=l right=l where l.a=l.a (SOURCE 'g')",
        "join left=l right=r on l.a=r.a (SOURCE 'g')",
        "lookup",
        "lookup t a",
        "lookup t a OUTPUT",
        "lookup t a as OUTPUT b",
        "lookup t OUTPUT b",
        "filter a in (lookup t a OUTPUT b | fields a)",
        "lookup t a OUTPUT b | lookup t a OUTPUT b | lookup t a OUTPUT b | lookup t a OUTPUT b \
         | lookup t a OUTPUT b | lookup t a OUTPUT b",
        "pattern",
        "pattern @message,",
        "diff yesterday",
        "fields a | addtotals row=maybe",
        "fields a | addtotals rows=true",
        "fields a | addtotals a b",
        "fields a | fillmissing",
        "stats count(*) by a | fillmissing",
        "stats count(*) by bin(1m) | fillmissing with a for b",
        "stats count(*) by bin(1m) | fillmissing with 0",
        "fields a | filldown a =",
        "fields a | appendcols",
        "fields a | appendcols max=0 (fields b)",
        "fields a | appendcols max=100001 (fields b)",
        "fields a | appendcols some=1 (fields b)",
        "pattern a | diff | diff",
        "pattern a | diff previousDay previousWeek",
    ];
    for query in bad {
        assert!(
            matches!(Query::parse(query), Err(Bad::Syntax { .. })),
            "{query}"
        );
    }
    for query in [
        "pattern @message | anomaly",
        "stats count(*) | diff",
        "pattern a | filter b = 1 | diff",
        "SOURCE dataSource('a.b')",
        "filter a in (fields a) | diff",
        "filter a in (diff)",
        "logcompare timeshift 7d",
        "fields a | append (fields b)",
        "filter a in (SOURCE logGroups() | fields a)",
    ] {
        assert!(
            matches!(Query::parse(query), Err(Bad::Refused(_))),
            "{query}"
        );
    }
    let deep = format!("filter {}a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(Query::parse(&deep).is_err());
}

#[test]
fn what_is_full_needs_no_more() {
    let query = Query::parse("fields @message | limit 3").unwrap();
    let mut run = Run::new(&query, ROWS, BEGIN);
    let mut taken = 0;
    while !run.is_full() {
        run.take(Event::default()).unwrap();
        taken += 1;
    }
    assert_eq!((taken, run.finish().unwrap().rows.len()), (3, 3));
}

fn word() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 50] = [
        "fields",
        "filter",
        "stats",
        "sort",
        "limit",
        "parse",
        "dedup",
        "display",
        "pattern",
        "diff",
        "previousDay",
        "join left=l right=r where l.a=r.a",
        "in (",
        "SOURCE 'g'",
        "lookup t",
        "OUTPUT",
        "left=",
        "filterIndex",
        "SOURCE logGroups(",
        "namePrefix:",
        "|",
        ",",
        "(",
        ")",
        "a",
        "@message",
        "1",
        "2.5",
        "'x'",
        "/x/",
        "/(?<n>x)/",
        "'*'",
        "as",
        "by",
        "count(*)",
        "avg(a)",
        "bin(5m)",
        "=",
        "!=",
        "like",
        "in",
        "[",
        "]",
        "not",
        "and",
        "or",
        "+",
        "-",
        "*",
        "desc",
    ];
    prop::sample::select(KNOWN.as_slice()).prop_map(str::to_owned)
}

fn try_query(text: &str) {
    if let Ok(query) = Query::parse(text) {
        let mut run = Run::new(&query, 10, BEGIN);
        for message in REQUESTS {
            let event = Event {
                message: message.to_owned(),
                ..Event::default()
            };
            if run.take(event).is_err() {
                return;
            }
        }
        _ = run.finish();
    }
}

proptest! {
    #[test]
    fn any_text_may_be_a_query(text: String) {
        try_query(&text);
    }

    #[test]
    fn any_words_may_be_a_query(words in prop::collection::vec(word(), 0..12)) {
        try_query(&words.join(" "));
        let begun = format!("fields a | {}", words.join(" "));
        try_query(&begun);
        let expression = format!("filter {}", words.join(" "));
        try_query(&expression);
    }

    #[test]
    fn sorting_with_a_limit_is_sorting(numbers in prop::collection::vec(-1_000i32..1_000, 0..300), limit in 1usize..40) {
        let messages: Vec<String> = numbers.iter().map(|n| format!("{{\"n\": {n}}}")).collect();
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        let query = format!("fields n | sort n desc | limit {limit}");
        let found = run_over(&query, &messages);
        let mut expected = numbers;
        expected.sort_by(|a, b| b.cmp(a));
        let expected: Vec<String> = expected.iter().take(limit).map(|n| format!("n={n}")).collect();
        prop_assert_eq!(found, expected);
    }
}
