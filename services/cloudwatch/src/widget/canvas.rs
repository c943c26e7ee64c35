//! Pixels, lines and letters, and the image that they make.

use super::font;
use haneul_pipeline::AwsError;

pub type Colour = [u8; 3];

pub struct Canvas {
    width: i64,
    height: i64,
    pixels: Vec<u8>,
}

impl Canvas {
    pub fn new(width: i64, height: i64) -> Canvas {
        let size = (width * height * 3).max(0) as usize;
        Canvas {
            width,
            height,
            pixels: vec![0xff; size],
        }
    }

    pub fn dot(&mut self, x: i64, y: i64, colour: Colour) {
        if !(0..self.width).contains(&x) || !(0..self.height).contains(&y) {
            return;
        }
        let place = ((y * self.width + x) * 3) as usize;
        if let Some(pixel) = self.pixels.get_mut(place..place + 3) {
            pixel.copy_from_slice(&colour);
        }
    }

    /// Both ends lie on the canvas or near it.
    pub fn line(&mut self, from: (i64, i64), to: (i64, i64), colour: Colour) {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let steps = across.abs().max(down.abs()).max(1);
        for step in 0..=steps {
            self.dot(
                from.0 + across * step / steps,
                from.1 + down * step / steps,
                colour,
            );
        }
    }

    pub fn text(&mut self, (x, y): (i64, i64), text: &str, colour: Colour) {
        for (n, letter) in text.chars().take(200).enumerate() {
            for (column, bits) in font::columns(letter).iter().enumerate() {
                for row in 0..8 {
                    if bits >> row & 1 == 1 {
                        let at = x + n as i64 * font::WIDTH + column as i64;
                        self.dot(at, y + row, colour);
                    }
                }
            }
        }
    }

    pub fn png(self) -> Result<Vec<u8>, AwsError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(AwsError::internal)?;
        writer
            .write_image_data(&self.pixels)
            .map_err(AwsError::internal)?;
        writer.finish().map_err(AwsError::internal)?;
        Ok(bytes)
    }
}
