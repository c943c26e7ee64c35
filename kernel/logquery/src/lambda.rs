//! Fields that lines of functions have: `REPORT RequestId: … Duration: 3.1 ms …`.

use crate::value::Value;

const LABELS: [(&str, &str); 6] = [
    ("@duration", "\tDuration: "),
    ("@billedDuration", "Billed Duration: "),
    ("@initDuration", "Init Duration: "),
    ("@memorySize", "Memory Size: "),
    ("@maxMemoryUsed", "Max Memory Used: "),
    ("@requestId", "RequestId: "),
];

pub fn field(message: &str, name: &str) -> Value {
    let kind = ["REPORT", "START", "END"]
        .into_iter()
        .find(|kind| message.starts_with(&format!("{kind} RequestId: ")));
    let Some(kind) = kind else { return Value::Null };
    if name == "@type" {
        return Value::text(kind);
    }
    let Some((_, label)) = LABELS.iter().find(|(known, _)| *known == name) else {
        return Value::Null;
    };
    let Some((_, rest)) = message.split_once(label) else {
        return Value::Null;
    };
    let word = rest.split_whitespace().next().unwrap_or_default();
    match (name, word.parse::<f64>()) {
        ("@requestId", _) => Value::text(word),
        // AWS tells of memory in bytes.
        ("@memorySize" | "@maxMemoryUsed", Ok(mb)) => Value::Number(mb * 1e6),
        (_, Ok(number)) => Value::Number(number),
        (_, Err(_)) => Value::Null,
    }
}
