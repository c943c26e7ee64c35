//! The one command whose client writes a part of the answer into a file: `create-virtual-mfa-device`
//! with `--outfile out.txt --bootstrap-method Base32StringSeed`, or `QRCodePNG`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

/// What the file is shown as.
pub const BODY: &str = "Body";

pub fn chosen(words: &[String]) -> Option<&str> {
    let place = words.iter().position(|word| word == "--bootstrap-method")?;
    words.get(place + 1).map(String::as_str)
}

/// The answer as the client shows it, with the file's text beside it.
pub fn apart(answer: &mut Json, chosen: &str) {
    let Some(device) = answer["VirtualMFADevice"].as_object_mut() else {
        return;
    };
    let file = device.remove(chosen);
    device.retain(|name, _| name != "QRCodePNG" && name != "Base32StringSeed");
    let file = file.and_then(|blob| STANDARD.decode(blob.as_str()?).ok());
    answer[BODY] = json!(String::from_utf8_lossy(&file.unwrap_or_default()));
}
