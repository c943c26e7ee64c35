//! Templates: texts in which `<names>` stand for what is known of an event.

/// Puts texts in the places of their names. `name_at` takes a name from where a `<` stands; `shown`
/// says what comes in its place, within quotes or not. What is not there leaves nothing behind.
pub fn fill(
    template: &str,
    name_at: impl Fn(&str) -> Option<(&str, &str)>,
    mut shown: impl FnMut(&str, bool) -> Option<String>,
) -> String {
    let mut text = String::with_capacity(template.len());
    let (mut quoted, mut rest) = (false, template);
    while let Some(c) = rest.chars().next() {
        if let Some((name, after)) = name_at(rest) {
            text.push_str(&shown(name, quoted).unwrap_or_default());
            rest = after;
            continue;
        }
        let mut length = c.len_utf8();
        match c {
            '"' => quoted = !quoted,
            '\\' => length += rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => {}
        }
        text.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    text
}

/// As a text stands between the quotes of a JSON text.
pub fn within_quotes(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_within_quotes_and_without() {
        fn name_at(text: &str) -> Option<(&str, &str)> {
            text.strip_prefix('<')?.split_once('>')
        }
        let shown = |name: &str, quoted: bool| (name != "no").then(|| format!("{name}/{quoted}"));
        let text = fill(r#"<a> "<b> \"<c>" é <no>."#, name_at, shown);
        assert_eq!(text, r#"a/false "b/true \"c/true" é ."#);
        assert_eq!(fill("\\", |_| None, shown), "\\");
        assert_eq!(within_quotes("a \"b\"\n"), r#"a \"b\"\n"#);
    }
}
