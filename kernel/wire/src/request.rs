//! What the codec sees of a request.

/// The head of a request, as it came: nothing is decoded yet.
#[derive(Clone, Copy)]
pub struct RequestHead<'a> {
    pub method: &'a http::Method,
    /// Still percent-encoded.
    pub path: &'a str,
    /// Without the question mark, still percent-encoded.
    pub query: &'a str,
    pub headers: &'a http::HeaderMap,
}

impl<'a> RequestHead<'a> {
    /// A header's value where it is readable text. The name is in lower case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        std::str::from_utf8(self.first(name)?.as_bytes()).ok()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// Requests have few headers: comparing names is cheaper than what it takes to look one up.
    fn first(&self, name: &str) -> Option<&'a http::HeaderValue> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(other, _)| other.as_str() == name);
        found.map(|(_, value)| value)
    }

    /// The media type without parameters, in lower case.
    pub(crate) fn content_type(&self) -> Option<String> {
        let full = self.header("content-type")?;
        let plain = full.split(';').next().unwrap_or_default().trim();
        Some(plain.to_ascii_lowercase())
    }
}

/// The values of a URI's labels, decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels(pub Vec<(&'static str, String)>);

impl Labels {
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(label, _)| *label == name);
        found.map(|(_, value)| value.as_str())
    }
}
