//! XML documents compared without white space, attribute order and the order of differently
//! named elements.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }
}

pub fn parse(text: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(text.trim());
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(tag) => open.push(node(&tag)),
            Event::Empty(tag) => {
                let node = node(&tag);
                open.last_mut().unwrap().children.push(node);
            }
            Event::End(_) => {
                let closed = finish(open.pop().unwrap());
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
            Event::CData(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
            Event::GeneralRef(name) => {
                let text = format!("&{};", name.decode().unwrap());
                open.last_mut().unwrap().text += &quick_xml::escape::unescape(&text).unwrap();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    open.pop()
        .and_then(|mut top| top.children.pop())
        .ok_or("no root".to_owned())
}

fn node(tag: &BytesStart<'_>) -> Node {
    let mut attributes: Vec<_> = tag
        .attributes()
        .map(|a| {
            let a = a.unwrap();
            let key = String::from_utf8_lossy(a.key.into_inner()).into_owned();
            (key, a.unescape_value().unwrap().into_owned())
        })
        .collect();
    attributes.sort();
    Node {
        name: String::from_utf8_lossy(tag.name().into_inner()).into_owned(),
        attributes,
        ..Node::default()
    }
}

fn finish(mut node: Node) -> Node {
    if !node.children.is_empty() {
        node.text.clear();
    }
    node.children.sort_by(|a, b| a.name.cmp(&b.name));
    node
}
