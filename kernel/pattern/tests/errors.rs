//! What is wrong with a pattern, in AWS's words.

use haneul_pattern::Pattern;

fn why(text: &str) -> String {
    Pattern::parse(text).unwrap_err().to_string()
}

/// As AWS answered a pattern of several lines.
#[test]
fn with_the_place() {
    let text = "{\n  \"detail-type\": [\n    \"Build Started\"],\n  \"detail\": { \"pipeline\": {\n      \"slug\": \"some-pipeline\" } } }";
    assert_eq!(
        why(text),
        format!(
            "\"slug\" must be an object or an array\n at [Source: (String)\"{text}\"; line: 5, \
             column: 16]"
        )
    );
}

#[test]
fn reasons() {
    for (text, reason) in [
        ("", "Filter is not an object"),
        ("[]", "Filter is not an object"),
        ("{}", "Empty objects are not allowed"),
        (r#"{"a": {}}"#, "Empty objects are not allowed"),
        (r#"{"a": []}"#, "Empty arrays are not allowed"),
        (
            r#"{"a": [[1]]}"#,
            "Match value must be String, number, true, false, or null",
        ),
        (r#"{"a": [{"x": 1}]}"#, "Unrecognized match type x"),
        (r#"{"a": [{}]}"#, "Match expression name not found"),
        (
            r#"{"a": [{"prefix": "a", "suffix": "b"}]}"#,
            "Only one key allowed in match expression",
        ),
        (
            r#"{"a": [{"prefix": {"x": "b"}}]}"#,
            "Unsupported prefix pattern: x",
        ),
        (
            r#"{"a": [{"numeric": ["<", 1, ">", 2]}]}"#,
            "Too many elements in numeric expression",
        ),
        (
            r#"{"a": [{"numeric": [">", 2, "<", 1]}]}"#,
            "Bottom must be less than top",
        ),
        (
            r#"{"a": [{"numeric": ["!", 2]}]}"#,
            "Unrecognized numeric range operator: !",
        ),
        (
            r#"{"a": [{"numeric": [">", 6000000000]}]}"#,
            "Value must be between -5.0E9 and 5.0E9, inclusive",
        ),
        (
            r#"{"a": [{"exists": 1}]}"#,
            "exists match pattern must be either true or false.",
        ),
        (
            r#"{"a": [{"cidr": "10.0.0.0/32"}]}"#,
            "IPv4 mask bits must be < 32",
        ),
        (
            r#"{"a": [{"cidr": "10.0.0.0"}]}"#,
            "Malformed CIDR, one '/' required",
        ),
        (
            r#"{"$or": [{"a": [1]}]}"#,
            "There must have at least 2 Objects in $or relationship.",
        ),
        (r#"{"$or": 1}"#, "It must be an Array followed with $or."),
        (
            r#"{"$or": [1, 2]}"#,
            "Only JSON object is allowed in array of $or relationship.",
        ),
        (
            r#"{"$or": [{"prefix": [1]}, {"b": [1]}]}"#,
            "prefix is Ruler reserved fieldName which cannot be used inside $or.",
        ),
        (
            r#"{"a": [{"wildcard": "a**"}]}"#,
            "Consecutive wildcard characters at pos 2",
        ),
        (
            r#"{"a": [{"wildcard": "a\\b"}]}"#,
            "Invalid escape character at pos 2",
        ),
        (
            r#"{"a": [{"wildcard": "*a*a*a*a*a*"}]}"#,
            "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
        ),
        (
            r#"{"a": [{"anything-but": ["a", 1]}]}"#,
            "Inside anything but list, either all values are number or string, mixed type is not supported",
        ),
        (
            "nonsense",
            "Unrecognized token 'nonsense': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        ),
        (
            r#"{"a" 1}"#,
            "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
        ),
        (
            r#"{"a": ["#,
            "Unexpected end-of-input: expected close marker for Array",
        ),
    ] {
        assert_eq!(Pattern::parse(text).unwrap_err().reason(), reason, "{text}");
    }
}

#[test]
fn no_pattern_brings_it_down() {
    for text in [
        "{\"a\":".repeat(2_000),
        "[".repeat(100_000),
        format!("{{\"a\": [{}1]}}", "[".repeat(5_000)),
        "{\"a\": [\"\\".to_owned(),
        "{\"a\": [\"\\u12".to_owned(),
        "{\"\u{e9}\": [\"\u{1F680}\", \u{e9}]}".to_owned(),
        format!("{{\"a\": [{{\"wildcard\": \"{}\"}}]}}", "*ab".repeat(1_000)),
    ] {
        assert!(Pattern::parse(&text).is_err(), "{text}");
    }
    // $or is multiplied out, up to a bound.
    let or = |n: usize| format!("\"$or\": [{{\"a{n}\": [1]}}, {{\"b{n}\": [1]}}]");
    let all = |count: usize| {
        let all: Vec<String> = (0..count).map(or).collect();
        format!("{{{}}}", all.join(", "))
    };
    assert!(Pattern::parse(&all(9)).is_ok());
    assert!(why(&all(10)).contains("combinations"));
}
