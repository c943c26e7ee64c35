//! A number as bytes whose order is the numbers' order.

use super::{LEAST, Number};

const NEGATIVE: u8 = 0;
const ZERO: u8 = 1;
const POSITIVE: u8 = 2;

impl Number {
    /// The sign, the power of ten of the first digit, then the digits in pairs. All but the sign is
    /// turned round in a negative number, which needs an end to come before what is longer.
    pub fn key_bytes(&self, out: &mut Vec<u8>) {
        if self.is_zero() {
            return out.push(ZERO);
        }
        out.push(if self.negative { NEGATIVE } else { POSITIVE });
        let start = out.len();
        out.push((self.magnitude() - LEAST) as u8);
        let mut pairs = [0u8; 19];
        let mut count = self.significant().div_ceil(2) as usize;
        let mut rest = match self.significant() % 2 {
            0 => self.digits,
            _ => self.digits * 10,
        };
        let all = count;
        while count > 0 {
            count -= 1;
            pairs[count] = (rest % 100) as u8 + 1;
            rest /= 100;
        }
        out.extend_from_slice(&pairs[..all]);
        if self.negative {
            out.push(0);
            out[start..].iter_mut().for_each(|byte| *byte = !*byte);
        }
    }
}
