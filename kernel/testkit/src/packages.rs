//! Packages for tests.

use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write;

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// One file that says it has this size, and a checksum that is wrong by so much.
pub fn packed(name: &str, content: &[u8], size: u32, off: u32) -> Vec<u8> {
    build(&[(name, content.to_vec(), 0o100_644, size, off)])
}

pub fn zip(files: &[(&str, &str, u32)]) -> Vec<u8> {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text, mode)| {
            let content = text.as_bytes().to_vec();
            let size = content.len() as u32;
            (*name, content, *mode, size, 0)
        })
        .collect();
    build(&files)
}

fn build(files: &[(&str, Vec<u8>, u32, u32, u32)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content, mode, size, off) in files {
        let mut crc = Crc::new();
        crc.update(content);
        let packed = deflated(content);
        let mut common = Vec::new();
        common.extend([20u16, 0, 8, 0, 0].iter().flat_map(|n| n.to_le_bytes()));
        let numbers = [crc.sum().wrapping_add(*off), packed.len() as u32, *size];
        common.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        common.extend((name.len() as u16).to_le_bytes());
        let at = out.len() as u32;
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(0u16.to_le_bytes());
        out.extend(name.as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02");
        directory.extend((3u16 << 8 | 20).to_le_bytes());
        directory.extend(&common);
        directory.extend([0u16; 4].iter().flat_map(|n| n.to_le_bytes()));
        directory.extend((mode << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, length, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    out.extend([0u16, 0, count, count].iter().flat_map(|n| n.to_le_bytes()));
    out.extend([length, at].iter().flat_map(|n| n.to_le_bytes()));
    out.extend(0u16.to_le_bytes());
    out
}
