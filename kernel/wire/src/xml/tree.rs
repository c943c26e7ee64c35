//! XML text as a tree. Documents are read without external entities or a document type.

use crate::bad::{Bad, Read, form};
use crate::value::MAX_DEPTH;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

#[derive(Debug, Default)]
pub(super) struct Element {
    /// The name without its prefix.
    pub(super) name: String,
    /// Attributes by their full name.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let local = |full: &str| local_name(full) == local_name(name);
        let exact = self.attributes.iter().find(|(n, _)| n == name);
        exact
            .or_else(|| self.attributes.iter().find(|(n, _)| local(n)))
            .map(|(_, value)| value.as_str())
    }
}

fn local_name(full: &str) -> &str {
    full.rsplit_once(':').map_or(full, |(_, local)| local)
}

fn malformed<E>(_: E) -> Bad {
    Bad::Form("The XML is not well-formed.".into())
}

/// The root element of a document.
pub(super) fn parse(text: &str) -> Read<Element> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().map_err(malformed)? {
            Event::Start(tag) => open.push(element(&tag, open.len(), root.is_some())?),
            Event::Empty(tag) => {
                let closed = element(&tag, open.len(), root.is_some())?;
                close(closed, &mut open, &mut root);
            }
            Event::End(_) => match open.pop() {
                Some(closed) => close(closed, &mut open, &mut root),
                None => return form("The XML is not well-formed."),
            },
            Event::Text(text) => append(&mut open, &text.decode().map_err(malformed)?)?,
            Event::CData(text) => append(&mut open, &text.decode().map_err(malformed)?)?,
            Event::GeneralRef(name) => append(&mut open, &reference(&name)?)?,
            Event::DocType(_) => return form("A document type is not allowed."),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => form("The XML is not well-formed."),
    }
}

fn element(tag: &BytesStart<'_>, depth: usize, after_root: bool) -> Read<Element> {
    if depth > MAX_DEPTH || after_root {
        return form("The XML is nested too deeply or has several roots.");
    }
    let name = std::str::from_utf8(tag.name().into_inner()).map_err(malformed)?;
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(malformed)?;
        let key = std::str::from_utf8(attribute.key.into_inner()).map_err(malformed)?;
        let value = attribute.unescape_value().map_err(malformed)?;
        attributes.push((key.to_owned(), value.into_owned()));
    }
    Ok(Element {
        name: local_name(name).to_owned(),
        attributes,
        ..Element::default()
    })
}

fn close(closed: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(closed),
        None => *root = Some(closed),
    }
}

/// Adds text to the open element; outside the root only white space may stand.
fn append(open: &mut [Element], text: &str) -> Read<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return form("The XML is not well-formed."),
    }
    Ok(())
}

fn reference(name: &BytesRef<'_>) -> Read<String> {
    if let Some(character) = name.resolve_char_ref().map_err(malformed)? {
        return Ok(character.to_string());
    }
    let name = name.decode().map_err(malformed)?;
    match resolve_predefined_entity(&name) {
        Some(text) => Ok(text.to_owned()),
        None => form("The XML names an unknown entity."),
    }
}
