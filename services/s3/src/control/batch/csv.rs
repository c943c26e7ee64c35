//! Lines of comma-separated values.

/// The values of a line, without their quotes; none where a quote is left open.
pub fn read(line: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = line.strip_suffix('\r').unwrap_or(line);
    loop {
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        values.push(value);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(values),
        }
    }
}

fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                value.push('"');
                rest = more;
            }
            None => return Some((value, rest)),
        }
    }
}

/// A value as it is written: in quotes where it needs them.
pub fn written(value: &str) -> String {
    match value.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (line, values) in [
            ("a,b", Some(vec!["a", "b"])),
            ("\"a\",\"b,c\"\r", Some(vec!["a", "b,c"])),
            ("a,", Some(vec!["a", ""])),
            ("\"say \"\"no\"\"\",x", Some(vec!["say \"no\"", "x"])),
            ("", Some(vec![""])),
            ("\"open", None),
            ("\"a\"b,c", None),
        ] {
            let values = values.map(|v| v.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(read(line), values, "{line}");
        }
        for value in ["plain", "a,b", "a\"b"] {
            assert_eq!(read(&written(value)), Some(vec![value.to_owned()]));
        }
    }
}
