//! JSON that knows where in the text it was written.

/// Deeper than any policy.
const DEPTH: usize = 64;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// From one.
    pub line: i64,
    /// Signs from the beginning of the line, and of the text.
    pub column: i64,
    pub offset: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub name: String,
    pub name_span: Span,
    pub value: Node,
}

impl Node {
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    pub fn get(&self, name: &str) -> Option<&Node> {
        let mut members = self.members().iter();
        members.find(|m| m.name == name).map(|m| &m.value)
    }
}

/// Reads a text, or says where it went wrong.
pub fn parse(text: &str) -> Result<Node, Position> {
    let mut reader = Reader {
        rest: text.chars().collect(),
        place: 0,
        at: Position {
            line: 1,
            ..Position::default()
        },
    };
    let read = |reader: &mut Reader| {
        reader.space();
        let node = reader.value(DEPTH)?;
        reader.space();
        reader.peek().is_none().then_some(node)
    };
    read(&mut reader).ok_or(reader.at)
}

struct Reader {
    rest: Vec<char>,
    place: usize,
    at: Position,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let sign = self.peek()?;
        self.place += 1;
        self.at.offset += 1;
        self.at.column += 1;
        if sign == '\n' {
            self.at.line += 1;
            self.at.column = 0;
        }
        Some(sign)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\n' | '\r' | '\t')) {
            self.next();
        }
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted)
            .then(|| self.next())
            .flatten()
            .map(drop)
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let start = self.at;
        let kind = match self.peek()? {
            '{' => self.object(depth)?,
            '[' => self.list(depth)?,
            '"' => Kind::Text(self.text()?),
            _ => self.word()?,
        };
        let end = self.at;
        Some(Node {
            span: Span { start, end },
            kind,
        })
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        let mut members = Vec::new();
        self.take('{')?;
        self.space();
        while self.peek()? != '}' {
            if !members.is_empty() {
                self.take(',')?;
                self.space();
            }
            let start = self.at;
            let name = self.text()?;
            let end = self.at;
            self.space();
            self.take(':')?;
            self.space();
            let value = self.value(depth)?;
            members.push(Member {
                name,
                name_span: Span { start, end },
                value,
            });
            self.space();
        }
        self.take('}')?;
        Some(Kind::Object(members))
    }

    fn list(&mut self, depth: usize) -> Option<Kind> {
        let mut items = Vec::new();
        self.take('[')?;
        self.space();
        while self.peek()? != ']' {
            if !items.is_empty() {
                self.take(',')?;
                self.space();
            }
            items.push(self.value(depth)?);
            self.space();
        }
        self.take(']')?;
        Some(Kind::List(items))
    }

    /// A string: where it ends is found here, what it says by the ordinary reader.
    fn text(&mut self) -> Option<String> {
        let begin = self.place;
        self.take('"')?;
        loop {
            match self.peek()? {
                '"' => break,
                '\\' => {
                    self.next();
                    self.next()?;
                }
                sign if sign < ' ' => return None,
                _ => _ = self.next(),
            }
        }
        self.take('"')?;
        let written: String = self.rest[begin..self.place].iter().collect();
        serde_json::from_str(&written).ok()
    }

    fn word(&mut self) -> Option<Kind> {
        let ends = |sign: char| matches!(sign, ',' | ']' | '}' | ' ' | '\n' | '\r' | '\t' | ':');
        let length = self.rest[self.place..]
            .iter()
            .take_while(|sign| !ends(**sign));
        let word: String = length.collect();
        let kind = match word.as_str() {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            number => {
                serde_json::from_str::<serde_json::Number>(number).ok()?;
                Kind::Number(word.clone())
            }
        };
        for _ in word.chars() {
            self.next();
        }
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_where_they_are() {
        let text = "{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n        {\n            \"Sid\": \"\"}]}";
        let node = parse(text).unwrap();
        let Some(Kind::List(items)) = node.get("Statement").map(|n| &n.kind) else {
            panic!("a list");
        };
        let span = items[0].get("Sid").unwrap().span;
        let position = |column, offset| Position {
            line: 5,
            column,
            offset,
        };
        assert_eq!((span.start, span.end), (position(19, 79), position(21, 81)));
    }

    #[test]
    fn what_is_no_json_says_where() {
        for (text, offset) in [
            ("", 0),
            ("{", 1),
            ("{\"a\":1,}", 7),
            ("[1 2]", 3),
            ("{}x", 2),
        ] {
            assert_eq!(parse(text).unwrap_err().offset, offset, "{text}");
        }
        assert!(parse(&"[".repeat(20_000)).is_err());
    }
}
