use crate::support::{asks, context, document};

type Values = &'static [&'static str];

/// A condition block, the values of `aws:k` (none: the key is absent), and whether it holds.
const CASES: &[(&str, Values, bool)] = &[
    (r#"{"StringEquals":{"aws:K":"a"}}"#, &["a"], true),
    (r#"{"StringEquals":{"aws:k":["b","a"]}}"#, &["a"], true),
    (r#"{"StringEquals":{"aws:k":"a"}}"#, &["A"], false),
    (r#"{"StringEquals":{"aws:k":"a*"}}"#, &["ab"], false),
    (r#"{"StringEquals":{"aws:k":"a"}}"#, &[], false),
    (r#"{"StringEquals":{"aws:k":[]}}"#, &["a"], false),
    (r#"{"StringEqualsIfExists":{"aws:k":"a"}}"#, &[], true),
    (r#"{"StringEqualsIfExists":{"aws:k":"a"}}"#, &["b"], false),
    (r#"{"StringNotEquals":{"aws:k":["a","b"]}}"#, &["b"], false),
    (r#"{"StringNotEquals":{"aws:k":["a","b"]}}"#, &["c"], true),
    (r#"{"StringNotEquals":{"aws:k":"a"}}"#, &[], true),
    (
        r#"{"StringEqualsIgnoreCase":{"aws:k":"Grüße"}}"#,
        &["gRÜSSE"],
        false,
    ),
    (
        r#"{"StringEqualsIgnoreCase":{"aws:k":"Grün"}}"#,
        &["gRÜN"],
        true,
    ),
    (
        r#"{"StringNotEqualsIgnoreCase":{"aws:k":"A"}}"#,
        &["a"],
        false,
    ),
    (
        r#"{"StringLike":{"aws:k":"home/*/x?"}}"#,
        &["home/ann/x1"],
        true,
    ),
    (
        r#"{"StringLike":{"aws:k":"home/*/x?"}}"#,
        &["home/ann/x"],
        false,
    ),
    (r#"{"StringNotLike":{"aws:k":"a*"}}"#, &["abc"], false),
    (r#"{"StringNotLike":{"aws:k":"a*"}}"#, &["bc"], true),
    (r#"{"NumericEquals":{"aws:k":10}}"#, &["10.0"], true),
    (r#"{"NumericNotEquals":{"aws:k":"10"}}"#, &["10"], false),
    (r#"{"NumericLessThan":{"aws:k":"10"}}"#, &["9"], true),
    (r#"{"NumericLessThan":{"aws:k":"10"}}"#, &["10"], false),
    (r#"{"NumericLessThanEquals":{"aws:k":"10"}}"#, &["10"], true),
    (r#"{"NumericGreaterThan":{"aws:k":"-1"}}"#, &["0"], true),
    (
        r#"{"NumericGreaterThanEquals":{"aws:k":"10"}}"#,
        &["9.99"],
        false,
    ),
    (r#"{"NumericEquals":{"aws:k":"10"}}"#, &["ten"], false),
    (r#"{"NumericLessThanIfExists":{"aws:k":"10"}}"#, &[], true),
    (
        r#"{"DateEquals":{"aws:k":"2024-01-01T00:00:00Z"}}"#,
        &["1704067200"],
        true,
    ),
    (
        r#"{"DateNotEquals":{"aws:k":"2024-01-01"}}"#,
        &["2024-01-01T00:00:00Z"],
        false,
    ),
    (
        r#"{"DateLessThan":{"aws:k":"2024-01-01T00:00:00+09:00"}}"#,
        &["2023-12-31T14:59:59Z"],
        true,
    ),
    (
        r#"{"DateLessThan":{"aws:k":"2024-01-01T00:00:00+09:00"}}"#,
        &["2023-12-31T15:00:00Z"],
        false,
    ),
    (
        r#"{"DateLessThanEquals":{"aws:k":"2024-01"}}"#,
        &["2024-01-01T00:00Z"],
        true,
    ),
    (
        r#"{"DateGreaterThan":{"aws:k":1704067200}}"#,
        &["2024-01-01T00:00:00.5Z"],
        true,
    ),
    (
        r#"{"DateGreaterThanEquals":{"aws:k":"2024-01-01T00:00:00Z"}}"#,
        &["1704067199.9"],
        false,
    ),
    (
        r#"{"DateGreaterThan":{"aws:k":"soon"}}"#,
        &["2024-01-01"],
        false,
    ),
    (r#"{"Bool":{"aws:k":true}}"#, &["TRUE"], true),
    (r#"{"Bool":{"aws:k":"false"}}"#, &["true"], false),
    (r#"{"Bool":{"aws:k":"false"}}"#, &[], false),
    (r#"{"BoolIfExists":{"aws:k":"false"}}"#, &[], true),
    (r#"{"BinaryEquals":{"aws:k":"QUJD"}}"#, &["QUJD"], true),
    (r#"{"BinaryEquals":{"aws:k":"QUJD"}}"#, &["ABC"], true),
    (r#"{"BinaryEquals":{"aws:k":"QUJD"}}"#, &["ABD"], false),
    (
        r#"{"IpAddress":{"aws:k":"203.0.113.0/24"}}"#,
        &["203.0.113.9"],
        true,
    ),
    (
        r#"{"IpAddress":{"aws:k":"203.0.113.9"}}"#,
        &["203.0.113.9"],
        true,
    ),
    (
        r#"{"IpAddress":{"aws:k":"203.0.113.0/24"}}"#,
        &["::ffff:203.0.113.9"],
        true,
    ),
    (
        r#"{"IpAddress":{"aws:k":"203.0.113.0/24"}}"#,
        &["203.0.114.9"],
        false,
    ),
    (
        r#"{"IpAddress":{"aws:k":["10.0.0.0/8","2001:db8::/32"]}}"#,
        &["2001:db8:1::2"],
        true,
    ),
    (
        r#"{"NotIpAddress":{"aws:k":"10.0.0.0/8"}}"#,
        &["10.1.1.1"],
        false,
    ),
    (
        r#"{"NotIpAddress":{"aws:k":"10.0.0.0/8"}}"#,
        &["11.1.1.1"],
        true,
    ),
    (r#"{"NotIpAddress":{"aws:k":"10.0.0.0/8"}}"#, &[], true),
    (
        r#"{"ArnEquals":{"aws:k":"arn:aws:sns:*:111122223333:t*"}}"#,
        &["arn:aws:sns:eu-west-1:111122223333:topic"],
        true,
    ),
    (
        r#"{"ArnLike":{"aws:k":"arn:aws:sns:*:t"}}"#,
        &["arn:aws:sns:eu-west-1:1:t"],
        false,
    ),
    (
        r#"{"ArnLike":{"aws:k":"arn:aws:*-1:1:t:x"}}"#,
        &["arn:aws:sns:eu-1:1:t:x"],
        false,
    ),
    (
        r#"{"ArnLike":{"aws:k":"arn:aws:lambda:*:*:function:f*"}}"#,
        &["arn:aws:lambda:r:1:function:f:7"],
        true,
    ),
    (
        r#"{"ArnLike":{"aws:k":"arn:aws:sns:*"}}"#,
        &["arn:aws:sns:r:1:t"],
        true,
    ),
    (r#"{"ArnLike":{"aws:k":"*"}}"#, &["anything"], true),
    (
        r#"{"ArnNotLike":{"aws:k":"arn:aws:sns:*:*:*"}}"#,
        &["arn:aws:sqs:r:1:q"],
        true,
    ),
    (
        r#"{"ArnNotEquals":{"aws:k":"arn:aws:sns:r:1:t"}}"#,
        &["arn:aws:sns:r:1:t"],
        false,
    ),
    (r#"{"Null":{"aws:k":"true"}}"#, &[], true),
    (r#"{"Null":{"aws:k":"true"}}"#, &["x"], false),
    (r#"{"Null":{"aws:k":false}}"#, &["x"], true),
    (
        r#"{"ForAllValues:StringEquals":{"aws:k":["a","b"]}}"#,
        &["a", "b"],
        true,
    ),
    (
        r#"{"ForAllValues:StringEquals":{"aws:k":["a","b"]}}"#,
        &["a", "c"],
        false,
    ),
    (
        r#"{"ForAllValues:StringEquals":{"aws:k":["a","b"]}}"#,
        &[],
        true,
    ),
    (
        r#"{"ForAllValues:StringNotEquals":{"aws:k":["a","b"]}}"#,
        &["c", "a"],
        false,
    ),
    (
        r#"{"ForAllValues:StringNotEquals":{"aws:k":["a","b"]}}"#,
        &["c", "d"],
        true,
    ),
    (
        r#"{"ForAnyValue:StringLike":{"aws:k":["a*","b"]}}"#,
        &["c", "ax"],
        true,
    ),
    (
        r#"{"ForAnyValue:StringLike":{"aws:k":["a*","b"]}}"#,
        &["c", "d"],
        false,
    ),
    (r#"{"ForAnyValue:StringEquals":{"aws:k":"a"}}"#, &[], false),
    (
        r#"{"ForAnyValue:StringNotEquals":{"aws:k":"a"}}"#,
        &["a", "b"],
        true,
    ),
    (
        r#"{"ForAnyValue:StringNotEquals":{"aws:k":"a"}}"#,
        &["a"],
        false,
    ),
    (
        r#"{"ForAnyValue:StringNotEquals":{"aws:k":"a"}}"#,
        &[],
        false,
    ),
    (
        r#"{"ForAnyValue:StringEqualsIfExists":{"aws:k":"a"}}"#,
        &[],
        true,
    ),
    (
        r#"{"StringEquals":{"aws:k":"a"},"Null":{"aws:other":"true"}}"#,
        &["a"],
        true,
    ),
    (
        r#"{"StringEquals":{"aws:k":"a","aws:other":"x"}}"#,
        &["a"],
        false,
    ),
    ("{}", &[], true),
];

#[test]
fn every_operator() {
    for (condition, values, holds) in CASES {
        let statement =
            format!(r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}"#);
        let context = context(&[("AWS:k", values)]);
        let decision = asks(&document(&statement), "s3:GetObject", "*", &context);
        assert_eq!(decision.allowed, *holds, "{condition} with {values:?}");
    }
}

/// A value that its operator cannot read might mean anything: denials stay denials, and nothing is
/// allowed by it, whichever way the operator is turned.
#[test]
fn values_that_cannot_be_read_deny_and_do_not_allow() {
    const UNREADABLE: &[(&str, &str)] = &[
        (r#"{"NumericLessThan":{"aws:k":"ten"}}"#, "5"),
        (r#"{"NumericNotEquals":{"aws:k":"ten"}}"#, "5"),
        (r#"{"DateGreaterThan":{"aws:k":"soon"}}"#, "2024-01-01"),
        (r#"{"DateNotEquals":{"aws:k":"soon"}}"#, "2024-01-01"),
        (r#"{"Bool":{"aws:k":"yes"}}"#, "true"),
        (r#"{"Bool":{"aws:k":"${aws:username}"}}"#, "true"),
        (r#"{"IpAddress":{"aws:k":"10.0.0.0/33"}}"#, "10.1.1.1"),
        (r#"{"NotIpAddress":{"aws:k":"10.0.0.0/33"}}"#, "10.1.1.1"),
        (r#"{"BinaryEquals":{"aws:k":"!"}}"#, "QUJD"),
        (r#"{"Null":{"aws:k":"maybe"}}"#, "x"),
        (r#"{"ForAllValues:NumericNotEquals":{"aws:k":"ten"}}"#, "5"),
    ];
    let allow = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    for (condition, value) in UNREADABLE {
        let context = context(&[("aws:k", &[value])]);
        let one = |effect: &str| {
            format!(
                r#"{{"Effect":"{effect}","Action":"*","Resource":"*","Condition":{condition}}}"#
            )
        };
        let denied = document(&format!("{allow},{}", one("Deny")));
        assert!(!asks(&denied, "s3:X", "*", &context).allowed, "{condition}");
        let allowed = document(&one("Allow"));
        assert!(
            !asks(&allowed, "s3:X", "*", &context).allowed,
            "{condition}"
        );
    }
    // What can be read beside it still allows; and without the key, no value is asked for.
    let some = r#"{"Effect":"Allow","Action":"*","Resource":"*",
        "Condition":{"IpAddress":{"aws:k":["oops","10.0.0.0/8"]}}}"#;
    let inside = context(&[("aws:k", &["10.1.1.1"])]);
    assert!(asks(&document(some), "s3:X", "*", &inside).allowed);
    let absent = r#"{"Effect":"Deny","Action":"*","Resource":"*",
        "Condition":{"IpAddress":{"aws:k":"oops"}}}"#;
    let text = document(&format!("{allow},{absent}"));
    assert!(asks(&text, "s3:X", "*", &context(&[])).allowed);
}
