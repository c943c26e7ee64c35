//! Terms of lines without a form: all must be there, those behind `-` must not, and of those behind
//! `?` one must. Where there are others too, those behind `?` do not count.

use crate::Bad;
use crate::reader::Reader;
use crate::regular;
use memchr::memmem::Finder;
use regex::Regex;

#[derive(Clone, Debug, Default)]
pub struct Terms {
    all: Vec<Term>,
    none: Vec<Term>,
    any: Vec<Term>,
}

#[derive(Clone, Debug)]
enum Term {
    Text(Box<Finder<'static>>),
    Regex(Regex),
}

impl Term {
    fn is_in(&self, line: &str) -> bool {
        match self {
            Term::Text(finder) => finder.find(line.as_bytes()).is_some(),
            Term::Regex(regex) => regex.is_match(line),
        }
    }
}

impl Terms {
    pub fn parse(text: &str) -> Result<(Terms, usize), Bad> {
        let mut reader = Reader::new(text);
        let (mut terms, mut regexes) = (Terms::default(), 0);
        while !reader.is_over() {
            let sign = reader.peek().filter(|c| matches!(c, '-' | '?'));
            if sign.is_some() {
                reader.next();
            }
            let term = term(&mut reader)?;
            regexes += usize::from(matches!(term, Term::Regex(_)));
            match sign {
                Some('-') => terms.none.push(term),
                Some(_) => terms.any.push(term),
                None => terms.all.push(term),
            }
        }
        if !terms.all.is_empty() || !terms.none.is_empty() {
            terms.any.clear();
        }
        Ok((terms, regexes))
    }

    pub fn matches(&self, line: &str) -> bool {
        self.all.iter().all(|term| term.is_in(line))
            && !self.none.iter().any(|term| term.is_in(line))
            && (self.any.is_empty() || self.any.iter().any(|term| term.is_in(line)))
    }
}

fn term(reader: &mut Reader<'_>) -> Result<Term, Bad> {
    let text = match reader.peek() {
        Some('"') => {
            reader.next();
            reader.quoted('"')?
        }
        Some('%') => {
            reader.next();
            return regular::compile(reader.regex()?).map(Term::Regex);
        }
        _ => {
            let word = reader.while_is(|c| !c.is_whitespace());
            let fits = |c: char| c.is_alphanumeric() || c == '_';
            if word.is_empty() || !word.chars().all(fits) {
                return Err(Bad::Term(word.to_owned()));
            }
            word.to_owned()
        }
    };
    Ok(Term::Text(Box::new(
        Finder::new(text.as_bytes()).into_owned(),
    )))
}
