//! The QR code that an authenticator app scans, as a PNG of black and white.

use crc_fast::{CrcAlgorithm, checksum};
use haneul_pipeline::AwsError;
use qrcodegen::{QrCode, QrCodeEcc};

/// Points of the picture to one of the code.
const SCALE: usize = 5;
/// The margin that readers need, in points of the code.
const MARGIN: usize = 4;

pub fn png(text: &str) -> Result<Vec<u8>, AwsError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(AwsError::internal)?;
    let points = code.size() as usize + 2 * MARGIN;
    let side = points * SCALE;
    let mut rows = Vec::new();
    for y in 0..side {
        // Each line begins with its filter: none.
        rows.push(0);
        rows.extend(line(&code, y / SCALE, side));
    }
    Ok(file(side as u32, &rows))
}

/// Eight points a byte; a set bit is white.
fn line(code: &QrCode, y: usize, side: usize) -> Vec<u8> {
    let mut bytes = vec![0_u8; side.div_ceil(8)];
    for x in 0..side {
        if !is_dark(code, x / SCALE, y) {
            bytes[x / 8] |= 0x80 >> (x % 8);
        }
    }
    bytes
}

fn is_dark(code: &QrCode, x: usize, y: usize) -> bool {
    code.get_module(x as i32 - MARGIN as i32, y as i32 - MARGIN as i32)
}

fn file(side: u32, rows: &[u8]) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(side.to_be_bytes());
    head.extend(side.to_be_bytes());
    // One bit a point, grey, and the only ways there are to compress, filter and order lines.
    head.extend([1, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &head);
    chunk(
        &mut file,
        b"IDAT",
        &miniz_oxide::deflate::compress_to_vec_zlib(rows, 6),
    );
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) {
    file.extend((body.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend(name);
    file.extend(body);
    let sum = checksum(CrcAlgorithm::Crc32IsoHdlc, &file[start..]) as u32;
    file.extend(sum.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_reads_as_its_text() {
        let text = "otpauth://totp/Ann@111122223333?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let bytes = png(text).unwrap();
        assert_eq!(read(&bytes), text);
    }

    fn read(bytes: &[u8]) -> String {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut points = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut points).unwrap();
        let (width, height) = (info.width as usize, info.height as usize);
        let grey = |x: usize, y: usize| points[y * width + x];
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let grids = image.detect_grids();
        grids[0].decode().unwrap().1
    }
}
