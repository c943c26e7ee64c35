//! The language of rules: `ALARM("cpu") AND NOT (OK(disk) OR AT_LEAST(2, ALARM, (a, b, c)))`.

use crate::alarm::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    Always(bool),
    /// The alarm, and the state it has to be in.
    Is(String, Value),
    Not(Box<Rule>),
    And(Vec<Rule>),
    Or(Vec<Rule>),
    /// So many of them (or so much percent), in a state or not in it.
    AtLeast {
        many: f64,
        percent: bool,
        state: Value,
        negated: bool,
        names: Vec<String>,
    },
}

/// Parentheses within parentheses.
const DEEPEST: usize = 64;

/// Elements of one rule.
const ELEMENTS: usize = 500;

impl Rule {
    pub fn parse(text: &str) -> Result<Rule, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            depth: 0,
            elements: 0,
        };
        let rule = parser.either()?;
        match tokens.get(parser.at) {
            None => Ok(rule),
            Some(token) => Err(format!("unexpected {}", token.shown())),
        }
    }

    /// Names of the alarms, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.collect(&mut names);
        names.sort_unstable();
        names.dedup();
        names
    }

    fn collect<'r>(&'r self, names: &mut Vec<&'r str>) {
        match self {
            Rule::Always(_) => {}
            Rule::Is(name, _) => names.push(name),
            Rule::Not(rule) => rule.collect(names),
            Rule::And(rules) | Rule::Or(rules) => rules.iter().for_each(|rule| rule.collect(names)),
            Rule::AtLeast { names: own, .. } => names.extend(own.iter().map(String::as_str)),
        }
    }

    /// Alarms that are not there are in no state.
    pub fn holds(&self, of: &impl Fn(&str) -> Option<Value>) -> bool {
        match self {
            Rule::Always(is) => *is,
            Rule::Is(name, state) => of(name) == Some(*state),
            Rule::Not(rule) => !rule.holds(of),
            Rule::And(rules) => rules.iter().all(|rule| rule.holds(of)),
            Rule::Or(rules) => rules.iter().any(|rule| rule.holds(of)),
            Rule::AtLeast {
                many,
                percent,
                state,
                negated,
                names,
            } => {
                let such = names
                    .iter()
                    .filter(|name| of(name).is_some_and(|found| (found == *state) != *negated));
                let (such, all) = (such.count() as f64, names.len() as f64);
                if *percent {
                    such * 100.0 >= many * all
                } else {
                    such >= *many
                }
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Comma,
    Word(String),
    Quoted(String),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Token::Open => "(".to_owned(),
            Token::Close => ")".to_owned(),
            Token::Comma => ",".to_owned(),
            Token::Word(text) | Token::Quoted(text) => text.clone(),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '"' => quoted(rest)?,
            _ => {
                let end = |c: char| c.is_whitespace() || "(),\"".contains(c);
                let length = rest.find(end).unwrap_or(rest.len());
                (Token::Word(rest[..length].to_owned()), length)
            }
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

fn quoted(text: &str) -> Result<(Token, usize), String> {
    let mut name = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((Token::Quoted(name), at + 1)),
            '\\' => name.extend(chars.next().map(|(_, c)| c)),
            c => name.push(c),
        }
    }
    Err("a quote has no end".to_owned())
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    elements: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Result<Token, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.ok_or_else(|| "the rule ends too early".to_owned())
    }

    fn word(&mut self, word: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Word(found)) if found == word);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        let found = self.next()?;
        match found == *token {
            true => Ok(()),
            false => Err(format!("unexpected {}", found.shown())),
        }
    }

    fn either(&mut self) -> Result<Rule, String> {
        let mut any = vec![self.all()?];
        while self.word("OR") {
            any.push(self.all()?);
        }
        Ok(match any.len() {
            1 => any.remove(0),
            _ => Rule::Or(any),
        })
    }

    fn all(&mut self) -> Result<Rule, String> {
        let mut all = vec![self.one()?];
        while self.word("AND") {
            all.push(self.one()?);
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Rule::And(all),
        })
    }

    fn one(&mut self) -> Result<Rule, String> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEEPEST || self.elements > ELEMENTS {
            return Err("the rule has too many elements".to_owned());
        }
        let rule = match self.next()? {
            Token::Open => {
                let inside = self.either()?;
                self.expect(&Token::Close)?;
                inside
            }
            Token::Word(word) => self.called(&word)?,
            other => return Err(format!("unexpected {}", other.shown())),
        };
        self.depth -= 1;
        Ok(rule)
    }

    fn called(&mut self, word: &str) -> Result<Rule, String> {
        match word {
            "NOT" => return Ok(Rule::Not(Box::new(self.one()?))),
            "TRUE" => return Ok(Rule::Always(true)),
            "FALSE" => return Ok(Rule::Always(false)),
            "AT_LEAST" => return self.at_least(),
            _ => {}
        }
        let state = Value::read(word).ok_or_else(|| format!("unexpected {word}"))?;
        self.expect(&Token::Open)?;
        let name = self.name()?;
        self.expect(&Token::Close)?;
        Ok(Rule::Is(name, state))
    }

    /// By its name or its ARN.
    fn name(&mut self) -> Result<String, String> {
        let name = match self.next()? {
            Token::Word(name) | Token::Quoted(name) => name,
            other => return Err(format!("unexpected {}", other.shown())),
        };
        let name = match name.split_once(":alarm:") {
            Some((start, name)) if start.starts_with("arn:") => name.to_owned(),
            _ => name,
        };
        match name.is_empty() {
            true => Err("a name is empty".to_owned()),
            false => Ok(name),
        }
    }

    fn at_least(&mut self) -> Result<Rule, String> {
        self.expect(&Token::Open)?;
        let (Token::Word(many) | Token::Quoted(many)) = self.next()? else {
            return Err("AT_LEAST needs a number".to_owned());
        };
        let percent = many.ends_with('%');
        let digits = many.trim_end_matches('%');
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        let many = digits.parse::<u32>().ok().filter(|many| plain && *many > 0);
        let many = f64::from(many.ok_or("AT_LEAST needs a number")?);
        self.expect(&Token::Comma)?;
        let negated = self.word("NOT");
        let state = match self.next()? {
            Token::Word(word) => Value::read(&word).ok_or_else(|| format!("unexpected {word}"))?,
            other => return Err(format!("unexpected {}", other.shown())),
        };
        self.expect(&Token::Comma)?;
        self.expect(&Token::Open)?;
        let mut names = vec![self.name()?];
        loop {
            match self.next()? {
                Token::Comma => names.push(self.name()?),
                Token::Close => break,
                other => return Err(format!("unexpected {}", other.shown())),
            }
        }
        self.expect(&Token::Close)?;
        Ok(Rule::AtLeast {
            many,
            percent,
            state,
            negated,
            names,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Option<Value> {
        match name {
            "a" | "a b" => Some(Value::Alarm),
            "o" => Some(Value::Ok),
            "i" => Some(Value::InsufficientData),
            _ => None,
        }
    }

    #[test]
    fn rules_and_whether_they_hold() {
        for (rule, expected) in [
            ("TRUE", true),
            ("FALSE", false),
            ("ALARM(a)", true),
            ("ALARM(\"a b\")", true),
            (
                "ALARM(\"arn:aws:cloudwatch:us-east-1:111122223333:alarm:a\")",
                true,
            ),
            ("OK(a)", false),
            ("INSUFFICIENT_DATA(i) AND OK(o)", true),
            ("NOT ALARM(o)", true),
            ("NOT NOT ALARM(a)", true),
            ("ALARM(o) OR ALARM(a) AND OK(a)", false),
            ("(ALARM(o) OR ALARM(a)) AND OK(o)", true),
            ("AT_LEAST(2, ALARM, (a, o, i))", false),
            ("AT_LEAST(1, ALARM, (a, o, i))", true),
            ("AT_LEAST(50%, NOT OK, (a, o, i))", true),
            ("ALARM(gone)", false),
        ] {
            let parsed = Rule::parse(rule).unwrap_or_else(|e| panic!("{rule}: {e}"));
            assert_eq!(parsed.holds(&of), expected, "{rule}");
        }
        let rule = Rule::parse("ALARM(b) AND (OK(a) OR AT_LEAST(1, OK, (b, c)))").unwrap();
        assert_eq!(rule.names(), ["a", "b", "c"]);
    }

    #[test]
    fn what_is_no_rule() {
        let deep = "(".repeat(1_000);
        let nots = "NOT ".repeat(5_000);
        for bad in [
            "",
            "ALARM",
            "ALARM(",
            "ALARM()",
            "ALARM(a",
            "alarm(a)",
            "ALARM(a) OK(b)",
            "ALARM(\"a)",
            "AND",
            "ALARM(a) AND",
            "AT_LEAST(0, ALARM, (a))",
            "AT_LEAST(1, X, (a))",
            &deep,
            &nots,
        ] {
            assert!(Rule::parse(bad).is_err(), "{bad}");
        }
    }
}
