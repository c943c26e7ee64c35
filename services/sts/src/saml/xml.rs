//! XML as a tree, as far as assertions need it. What is not plain is refused: document types, entities
//! of a document's own, processing instructions, very deep or very large documents. Comments are
//! left out, as canonical form leaves them out.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::rc::Rc;

const DEPTH: usize = 64;
const ELEMENTS: usize = 5_000;
/// Prefixes that are known at one place.
pub const PREFIXES: usize = 64;
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Prefixes and what they stand for; the default namespace has an empty prefix.
pub type Scope = Rc<Vec<(Rc<str>, Rc<str>)>>;

#[derive(Debug)]
pub struct Element {
    pub name: Name,
    pub attributes: Vec<Attribute>,
    pub scope: Scope,
    pub children: Vec<Node>,
}

#[derive(Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

#[derive(Debug)]
pub struct Attribute {
    pub name: Name,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub prefix: String,
    pub local: String,
    pub uri: Rc<str>,
}

impl Element {
    pub fn is(&self, uri: &str, local: &str) -> bool {
        &*self.name.uri == uri && self.name.local == local
    }

    /// An attribute without a namespace.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|a| a.name.uri.is_empty() && a.name.local == local);
        found.map(|attribute| attribute.value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn all<'e>(&'e self, uri: &'e str, local: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements()
            .filter(move |element| element.is(uri, local))
    }

    /// The only child of this name.
    pub fn one(&self, uri: &str, local: &str) -> Option<&Element> {
        let mut found = self.elements().filter(|element| element.is(uri, local));
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }

    /// Text of an element that holds nothing else, without white space around it.
    pub fn text(&self) -> Option<String> {
        let mut text = String::new();
        for node in &self.children {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(_) => return None,
            }
        }
        Some(text.trim().to_owned())
    }
}

/// `None` for what is no XML, or not plain enough.
pub fn parse(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut elements = 0;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                elements += 1;
                if root.is_some() || open.len() >= DEPTH || elements > ELEMENTS {
                    return None;
                }
                let scope = open.last().map(|parent| parent.scope.clone());
                open.push(element(&start, scope.unwrap_or_default())?);
            }
            Event::End(_) => {
                let closed = open.pop()?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(closed)),
                    None => root = Some(closed),
                }
            }
            Event::Text(part) => say(&mut open, &lines(&part.decode().ok()?))?,
            Event::CData(part) => {
                open.last()?;
                say(&mut open, &lines(&part.decode().ok()?))?;
            }
            Event::GeneralRef(reference) => {
                open.last()?;
                let name = reference.decode().ok()?;
                let meant = quick_xml::escape::unescape(&format!("&{name};"))
                    .ok()?
                    .into_owned();
                say(&mut open, &meant)?;
            }
            Event::Comment(_) | Event::Decl(_) => {}
            Event::PI(_) | Event::DocType(_) => return None,
            Event::Eof => break,
            _ => return None,
        }
    }
    root.filter(|_| open.is_empty())
}

/// Text in the innermost element; outside of all there is white space alone.
fn say(open: &mut [Element], text: &str) -> Option<()> {
    let Some(element) = open.last_mut() else {
        return text.trim().is_empty().then_some(());
    };
    match element.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => element.children.push(Node::Text(text.to_owned())),
    }
    Some(())
}

/// Lines end in one way.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn element(start: &BytesStart, outer: Scope) -> Option<Element> {
    let mut declared: Vec<(Rc<str>, Rc<str>)> = Vec::new();
    let mut plain = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = std::str::from_utf8(attribute.key.as_ref()).ok()?;
        let raw = std::str::from_utf8(&attribute.value).ok()?;
        let raw = lines(raw).replace(['\n', '\t'], " ");
        let value = quick_xml::escape::unescape(&raw).ok()?.into_owned();
        match name.strip_prefix("xmlns") {
            Some("") => declared.push(("".into(), value.into())),
            Some(rest) if rest.starts_with(':') => {
                let prefix = &rest[1..];
                let right = is_name(prefix) && !value.is_empty() && prefix != "xmlns";
                if !right || (prefix == "xml") != (value == XML) {
                    return None;
                }
                declared.push((prefix.into(), value.into()));
            }
            _ => plain.push((name.to_owned(), value)),
        }
    }
    let scope = match declared.is_empty() {
        true => outer,
        false => {
            let hidden = |prefix: &Rc<str>| declared.iter().any(|(own, _)| own == prefix);
            let kept = outer.iter().filter(|(prefix, _)| !hidden(prefix)).cloned();
            let all: Vec<_> = kept.chain(declared.clone()).collect();
            Rc::new(all)
        }
    };
    if scope.len() > PREFIXES {
        return None;
    }
    let name = std::str::from_utf8(start.name().into_inner())
        .ok()?
        .to_owned();
    let mut attributes: Vec<Attribute> = Vec::new();
    for (name, value) in plain {
        let name = resolve(&name, &scope, false)?;
        let same = |a: &Attribute| a.name.uri == name.uri && a.name.local == name.local;
        if attributes.iter().any(same) {
            return None;
        }
        attributes.push(Attribute { name, value });
    }
    Some(Element {
        name: resolve(&name, &scope, true)?,
        attributes,
        scope,
        children: Vec::new(),
    })
}

/// Attributes without a prefix are in no namespace.
fn resolve(name: &str, scope: &Scope, by_default: bool) -> Option<Name> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    if !is_name(local) || !(prefix.is_empty() || is_name(prefix)) || name.starts_with(':') {
        return None;
    }
    let uri = match prefix {
        "" if !by_default => "".into(),
        "xml" => XML.into(),
        _ => {
            let known = scope.iter().find(|(known, _)| &**known == prefix);
            match known {
                Some((_, uri)) => uri.clone(),
                None if prefix.is_empty() => "".into(),
                None => return None,
            }
        }
    };
    Some(Name {
        prefix: prefix.to_owned(),
        local: local.to_owned(),
        uri,
    })
}

/// Strict, so that no name can pass for something else in canonical form.
fn is_name(text: &str) -> bool {
    let first = |c: char| c.is_alphabetic() || c == '_';
    let right = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    text.starts_with(first) && text.chars().all(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_resolved_and_text_is_put_together() {
        let text = "<?xml version=\"1.0\"?>\n<a xmlns='u' xmlns:p=\"v\" p:k='1' k='2'>\
                    x<!-- c -->&amp;<![CDATA[<]]>&#65;<p:b/></a>\n";
        let root = parse(text).unwrap();
        assert!(root.is("u", "a"));
        assert_eq!(root.attribute("k"), Some("2"));
        assert!(matches!(&root.children[0], Node::Text(text) if text == "x&<A"));
        assert!(root.one("v", "b").is_some());
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
        let many = format!("<a>{}</a>", "<b/>".repeat(10_000));
        let prefixes: String = (0..100).map(|n| format!(" xmlns:p{n}='u'")).collect();
        let texts = [
            "",
            "x",
            "<a>",
            "</a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
            "<a>&e;</a>",
            "<a b='&e;'/>",
            "<a><?pi x?></a>",
            "<p:a/>",
            "<a p:b='1'/>",
            "<a b='1' b='2'/>",
            "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
            "<a xmlns:p=''/>",
            "<a xmlns:xml='u'/>",
            "<:a/>",
            "<a:b:c xmlns:a='u'/>",
            "<a =''/>",
            &deep,
            &many,
            &format!("<a{prefixes}/>"),
        ];
        for text in texts {
            assert!(parse(text).is_none(), "{}", &text[..text.len().min(60)]);
        }
    }
}
