//! What came of a command.

use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Answer(Json),
    Refusal { code: String, message: String },
}

/// What an answer that is longer than this is broken into lines at.
const WIDTH: usize = 100;

impl Outcome {
    pub fn refused(code: impl Into<String>, message: impl Into<String>) -> Outcome {
        Outcome::Refusal {
            code: code.into(),
            message: message.into(),
        }
    }

    /// As a story writes it.
    pub fn text(&self) -> String {
        match self {
            Outcome::Refusal { code, message } => format!("! {code}: {message}"),
            Outcome::Answer(json) => {
                let short = spaced(json);
                match serde_json::to_string_pretty(json) {
                    Ok(long) if short.len() > WIDTH => long,
                    _ => short,
                }
            }
        }
    }
}

/// One line with a space after colons and commas.
fn spaced(json: &Json) -> String {
    match json {
        Json::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", Json::from(name.as_str()), spaced(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(spaced).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
