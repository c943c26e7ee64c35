//! Which condition keys a policy asks about, so that nobody finds out what nobody asks for.

use haneul_policy::{Policy, PolicyKind};

fn asks(text: &str) -> bool {
    let policy = Policy::parse(text, PolicyKind::Identity).unwrap();
    policy.asks_about("dynamodb")
}

#[test]
fn conditions_and_variables_ask() {
    let plain = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}]}"#;
    let other = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
         "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}]}"#;
    assert!(!asks(plain) && !asks(other));
    let key = other.replace("StringEquals", "ForAllValues:StringEquals");
    assert!(asks(
        &key.replace("aws:RequestedRegion", "DynamoDB:LeadingKeys")
    ));
    assert!(asks(&other.replace("us-east-1", "${dynamodb:Select}")));
    assert!(asks(
        &other.replace("us-east-1", r"\u0024{dynamodb:Select}")
    ));
}
