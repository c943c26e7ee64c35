//! Exclusive XML Canonicalization 1.0, without comments: one form for all ways of writing an element,
//! which is what signatures sign.

use super::xml::{Attribute, Element, Node};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What an element is brought into form with.
#[derive(Default)]
pub struct Form<'a> {
    /// Prefixes that are declared also where nothing uses them; `#default` is the default namespace.
    pub inclusive: Vec<&'a str>,
    /// The signature that is taken out of what it signs.
    pub without: Option<&'a Element>,
}

impl Form<'_> {
    pub fn of(&self, element: &Element) -> String {
        let mut out = String::new();
        self.write(element, &BTreeMap::new(), &mut out);
        out
    }

    /// `declared`: what the elements around it declare already.
    fn write(&self, element: &Element, declared: &BTreeMap<String, Rc<str>>, out: &mut String) {
        let mut own = declared.clone();
        let name = &element.name;
        let qualified = qualified(&name.prefix, &name.local);
        out.push('<');
        out.push_str(&qualified);
        for (prefix, uri) in self.used(element) {
            let known = declared.get(&prefix);
            let is_new = match known {
                Some(known) => *known != uri,
                // No namespace is what there is without a declaration.
                None => !(prefix.is_empty() && uri.is_empty()),
            };
            if is_new {
                let colon = if prefix.is_empty() { "" } else { ":" };
                out.push_str(&format!(" xmlns{colon}{prefix}=\""));
                escape_value(&uri, out);
                out.push('"');
                own.insert(prefix, uri);
            }
        }
        let mut attributes: Vec<&Attribute> = element.attributes.iter().collect();
        attributes.sort_by_key(|a| (a.name.uri.clone(), a.name.local.clone()));
        for Attribute { name, value } in attributes {
            out.push(' ');
            out.push_str(&self::qualified(&name.prefix, &name.local));
            out.push_str("=\"");
            escape_value(value, out);
            out.push('"');
        }
        out.push('>');
        for node in &element.children {
            match node {
                Node::Text(text) => escape_text(text, out),
                Node::Element(child) if self.is_left_out(child) => {}
                Node::Element(child) => self.write(child, &own, out),
            }
        }
        out.push_str("</");
        out.push_str(&qualified);
        out.push('>');
    }

    /// Namespaces that the element's own name and its attributes use, and those asked for, in the
    /// order of their prefixes.
    fn used(&self, element: &Element) -> BTreeMap<String, Rc<str>> {
        let name = &element.name;
        let mut used = BTreeMap::from([(name.prefix.clone(), name.uri.clone())]);
        for Attribute { name, .. } in &element.attributes {
            if !name.prefix.is_empty() {
                used.insert(name.prefix.clone(), name.uri.clone());
            }
        }
        for (prefix, uri) in element.scope.iter() {
            let asked = |wanted: &&str| match *wanted {
                "#default" => prefix.is_empty(),
                wanted => wanted == &**prefix,
            };
            if self.inclusive.iter().any(asked) {
                used.insert(prefix.to_string(), uri.clone());
            }
        }
        used.remove("xml");
        used
    }

    fn is_left_out(&self, element: &Element) -> bool {
        self.without
            .is_some_and(|without| std::ptr::eq(without, element))
    }
}

fn qualified(prefix: &str, local: &str) -> String {
    match prefix {
        "" => local.to_owned(),
        _ => format!("{prefix}:{local}"),
    }
}

fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

fn escape_value(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    fn form(text: &str) -> String {
        Form::default().of(&xml::parse(text).unwrap())
    }

    /// Section 2.2 of the recommendation: an element that is taken out of two envelopes.
    #[test]
    fn w3c_an_element_is_the_same_in_every_envelope() {
        let inner = "\n  <n1:elem2 xmlns:n1=\"http://example.net\"\n      xml:lang=\"en\">\n    \
                     <n3:stuff xmlns:n3=\"ftp://example.org\"/>\n  </n1:elem2>\n";
        let around = [
            ("<n0:pdu xmlns:n0='http://a.example'>", "</n0:pdu>"),
            (
                "<n2:pdu xmlns:n1='http://example.com' xmlns:n2='http://foo.example' \
                 xml:lang='fr' xml:space='preserve'>",
                "</n2:pdu>",
            ),
        ];
        for (begin, end) in around {
            let root = xml::parse(&format!("{begin}{inner}{end}")).unwrap();
            let element = root.elements().next().unwrap();
            assert_eq!(
                Form::default().of(element),
                "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\n    \
                 <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
            );
        }
    }

    /// Section 3.3 of Canonical XML, whose namespaces the exclusive form declares where they are used.
    #[test]
    fn w3c_start_and_end_tags() {
        let text = "<doc>\n   <e1   />\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n   \
                    <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n      \
                    xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n      \
                    xmlns=\"http://example.org\"/>\n   \
                    <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      \
                    <e7 xmlns=\"http://www.ietf.org\">\n         \
                    <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n            \
                    <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/>\n         \
                    </e8>\n      </e7>\n   </e6>\n</doc>";
        let expected = "<doc>\n   <e1></e1>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n   \
                        <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" \
                        xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" \
                        b:attr=\"sorted\" a:attr=\"out\"></e5>\n   <e6>\n      \
                        <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\">\n            \
                        <e9></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>";
        assert_eq!(form(text), expected);
    }

    /// Section 3.4 of Canonical XML.
    #[test]
    fn w3c_character_modifications() {
        let text = "<doc>\r\n   <text>First line&#x0d;&#10;Second line</text>\r\n   \
                    <value>&#x32;</value>\n   \
                    <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n   \
                    <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n   \
                    <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n</doc>";
        let expected = "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   \
                        <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n   \
                        <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; \
                        ?&quot;valid&quot;:&quot;error&quot;\">valid</compute>\n   \
                        <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n</doc>";
        assert_eq!(form(text), expected);
    }

    #[test]
    fn prefixes_that_are_asked_for_are_declared_where_they_are_known() {
        let text = "<a xmlns='d' xmlns:p='u' xmlns:q='v'><p:b><p:c/></p:b></a>";
        let root = xml::parse(text).unwrap();
        let form = Form {
            inclusive: vec!["q", "#default"],
            without: None,
        };
        let inner = root.elements().next().unwrap();
        assert_eq!(
            form.of(inner),
            "<p:b xmlns=\"d\" xmlns:p=\"u\" xmlns:q=\"v\"><p:c></p:c></p:b>"
        );
        assert_eq!(
            Form::default().of(inner),
            "<p:b xmlns:p=\"u\"><p:c></p:c></p:b>"
        );
    }
}
