//! The command line's shorthand: `Key=a,Value=b`, `Objects=[{Key=a},{Key=b}]`, `Names=a,b,c`.

use serde_json::{Map, Value as Json};
use std::iter::Peekable;
use std::str::Chars;

/// Every scalar is read as text; the shape gives it its type later.
pub fn parse(text: &str) -> Result<Json, String> {
    let mut chars = text.chars().peekable();
    let pairs = pairs(&mut chars)?;
    match chars.next() {
        None => Ok(Json::Object(pairs)),
        Some(c) => Err(format!("'{c}' is one too many in {text}")),
    }
}

fn pairs(chars: &mut Peekable<Chars>) -> Result<Map<String, Json>, String> {
    let mut found = Map::new();
    while !matches!(chars.peek(), None | Some('}')) {
        let key: String = until(chars, "=");
        if chars.next() != Some('=') {
            return Err(format!("{key} has no '='"));
        }
        let mut read = value(chars)?;
        // `a=1,2,3`: what is followed by no '=' goes on with the list.
        while chars.peek() == Some(&',') {
            chars.next();
            if names_a_key(chars.clone()) {
                break;
            }
            read = append(read, value(chars)?);
        }
        found.insert(key.trim().to_owned(), read);
    }
    Ok(found)
}

fn append(list: Json, item: Json) -> Json {
    match list {
        Json::Array(mut items) => {
            items.push(item);
            Json::Array(items)
        }
        first => Json::Array(vec![first, item]),
    }
}

fn names_a_key(mut ahead: Peekable<Chars>) -> bool {
    let key = until(&mut ahead, "=,[]{}\"'");
    !key.is_empty() && ahead.peek() == Some(&'=')
}

fn value(chars: &mut Peekable<Chars>) -> Result<Json, String> {
    match chars.peek() {
        Some('[') => list(chars),
        Some('{') => {
            chars.next();
            let inside = pairs(chars)?;
            close(chars, '}')?;
            Ok(Json::Object(inside))
        }
        Some(&quote @ ('"' | '\'')) => {
            chars.next();
            let text = until(chars, &quote.to_string());
            close(chars, quote)?;
            Ok(Json::String(text))
        }
        _ => Ok(Json::String(until(chars, ",]}"))),
    }
}

fn list(chars: &mut Peekable<Chars>) -> Result<Json, String> {
    chars.next();
    let mut items = Vec::new();
    while !matches!(chars.peek(), None | Some(']')) {
        items.push(value(chars)?);
        if chars.peek() == Some(&',') {
            chars.next();
        }
    }
    close(chars, ']')?;
    Ok(Json::Array(items))
}

fn close(chars: &mut Peekable<Chars>, end: char) -> Result<(), String> {
    match chars.next() {
        Some(c) if c == end => Ok(()),
        _ => Err(format!("a {end} is missing")),
    }
}

fn until(chars: &mut Peekable<Chars>, ends: &str) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next_if(|c| !ends.contains(*c)) {
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::json;

    #[test]
    fn nested_and_repeated() {
        assert_eq!(
            parse("Key=a,Value=b c").unwrap(),
            json!({"Key": "a", "Value": "b c"})
        );
        assert_eq!(
            parse("Objects=[{Key=a},{Key=b}],Quiet=true").unwrap(),
            json!({"Objects": [{"Key": "a"}, {"Key": "b"}], "Quiet": "true"})
        );
        assert_eq!(
            parse("a=1,2,b=3").unwrap(),
            json!({"a": ["1", "2"], "b": "3"})
        );
    }
}
