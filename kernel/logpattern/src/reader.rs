//! Over the characters of a pattern.

use crate::Bad;

pub struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Reader<'t> {
        Reader { text, at: 0 }
    }

    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes exactly this, behind spaces.
    pub fn take(&mut self, text: &str) -> bool {
        self.spaces();
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Takes a word, in capitals or not, that nothing of a name follows.
    pub fn word(&mut self, word: &str) -> bool {
        self.spaces();
        let rest = self.rest();
        let Some(head) = rest.get(..word.len()) else {
            return false;
        };
        let ends = rest[word.len()..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let found = head.eq_ignore_ascii_case(word) && ends;
        if found {
            self.at += word.len();
        }
        found
    }

    pub fn is_over(&mut self) -> bool {
        self.spaces();
        self.rest().is_empty()
    }

    pub fn while_is(&mut self, is: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !is(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// What is between quotes; the first has been taken. `\"` and `\\` stand for themselves.
    pub fn quoted(&mut self, quote: char) -> Result<String, Bad> {
        let mut text = String::new();
        loop {
            match self.next().ok_or(Bad::Pattern)? {
                '\\' => match self.next().ok_or(Bad::Pattern)? {
                    c if c == quote || c == '\\' => text.push(c),
                    other => {
                        text.push('\\');
                        text.push(other);
                    }
                },
                c if c == quote => return Ok(text),
                c => text.push(c),
            }
        }
    }

    /// What is between per cent signs; the first has been taken.
    pub fn regex(&mut self) -> Result<&'t str, Bad> {
        let rest = self.rest();
        let end = rest.find('%').ok_or(Bad::Pattern)?;
        self.at += end + 1;
        Ok(&rest[..end])
    }
}
