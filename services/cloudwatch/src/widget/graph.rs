//! Lines, axes and a legend.

use super::canvas::{Canvas, Colour};
use super::definition::Definition;
use super::font;
use haneul_metric::math::Series;
use jiff::Timestamp;
use jiff::tz::TimeZone;

const COLOURS: &[Colour] = &[
    [0x1f, 0x77, 0xb4],
    [0xff, 0x7f, 0x0e],
    [0x2c, 0xa0, 0x2c],
    [0xd6, 0x27, 0x28],
    [0x94, 0x67, 0xbd],
    [0x8c, 0x56, 0x4b],
];
const TEXT: Colour = [0x33; 3];
const GRID: Colour = [0xdd; 3];
const MARK: Colour = [0xd6, 0x27, 0x28];

const LEFT: i64 = 56;
const TOP: i64 = 20;
const LINE: i64 = 12;

pub fn draw(definition: &Definition, series: &[Series]) -> Canvas {
    let (width, height) = (definition.width, definition.height);
    let mut canvas = Canvas::new(width, height);
    let legend = series.len().min(4) as i64 * LINE;
    let (right, bottom) = (width - 8, (height - 18 - legend).max(TOP + 10));
    let (least, most) = range(definition, series);
    let (start, end) = (definition.start as f64, definition.end as f64);
    let across = |at: f64| LEFT + ((at - start) / (end - start) * (right - LEFT) as f64) as i64;
    let down = |value: f64| {
        let part = ((value - least) / (most - least)).clamp(0.0, 1.0);
        bottom - (part * (bottom - TOP) as f64) as i64
    };
    let middle = (width - definition.title.chars().count() as i64 * font::WIDTH) / 2;
    canvas.text((middle.max(2), 4), &definition.title, TEXT);
    for n in 0..=4 {
        let value = least + (most - least) * f64::from(n) / 4.0;
        canvas.line((LEFT, down(value)), (right, down(value)), GRID);
        canvas.text((2, down(value) - 3), &short(value), TEXT);
        let at = start + (end - start) * f64::from(n) / 4.0;
        let shift = if n == 4 { 5 * font::WIDTH } else { 0 };
        canvas.text((across(at) - shift, bottom + 5), &clock(at as i64), TEXT);
    }
    canvas.line((LEFT, TOP), (LEFT, bottom), TEXT);
    canvas.line((LEFT, bottom), (right, bottom), TEXT);
    for (value, label) in &definition.marks {
        canvas.line((LEFT, down(*value)), (right, down(*value)), MARK);
        canvas.text((LEFT + 4, down(*value) - 9), label, MARK);
    }
    for (n, one) in series.iter().enumerate() {
        let colour = COLOURS.get(n % COLOURS.len()).copied().unwrap_or(TEXT);
        let places = one
            .points
            .iter()
            .map(|point| (across(point.0 as f64), down(point.1)));
        let places: Vec<_> = places.collect();
        for pair in places.windows(2) {
            if let [from, to] = pair {
                canvas.line(*from, *to, colour);
            }
        }
        if let [only] = places.as_slice() {
            canvas.line((only.0 - 1, only.1), (only.0 + 1, only.1), colour);
        }
        let y = bottom + 18 + n as i64 * LINE;
        canvas.line((LEFT, y + 3), (LEFT + 10, y + 3), colour);
        canvas.text((LEFT + 14, y), &one.label, TEXT);
    }
    canvas
}

/// From the least to the most value, with zero in it unless the widget says otherwise.
fn range(definition: &Definition, series: &[Series]) -> (f64, f64) {
    let values = series
        .iter()
        .flat_map(|one| one.points.iter().map(|point| point.1));
    let values = values.chain(definition.marks.iter().map(|mark| mark.0));
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for value in values {
        least = least.min(value);
        most = most.max(value);
    }
    let least = definition.least.unwrap_or(least);
    let most = definition.most.unwrap_or(most);
    match most > least && (most - least).is_finite() {
        true => (least, most),
        false => (least, least + 1.0),
    }
}

fn short(value: f64) -> String {
    let (scaled, word) = match value.abs() {
        size if size >= 1e15 => return format!("{value:.1e}"),
        size if size >= 1e9 => (value / 1e9, "G"),
        size if size >= 1e6 => (value / 1e6, "M"),
        size if size >= 1e4 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    format!("{}{word}", (scaled * 100.0).round() / 100.0)
}

fn clock(at: i64) -> String {
    let time = Timestamp::from_second(at).unwrap_or_default();
    time.to_zoned(TimeZone::UTC).strftime("%H:%M").to_string()
}
