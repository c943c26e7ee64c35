//! Changing requests: what they say, and how they are written.

use super::seeds;
use crate::chance::Chance;
use crate::client::Call;

/// What decoders trip over.
const NASTY: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"-1",
    b"0",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b"\"",
    b"'",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[[[[[[[[[",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"<![CDATA[",
    b"<!DOCTYPE x [<!ENTITY e \"e\">]>",
    b"&e;",
    b"&#0;",
    b"&#x110000;",
    b"&amp",
    b"%",
    b"%00",
    b"%zz",
    b"%f0%9f",
    b"%2e%2e%2f",
    b"+",
    b"=",
    b"&",
    b"&&",
    b"null",
    b"true",
    b"\r\n",
    b"\t",
    b"\x7f",
    b".member.1",
    b".1.1.1.1.1",
    b".0",
    b".4294967296",
    b"\x9f",
    b"\xbf",
    b"\xfb",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xef\xbf\xbe",
    b"\xf4\x90\x80\x80",
    b"2012-10-17",
    b"${",
    b"${aws:x}",
    b"*",
    b"?",
];

pub fn mutated(seed: &Call, chance: &mut Chance) -> Call {
    let mut call = seed.clone();
    for _ in 0..1 + chance.below(4) {
        match chance.below(10) {
            0..6 if !call.body.is_empty() => call.body = changed(&call.body, chance),
            0..3 | 6 => call.query = in_a_target(changed(call.query.as_bytes(), chance)),
            7 => {
                let path = in_a_target(changed(call.path.as_bytes(), chance));
                call.path = format!("/{}", path.trim_start_matches('/').replace('?', "%3F"));
            }
            _ if !call.headers.is_empty() => {
                let at = chance.below(call.headers.len());
                if chance.one_in(6) {
                    call.headers.swap_remove(at);
                } else {
                    let value = changed(call.headers[at].1.as_bytes(), chance);
                    call.headers[at].1 = in_a_header(value);
                }
            }
            _ => call.body = changed(&call.body, chance),
        }
    }
    // A checksum of what was there before would end it too soon.
    if !chance.one_in(6) {
        let crc = seeds::crc32(&call.body);
        for (_, value) in call
            .headers
            .iter_mut()
            .filter(|(name, _)| name == seeds::CHECKSUM)
        {
            value.clone_from(&crc);
        }
    }
    call
}

/// The signed bytes, changed after the signature; the length still says how many come.
pub fn spoiled(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    let head = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(0);
    // Within a header's value or the body, so that it stays a request.
    let from = bytes
        .windows(15)
        .position(|w| w == b"authorization: ")
        .map_or(head, |at| at + 15);
    let end = bytes[from..]
        .iter()
        .position(|b| *b == b'\r')
        .map_or(bytes.len(), |n| from + n);
    for _ in 0..1 + chance.below(3) {
        let at = from + chance.below((end - from).max(1));
        if let Some(byte) = bytes.get_mut(at) {
            *byte = 0x21 + (chance.number() % 0x5d) as u8;
        }
    }
    bytes
}

fn changed(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let at = chance.below(out.len() + 1);
    let end = (at + chance.below(24)).min(out.len());
    match chance.below(8) {
        0 => out.truncate(at),
        1 => {
            out.drain(at..end);
        }
        2 => {
            let piece = out[at..end].to_vec();
            let times = 1 + chance.below(40);
            out.splice(at..at, piece.repeat(times));
        }
        3 => {
            if let Some(byte) = out.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        4 => {
            let length = chance.below(16);
            out.splice(at..end, chance.bytes(length));
        }
        5 => {
            let other = chance.below(out.len() + 1);
            let piece = out[at..end].to_vec();
            let other = other.min(out.len());
            out.splice(other..other, piece);
        }
        _ => {
            let nasty = chance.pick(NASTY).to_vec();
            let end = if chance.one_in(2) { at } else { end };
            out.splice(at..end, nasty);
        }
    }
    out
}

/// What may stand in a request's first line; the rest is percent-encoded.
fn in_a_target(bytes: Vec<u8>) -> String {
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b'!' | b'$'..=b';' | b'=' | b'@'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => {
                out.push(byte as char)
            }
            _ => out += &format!("%{byte:02x}"),
        }
    }
    out
}

/// What may stand in a header.
fn in_a_header(bytes: Vec<u8>) -> String {
    let kept = bytes.into_iter().filter(|byte| (0x20..0x7f).contains(byte));
    kept.map(char::from).collect::<String>().trim().to_owned()
}
