//! PEM: labels and bytes.

use crate::fault::{Fault, Result};
use der::pem::{LineEnding, encode_string};
use x509_parser::pem::Pem;

pub const CERTIFICATE: &str = "CERTIFICATE";
pub const REQUEST: &str = "CERTIFICATE REQUEST";

/// All blocks of a text, whatever stands between them.
pub(crate) fn blocks(text: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let blocks = Pem::iter_from_buffer(text).map(|block| {
        let block = block.map_err(Fault::of)?;
        Ok((block.label, block.contents))
    });
    blocks.collect()
}

/// All blocks of one label; any other is a fault.
pub fn read_all(text: &[u8], label: &str) -> Result<Vec<Vec<u8>>> {
    let known = |found: &str| found == label || (label == REQUEST && found.ends_with(REQUEST));
    let blocks = blocks(text)?
        .into_iter()
        .map(|(found, bytes)| match known(&found) {
            true => Ok(bytes),
            false => Err(Fault(format!("{found} is no {label}"))),
        });
    blocks.collect()
}

pub fn write(label: &str, bytes: &[u8]) -> String {
    // Labels are ours: nothing else can fail.
    let text = encode_string(label, LineEnding::LF, bytes).unwrap_or_default();
    text.trim_end().to_owned()
}
