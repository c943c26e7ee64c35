//! A piece of a mask looked for in a text.

use super::glob::{ONE, is_inner, width};
use memchr::memmem;

/// Where the first find of the piece ends. Literal pieces take a time that grows with the text; those
/// with wildcards for one character the text times a 64th of the piece.
pub(super) fn find(piece: &[u8], text: &[u8]) -> Option<usize> {
    // A wildcard is one byte here, and stands for one at least.
    if piece.len() > text.len() {
        return None;
    }
    if !piece.contains(&ONE) {
        return memmem::find(text, piece).map(|at| at + piece.len());
    }
    match piece.len() {
        ..=64 => few(piece, text),
        _ => many(piece, text),
    }
}

/// All beginnings of the piece that the text read so far ends with, a bit for each. A wildcard takes
/// a character's first byte, and stays for the others.
fn few(piece: &[u8], text: &[u8]) -> Option<usize> {
    let text = skipped(piece, text)?;
    let mut fits = [0_u64; 256];
    let mut any = 0_u64;
    for (at, byte) in piece.iter().enumerate() {
        match *byte {
            ONE => any |= 1 << at,
            literal => fits[usize::from(literal)] |= 1 << at,
        }
    }
    let whole = 1 << (piece.len() - 1);
    let mut state = 0_u64;
    if text.rest.is_ascii() {
        // The same where no character has other bytes than its first: twice as fast.
        for (at, &found) in text.rest.iter().enumerate() {
            state = (state << 1 | 1) & (fits[usize::from(found)] | any);
            if state & whole != 0 {
                return Some(text.skipped + at + 1);
            }
        }
        return None;
    }
    for (at, &found) in text.rest.iter().enumerate() {
        // All bits for a first byte, none for the others.
        let first = u64::from(is_inner(found)).wrapping_sub(1);
        let next = (state << 1 | 1) & (fits[usize::from(found)] | any & first);
        state = next | state & any & !first;
        if state & whole != 0 {
            return Some(text.skipped + end(piece, at, found));
        }
    }
    None
}

/// The same with more bits than a word has.
fn many(piece: &[u8], text: &[u8]) -> Option<usize> {
    let words = piece.len().div_ceil(64);
    let mut fits = vec![0_u64; 256 * words];
    let mut any = vec![0_u64; words];
    for (at, byte) in piece.iter().enumerate() {
        let (word, bit) = (at / 64, 1 << (at % 64));
        match *byte {
            ONE => any[word] |= bit,
            literal => fits[usize::from(literal) * words + word] |= bit,
        }
    }
    let whole = 1 << ((piece.len() - 1) % 64);
    let mut state = vec![0_u64; words];
    for (at, &found) in text.iter().enumerate() {
        let first = u64::from(is_inner(found)).wrapping_sub(1);
        let row = &fits[usize::from(found) * words..][..words];
        // A new beginning at every place.
        let mut carry = 1;
        for ((own, fits), any) in state.iter_mut().zip(row).zip(&any) {
            let top = *own >> 63;
            let next = (*own << 1 | carry) & (fits | any & first);
            *own = next | *own & any & !first;
            carry = top;
        }
        if state.last().is_some_and(|word| word & whole != 0) {
            return Some(end(piece, at, found));
        }
    }
    None
}

/// The end of a find whose last byte was met here: a wildcard takes its character whole.
fn end(piece: &[u8], at: usize, found: u8) -> usize {
    match piece.last() {
        Some(&ONE) => at + width(found),
        _ => at + 1,
    }
}

struct Skipped<'t> {
    rest: &'t [u8],
    skipped: usize,
}

/// The text from the first place on where the piece may begin, as far as that is found quickly: by
/// the literal that the piece begins with, or the one behind its first wildcards.
fn skipped<'t>(piece: &[u8], text: &'t [u8]) -> Option<Skipped<'t>> {
    let wild = piece.iter().take_while(|byte| **byte == ONE).count();
    let literal = piece.get(wild..).unwrap_or_default();
    let length = literal.iter().position(|byte| *byte == ONE);
    let literal = &literal[..length.unwrap_or(literal.len())];
    if literal.is_empty() {
        return Some(Skipped {
            rest: text,
            skipped: 0,
        });
    }
    let found = memmem::find(text, literal)?;
    // Before it there may be as many characters as there are wildcards.
    let mut begin = found;
    for _ in 0..wild {
        begin = begin.saturating_sub(1);
        while begin > 0 && is_inner(text[begin]) {
            begin -= 1;
        }
    }
    Some(Skipped {
        rest: &text[begin..],
        skipped: begin,
    })
}
