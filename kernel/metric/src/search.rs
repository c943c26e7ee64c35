//! Finding series by words: `{Namespace, Dimension} word AND (other OR MetricName="exact")`.

/// What a series is known by.
#[derive(Clone, Copy, Debug)]
pub struct Names<'n> {
    pub namespace: &'n str,
    pub name: &'n str,
    pub dimensions: &'n [(String, String)],
}

#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// The namespace and exactly these names of dimensions.
    pub schema: Option<(String, Vec<String>)>,
    words: Option<Words>,
}

#[derive(Clone, Debug, PartialEq)]
enum Words {
    And(Vec<Words>),
    Or(Vec<Words>),
    Not(Box<Words>),
    Word(Word),
}

#[derive(Clone, Debug, PartialEq)]
struct Word {
    /// Only this property is looked at.
    property: Option<String>,
    text: String,
    exact: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Word(Word),
}

/// The longest search.
const MOST: usize = 1_024;

/// Parentheses within parentheses.
const DEEPEST: usize = 32;

impl Search {
    pub fn parse(text: &str) -> Result<Search, String> {
        if text.len() > MOST {
            return Err(format!("the search is longer than {MOST} characters"));
        }
        let text = text.trim();
        let (schema, rest) = match text.strip_prefix('{') {
            Some(rest) => {
                let (inside, rest) = schema_end(rest).ok_or("the schema has no end")?;
                (
                    Some(schema(inside)?),
                    rest.trim_start().trim_start_matches(','),
                )
            }
            None => (None, text),
        };
        let tokens = tokens(rest)?;
        let words = match tokens.is_empty() {
            true => None,
            false => {
                let mut parser = Parser {
                    tokens: &tokens,
                    at: 0,
                    depth: 0,
                };
                let words = parser.either()?;
                if parser.at < tokens.len() {
                    return Err("a parenthesis too many".to_owned());
                }
                Some(words)
            }
        };
        match schema.is_none() && words.is_none() {
            true => Err("the search is empty".to_owned()),
            false => Ok(Search { schema, words }),
        }
    }

    pub fn finds(&self, names: &Names) -> bool {
        if let Some((namespace, dimensions)) = &self.schema {
            let has = |wanted: &String| names.dimensions.iter().any(|(name, _)| name == wanted);
            if names.namespace != namespace
                || names.dimensions.len() != dimensions.len()
                || !dimensions.iter().all(has)
            {
                return false;
            }
        }
        self.words.as_ref().is_none_or(|words| words.find(names))
    }
}

impl Words {
    fn find(&self, names: &Names) -> bool {
        match self {
            Words::And(all) => all.iter().all(|words| words.find(names)),
            Words::Or(any) => any.iter().any(|words| words.find(names)),
            Words::Not(words) => !words.find(names),
            Words::Word(word) => word.finds(names),
        }
    }
}

impl Word {
    fn finds(&self, names: &Names) -> bool {
        match self.property.as_deref() {
            Some("MetricName") => self.is(names.name),
            Some("Namespace") => self.is(names.namespace),
            Some(dimension) => {
                let mut of_it = names
                    .dimensions
                    .iter()
                    .filter(|(name, _)| name == dimension);
                of_it.any(|(_, value)| self.is(value))
            }
            None => {
                let mut dimensions = names.dimensions.iter();
                self.is(names.namespace)
                    || self.is(names.name)
                    || dimensions.any(|(name, value)| self.is(name) || self.is(value))
            }
        }
    }

    fn is(&self, text: &str) -> bool {
        match self.exact {
            true => self.text == text,
            false => is_part(&self.text, text),
        }
    }
}

/// One token regardless of case, or several in a row as they are written.
fn is_part(wanted: &str, text: &str) -> bool {
    let whole = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (pieces, parts) = (pieces(wanted), pieces(text));
    let plain = whole(text);
    let small = whole(wanted).to_lowercase();
    if small == plain.to_lowercase() {
        return true;
    }
    if pieces.len() <= 1 {
        return parts.iter().any(|part| part.to_lowercase() == small);
    }
    // What other signs divide is found in any case.
    let divided = wanted.chars().any(|c| !c.is_alphanumeric());
    let same = |part: &String, piece: &String| match divided {
        true => part.to_lowercase() == piece.to_lowercase(),
        false => part == piece,
    };
    let mut runs = parts.windows(pieces.len());
    runs.any(|run| {
        run.iter()
            .zip(&pieces)
            .all(|(part, piece)| same(part, piece))
    })
}

/// Where capitals, digits and other signs divide a name.
fn pieces(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut current = String::new();
    for (n, c) in chars.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| chars.get(n));
        let after = chars.get(n + 1);
        let begins = match before {
            Some(before) if c.is_uppercase() => {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            }
            Some(before) => c.is_numeric() != before.is_numeric(),
            None => false,
        };
        if begins || !c.is_alphanumeric() {
            if !current.is_empty() {
                pieces.push(std::mem::take(&mut current));
            }
        }
        if c.is_alphanumeric() {
            current.push(*c);
        }
    }
    if !current.is_empty() {
        pieces.push(current);
    }
    pieces
}

