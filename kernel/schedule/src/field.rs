//! One field of a cron expression: `1,5-10,*/15`.

/// Values from `lowest` on, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    lowest: u16,
    bits: Vec<bool>,
}

impl Set {
    /// `names` stand for the values from the lowest on.
    pub fn parse(text: &str, lowest: u16, highest: u16, names: &[&str]) -> Option<Set> {
        let mut set = Set {
            lowest,
            bits: vec![false; usize::from(highest - lowest) + 1],
        };
        let value = |text: &str| value(text, lowest, highest, names);
        for part in text.split(',') {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (
                    range,
                    Some(number(step).filter(|step| (1..=highest).contains(step))?),
                ),
                None => (part, None),
            };
            let (from, to) = match range.split_once('-') {
                _ if range == "*" => (lowest, highest),
                Some((from, to)) => (value(from)?, value(to)?),
                // `5/15` goes on from 5.
                None if step.is_some() => (value(range)?, highest),
                None => (value(range)?, value(range)?),
            };
            set.fill(from, to, step.unwrap_or(1), highest);
        }
        Some(set)
    }

    /// A range whose end is before its beginning goes round.
    fn fill(&mut self, from: u16, to: u16, step: u16, highest: u16) {
        let end = match from <= to {
            true => u32::from(to),
            false => u32::from(to) + u32::from(highest - self.lowest) + 1,
        };
        let size = self.bits.len();
        for at in (u32::from(from)..=end).step_by(usize::from(step)) {
            let place = (at as usize - usize::from(self.lowest)) % size;
            self.bits[place] = true;
        }
    }

    pub fn has(&self, value: i64) -> bool {
        let place = usize::try_from(value - i64::from(self.lowest)).ok();
        place
            .and_then(|place| self.bits.get(place))
            .copied()
            .unwrap_or(false)
    }

    pub fn values(&self) -> impl Iterator<Item = i64> + '_ {
        let set = self.bits.iter().enumerate().filter(|(_, set)| **set);
        set.map(|(place, _)| place as i64 + i64::from(self.lowest))
    }
}

pub fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

pub fn value(text: &str, lowest: u16, highest: u16, names: &[&str]) -> Option<u16> {
    let named = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text));
    let value = match named {
        Some(place) => lowest + place as u16,
        None => number(text)?,
    };
    (lowest..=highest).contains(&value).then_some(value)
}
