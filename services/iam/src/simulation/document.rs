//! Policy documents as texts: where their statements stand, and which context keys they name.

use serde_json::Value as Json;

/// The places of the first and the last character of each statement, line and column from 1.
pub type Place = ((i64, i64), (i64, i64));

pub fn places(text: &str) -> Vec<Place> {
    let spans = Scanner::new(text).statements();
    let spans = spans.into_iter().map(|(start, end)| {
        let last = text.floor_char_boundary(end.saturating_sub(1));
        (position(text, start), position(text, last))
    });
    spans.collect()
}

fn position(text: &str, at: usize) -> (i64, i64) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() as i64 + 1;
    let begin = before.rfind('\n').map_or(0, |place| place + 1);
    (line, before[begin..].chars().count() as i64 + 1)
}

/// Walks JSON that is known to be sound.
struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str) -> Scanner<'t> {
        Scanner {
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// From where to where each statement is, in bytes.
    fn statements(mut self) -> Vec<(usize, usize)> {
        self.skip_to(b"{");
        self.at += 1;
        while let Some(key) = self.next_key() {
            self.skip_to(b":");
            self.at += 1;
            self.blank();
            if key != b"Statement" {
                self.value();
            } else if self.peek() == Some(b'[') {
                return self.items();
            } else {
                return vec![self.value()];
            }
        }
        Vec::new()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn skip_to(&mut self, wanted: &[u8]) {
        while self.peek().is_some_and(|byte| !wanted.contains(&byte)) {
            self.at += 1;
        }
    }

    /// The next member's name; none at the end of the object.
    fn next_key(&mut self) -> Option<&'t [u8]> {
        self.skip_to(b"\"}");
        if self.peek() != Some(b'"') {
            return None;
        }
        let (start, end) = self.string();
        self.bytes.get(start + 1..end - 1)
    }

    fn string(&mut self) -> (usize, usize) {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => break,
                _ => {}
            }
        }
        (start, self.at.min(self.bytes.len()))
    }

    fn items(&mut self) -> Vec<(usize, usize)> {
        self.at += 1;
        let mut found = Vec::new();
        loop {
            self.skip_to(b"{]");
            if self.peek() != Some(b'{') {
                return found;
            }
            found.push(self.value());
        }
    }

    /// One value, whole.
    fn value(&mut self) -> (usize, usize) {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        break;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        break;
                    }
                }
                b',' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        (start, self.at)
    }
}

/// The context keys of one statement, in conditions and in variables, as they are written there.
pub fn keys_of(statement: &Json) -> Vec<String> {
    let mut keys = Vec::new();
    let operators = statement.get("Condition").and_then(Json::as_object);
    for tests in operators
        .into_iter()
        .flat_map(|operators| operators.values())
    {
        let tests = tests.as_object();
        keys.extend(tests.into_iter().flat_map(|tests| tests.keys().cloned()));
        variables(
            &Json::from_iter(tests.into_iter().flatten().map(|(_, v)| v.clone())),
            &mut keys,
        );
    }
    for field in ["Resource", "NotResource"] {
        if let Some(value) = statement.get(field) {
            variables(value, &mut keys);
        }
    }
    keys
}

/// `${aws:username}` and `${aws:username, 'nobody'}`.
fn variables(value: &Json, keys: &mut Vec<String>) {
    match value {
        Json::String(text) => {
            let mut rest = text.as_str();
            while let Some((_, tail)) = rest.split_once("${") {
                let Some((inner, after)) = tail.split_once('}') else {
                    return;
                };
                let name = inner.split(',').next().unwrap_or_default().trim();
                if !matches!(name, "" | "*" | "?" | "$") {
                    keys.push(name.to_owned());
                }
                rest = after;
            }
        }
        Json::Array(items) => items.iter().for_each(|item| variables(item, keys)),
        _ => {}
    }
}

/// The statements of a sound document.
pub fn statements(text: &str) -> Vec<Json> {
    match serde_json::from_str::<Json>(text).map(|mut json| json["Statement"].take()) {
        Ok(Json::Array(statements)) => statements,
        Ok(single @ Json::Object(_)) => vec![single],
        _ => Vec::new(),
    }
}

/// Each name once, without regard to case.
pub fn once(keys: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut keys = keys;
    keys.retain(|key| seen.insert(key.to_ascii_lowercase()));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_found_where_they_stand() {
        let text = "{\"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"Sid\": \"a}\\\"{\", \"x\": [1]},\n  {\"b\": {}}\n ]}";
        assert_eq!(places(text), [((3, 3), (3, 28)), ((4, 3), (4, 11))]);
        let single = r#"{"Statement":{"a":"b"},"Version":"x"}"#;
        assert_eq!(places(single), [((1, 14), (1, 22))]);
        assert_eq!(places("{}"), []);
    }

    #[test]
    fn keys_are_those_of_conditions_and_variables() {
        let text = r#"{"Statement": {"Resource": ["arn:aws:s3:::${aws:username}/${*}"],
            "Condition": {"StringLike": {"s3:prefix": ["${aws:PrincipalTag/team, 'none'}/*"]},
                          "Bool": {"aws:MultiFactorAuthPresent": "true"}}}}"#;
        let keys = keys_of(&statements(text)[0]);
        let wanted = [
            "s3:prefix",
            "aws:PrincipalTag/team",
            "aws:MultiFactorAuthPresent",
            "aws:username",
        ];
        assert_eq!(keys, wanted);
    }
}
