use haneul_policy::{Policy, PolicyKind};

use crate::support::document;

/// What a bucket policy's statement says besides action and resource, and whether that is public.
const CASES: &[(&str, bool)] = &[
    (r#""Effect":"Allow","Principal":"*""#, true),
    (r#""Effect":"Allow","Principal":{"AWS":"*"}"#, true),
    (
        r#""Effect":"Allow","Principal":{"AWS":["111122223333","*"]}"#,
        true,
    ),
    (
        r#""Effect":"Allow","NotPrincipal":{"AWS":"111122223333"}"#,
        true,
    ),
    (r#""Effect":"Deny","Principal":"*""#, false),
    (
        r#""Effect":"Allow","Principal":{"AWS":"111122223333"}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/1"]}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"2000::/3"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-1"}}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:SourceVpce":"${aws:x}"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:UserAgent":"me"}}"#,
        true,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:r:111122223333:t"}}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:r:111122223333:accesspoint/*"}}"#,
        false,
    ),
    (
        r#""Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:r:*:accesspoint/*"}}"#,
        true,
    ),
];

#[test]
fn what_is_public() {
    for (says, public) in CASES {
        let text = document(&format!(r#"{{{says},"Action":"s3:*","Resource":"*"}}"#));
        let policy = Policy::parse(&text, PolicyKind::Resource).expect("a bucket policy");
        assert_eq!(policy.is_public(), *public, "{says}");
    }
}

#[test]
fn statements_can_be_read() {
    let text = document(
        r#"{"Sid":"A","Effect":"Allow","Principal":"*","NotAction":["s3:Put*","s3:Get*"],
            "Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
    );
    let policy = Policy::parse(&text, PolicyKind::Resource).expect("a bucket policy");
    let statement = &policy.statements()[0];
    assert_eq!(statement.sid(), Some("A"));
    assert_eq!(
        statement.actions().collect::<Vec<_>>(),
        ["s3:Put*", "s3:Get*"]
    );
    assert_eq!(
        statement.resources().collect::<Vec<_>>(),
        ["arn:aws:s3:::b/*"]
    );
    assert_eq!(
        statement.condition_keys().collect::<Vec<_>>(),
        ["aws:securetransport"]
    );
    assert!(statement.is_not_action() && !statement.is_not_resource());
}
