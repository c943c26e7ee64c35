use super::*;
use crate::{from_botocore, model};
use serde_json::json;

fn check(input: Value) -> String {
    let json = json!({"metadata": {"protocol": "json"}, "operations": {}, "shapes": {
        "Input": {"type": "structure", "required": ["QueueName"], "members": {
            "QueueName": {"shape": "Name"}, "Tags": {"shape": "Tags"}, "Names": {"shape": "Names"},
            "Size": {"shape": "Size"}, "Labels": {"shape": "Labels"}, "Password": {"shape": "Password"},
        }},
        "Name": {"type": "string", "min": 1, "max": 3, "pattern": "[a-z]*"},
        "Names": {"type": "list", "member": {"shape": "Name"}, "max": 2},
        "Tags": {"type": "list", "member": {"shape": "Tag"}},
        "Tag": {"type": "structure", "required": ["Key"], "members": {"Key": {"shape": "Kind"}}},
        "Kind": {"type": "string", "enum": ["A", "B"]},
        "Size": {"type": "integer", "min": 1, "max": 10},
        "Labels": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}},
        "Password": {"type": "string", "min": 6, "sensitive": true},
    }});
    let model = from_botocore("fake", &json).unwrap();
    message(&validate(&model, model.shape_id("Input").unwrap(), &input))
}

fn with(member: &'static str, value: Value) -> String {
    let name = ("QueueName", Value::Str("q".into()));
    check(Value::Struct(vec![name, (member, value)]))
}

fn text(text: &str) -> Value {
    Value::Str(text.into())
}

const ONE: &str = "1 validation error detected: ";

#[test]
fn a_missing_member() {
    let expected =
        "Value null at 'queueName' failed to satisfy constraint: Member must not be null";
    assert_eq!(check(Value::Struct(vec![])), format!("{ONE}{expected}"));
}

#[test]
fn lengths_and_patterns() {
    let short = "Value '' at 'queueName' failed to satisfy constraint: \
                 Member must have length greater than or equal to 1";
    let input = |t| Value::Struct(vec![("QueueName", text(t))]);
    assert_eq!(check(input("")), format!("{ONE}{short}"));
    let both = "2 validation errors detected: \
                Value 'ABCD' at 'queueName' failed to satisfy constraint: \
                Member must have length less than or equal to 3; \
                Value 'ABCD' at 'queueName' failed to satisfy constraint: \
                Member must satisfy regular expression pattern: [a-z]*";
    assert_eq!(check(input("ABCD")), both);
}

#[test]
fn ranges() {
    let expected = "Value '0' at 'size' failed to satisfy constraint: \
                    Member must have value greater than or equal to 1";
    assert_eq!(with("Size", Value::Int(0)), format!("{ONE}{expected}"));
}

#[test]
fn lists() {
    let names = Value::List(["a", "b", "c"].map(text).into());
    let expected = "Value '[a, b, c]' at 'names' failed to satisfy constraint: \
                    Member must have length less than or equal to 2";
    assert_eq!(with("Names", names), format!("{ONE}{expected}"));
    let expected = "Value '[A]' at 'names' failed to satisfy constraint: \
                    Member must satisfy constraint: \
                    [Member must have length less than or equal to 3, \
                    Member must have length greater than or equal to 1, \
                    Member must satisfy regular expression pattern: [a-z]*]";
    assert_eq!(
        with("Names", Value::List(vec![text("A")])),
        format!("{ONE}{expected}")
    );
}

#[test]
fn inside_of_lists_and_maps() {
    let tags = Value::List(vec![Value::Struct(vec![("Key", text("C"))])]);
    let expected = "Value 'C' at 'tags.1.member.key' failed to satisfy constraint: \
                    Member must satisfy enum value set: [A, B]";
    assert_eq!(with("Tags", tags), format!("{ONE}{expected}"));
    let labels = Value::Map(vec![("A".into(), text("b"))]);
    let text = with("Labels", labels);
    assert!(text.contains("Value '{A=b}' at 'labels'"), "{text}");
    assert!(
        text.contains("Map keys must satisfy constraint: [Member"),
        "{text}"
    );
}

#[test]
fn secrets_are_not_shown() {
    let expected = "Value at 'password' failed to satisfy constraint: \
                    Member must have length greater than or equal to 6";
    assert_eq!(with("Password", text("abc")), format!("{ONE}{expected}"));
}

#[test]
fn a_real_model() {
    let sts = model("sts").unwrap();
    let assume = sts.operation("AssumeRole").unwrap().input.unwrap();
    let input = Value::Struct(vec![
        ("RoleArn", text("arn:aws:iam::123456789012:role/r")),
        ("RoleSessionName", text("a b")),
        ("DurationSeconds", Value::Int(10)),
    ]);
    let found = validate(sts, assume, &input);
    let kinds: Vec<_> = found.iter().map(|v| v.kind).collect();
    assert_eq!(kinds, [ViolationKind::Pattern, ViolationKind::TooSmall]);
}
