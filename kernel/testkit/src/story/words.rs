//! A command line cut into words, as a shell would.

pub fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' => words.extend(word.take()),
            '\'' => quoted(&mut chars, '\'', word.get_or_insert_default())?,
            '"' => quoted(&mut chars, '"', word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Up to the closing quote; a backslash speaks only in double quotes.
fn quoted(chars: &mut std::str::Chars, end: char, word: &mut String) -> Result<(), String> {
    while let Some(c) = chars.next() {
        match c {
            c if c == end => return Ok(()),
            '\\' if end == '"' => word.extend(chars.next()),
            c => word.push(c),
        }
    }
    Err(format!("a {end} is not closed"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_keep_words_together() {
        let words = super::split(r#"a 'b "c"' "d \"e\"" f=''"#).unwrap();
        assert_eq!(words, ["a", "b \"c\"", "d \"e\"", "f="]);
    }
}