fn schema_end(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '}' if !quoted => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

fn schema(text: &str) -> Result<(String, Vec<String>), String> {
    let mut names = Vec::new();
    let (mut current, mut quoted) = (String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => names.push(std::mem::take(&mut current).trim().to_owned()),
            c => current.push(c),
        }
    }
    names.push(current.trim().to_owned());
    if names.iter().any(String::is_empty) {
        return Err("a name in the schema is empty".to_owned());
    }
    let dimensions = names.split_off(1);
    let namespace = names.pop().ok_or("the schema has no namespace")?;
    Ok((namespace, dimensions))
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(c) = chars.get(at) {
        match c {
            c if c.is_whitespace() || *c == ',' => at += 1,
            '(' => {
                tokens.push(Token::Open);
                at += 1;
            }
            ')' => {
                tokens.push(Token::Close);
                at += 1;
            }
            _ => tokens.push(word(&chars, &mut at)?),
        }
    }
    Ok(tokens)
}

fn word(chars: &[char], at: &mut usize) -> Result<Token, String> {
    let (first, exact) = text(chars, at)?;
    if chars.get(*at) == Some(&'=') {
        *at += 1;
        let (value, exact) = text(chars, at)?;
        let property = Some(first);
        return Ok(Token::Word(Word {
            property,
            text: value,
            exact,
        }));
    }
    Ok(match first.as_str() {
        "AND" if !exact => Token::And,
        "OR" if !exact => Token::Or,
        "NOT" if !exact => Token::Not,
        _ => Token::Word(Word {
            property: None,
            text: first,
            exact,
        }),
    })
}

/// A text in quotes, or up to the next sign that means something.
fn text(chars: &[char], at: &mut usize) -> Result<(String, bool), String> {
    let mut found = String::new();
    if chars.get(*at) == Some(&'"') {
        *at += 1;
        while let Some(c) = chars.get(*at) {
            *at += 1;
            match c {
                '"' => return Ok((found, true)),
                '\\' => {
                    found.extend(chars.get(*at));
                    *at += 1;
                }
                c => found.push(*c),
            }
        }
        return Err("a quote has no end".to_owned());
    }
    while let Some(c) = chars.get(*at) {
        if c.is_whitespace() || "()=\",".contains(*c) {
            break;
        }
        found.push(*c);
        *at += 1;
    }
    match found.is_empty() {
        true => Err("a word is missing".to_owned()),
        false => Ok((found, false)),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn next_is(&mut self, token: &Token) -> bool {
        let is = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(is);
        is
    }

    fn either(&mut self) -> Result<Words, String> {
        let mut any = vec![self.all()?];
        while self.next_is(&Token::Or) {
            any.push(self.all()?);
        }
        Ok(match any.len() {
            1 => any.remove(0),
            _ => Words::Or(any),
        })
    }

    fn all(&mut self) -> Result<Words, String> {
        let mut all = vec![self.one()?];
        loop {
            let said = self.next_is(&Token::And);
            let goes_on = matches!(
                self.tokens.get(self.at),
                Some(Token::Open | Token::Not | Token::Word(_))
            );
            if !said && !goes_on {
                break;
            }
            all.push(self.one()?);
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Words::And(all),
        })
    }

    fn one(&mut self) -> Result<Words, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the search is too deep".to_owned());
        }
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        let found = match token {
            Some(Token::Not) => Words::Not(Box::new(self.one()?)),
            Some(Token::Open) => {
                let inside = self.either()?;
                if !self.next_is(&Token::Close) {
                    return Err("a parenthesis has no end".to_owned());
                }
                inside
            }
            Some(Token::Word(word)) => Words::Word(word),
            _ => return Err("a word is missing".to_owned()),
        };
        self.depth -= 1;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(search: &str, namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> bool {
        let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        let dimensions: Vec<_> = dimensions.iter().map(owned).collect();
        let names = Names {
            namespace,
            name,
            dimensions: &dimensions,
        };
        Search::parse(search)
            .unwrap_or_else(|e| panic!("{search}: {e}"))
            .finds(&names)
    }

    #[test]
    fn as_the_documentation_says() {
        let instance = [("InstanceId", "i-1")];
        let cpu = |search| finds(search, "AWS/EC2", "CPUUtilization", &instance);
        assert!(cpu("{AWS/EC2,InstanceId} MetricName=\"CPUUtilization\""));
        assert!(!cpu(
            "{AWS/EC2,InstanceId,Other} MetricName=\"CPUUtilization\""
        ));
        assert!(!cpu("{AWS/EC2} CPUUtilization"));
        assert!(cpu("\"CPUUtilization\""));
        assert!(cpu("utilization NOT i-2"));
        assert!(!cpu("utilization NOT \"i-1\""));
        assert!(cpu("(EC2 OR EBS) AND MetricName=CPUUtilization"));
        assert!(!cpu("NOT Namespace=AWS"));
        assert!(cpu("InstanceId=\"i-1\" Namespace=\"AWS/EC2\""));
        let custom = |search| finds(search, "Mine", "CustomCount1", &[]);
        for word in [
            "count",
            "Count",
            "COUNT",
            "CustomCount",
            "Count1",
            "customcount1",
        ] {
            assert!(custom(word), "{word}");
        }
        for word in ["couNT", "\"customcount1\"", "\"Custom\"", "customcount"] {
            assert!(!custom(word), "{word}");
        }
        let network = |search| finds(search, "Mine", "Network-Errors-2", &[]);
        for word in ["network/errors", "network+errors", "Network_Errors"] {
            assert!(network(word), "{word}");
        }
    }

    #[test]
    fn what_is_no_search() {
        for bad in [
            "",
            " ",
            "{",
            "{}",
            "{A,}",
            "(a",
            "a)",
            "\"a",
            "NOT",
            "a OR",
            "A=",
            &"(".repeat(99),
        ] {
            assert!(Search::parse(bad).is_err(), "{bad}");
        }
    }
}
