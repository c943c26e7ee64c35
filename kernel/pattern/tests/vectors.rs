//! The published vectors. None is left out.

use haneul_pattern::{Index, Pattern};
use serde_json::Value;

fn unpacked(gzip: &[u8]) -> Vec<u8> {
    let flags = gzip[3];
    assert_eq!(flags & !8, 0, "only a file name may follow the header");
    let name = match flags & 8 {
        0 => 0,
        _ => gzip[10..].iter().position(|byte| *byte == 0).unwrap() + 1,
    };
    miniz_oxide::inflate::decompress_to_vec(&gzip[10 + name..gzip.len() - 8]).unwrap()
}

#[test]
fn patterns_that_were_tried_at_aws() {
    let text = String::from_utf8(unpacked(include_bytes!("vectors/event-patterns.jsonl.gz")));
    let text = text.unwrap();
    let mut counted = 0;
    for case in text.lines() {
        let case: Value = serde_json::from_str(case).unwrap();
        let pattern = Pattern::parse(&case["pattern"].to_string());
        let got = match &pattern {
            Err(_) => "exception",
            Ok(pattern) if pattern.matches(&case["event"]) => "match",
            Ok(_) => "noMatch",
        };
        assert_eq!(case["expect"], got, "{case} {pattern:?}");
        counted += 1;
    }
    assert_eq!(counted, 155);
}

/// What AWS's compiler of rules is asked about fields in arrays: by name, the ones that match.
const MATCH: &[&str] = &[
    "flat: 2-field exists, both present",
    "flat: exact match",
    "flat: prefix",
    "flat: numeric range",
    "flat: anything-but",
    "objarray: same element",
    "objarray: 3 elem, last valid",
    "objarray: 3-field, all in one",
    "objarray: exact same elem",
    "objarray: prefix same",
    "primarray: exists",
    "primarray: exact match",
    "nested: inner same",
    "nested: outer same",
    "nested2: same leaf",
    "mixed: array+scalar match",
    "exists-false: absent",
    "single-field rule",
    "many elem one valid",
    "numeric+exists array",
    "anything-but array",
    "primarray: large + scalar, exists",
    "primarray: large + scalar, prefix",
    "primarray: nested under object",
    "primarray: two prim arrays + scalar",
    "primarray: exact match among many",
    "primarray: numeric in array",
    "primarray: anything-but in array",
    "primarray: single value array",
    "mixed: obj-array + prim-array",
    "deep prim: nested 3 levels",
    "suffix match in array",
    "N emails, only last element has name \u{2014} dedup loses the only valid match",
];

#[test]
fn fields_of_one_array_lie_in_one_element() {
    let cases = unpacked(include_bytes!("vectors/event-ruler.json.gz"));
    let cases: Vec<Value> = serde_json::from_slice(&cases).unwrap();
    assert_eq!(cases.len(), 51);
    let mut patterns = Vec::new();
    for case in &cases {
        let pattern = Pattern::parse(&case["rule"].to_string()).unwrap();
        let name = case["name"].as_str().unwrap();
        let matches = pattern.matches(&case["event"]);
        assert_eq!(matches, MATCH.contains(&name), "{name}");
        patterns.push(pattern);
    }
    // All at once they match as each does alone.
    let index = Index::new(&patterns);
    for case in &cases {
        let alone = patterns.iter().enumerate();
        let alone = alone.filter(|(_, pattern)| pattern.matches(&case["event"]));
        let alone: Vec<usize> = alone.map(|(number, _)| number).collect();
        assert_eq!(index.matching(&case["event"]), alone, "{case}");
    }
}
