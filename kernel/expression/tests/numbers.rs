//! Numbers against big integers, and the order of their bytes.

use haneul_expression::{Number, Value};
use num_bigint::BigInt;
use proptest::prelude::*;
use std::str::FromStr;

/// A sign, up to 38 digits and a power of ten.
fn text() -> impl Strategy<Value = String> {
    let near = (any::<bool>(), "[0-9]{1,38}", -50i32..50);
    let far = (any::<bool>(), "[0-9]{1,38}", -120i32..80);
    let small = (any::<bool>(), "[0-9]{1,3}", -3i32..3);
    prop_oneof![near, far, small].prop_map(|(negative, digits, power)| {
        let sign = if negative { "-" } else { "" };
        format!("{sign}{digits}e{power}")
    })
}

/// In units of 1E-200, far below what there is.
fn exact(text: &str) -> BigInt {
    let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = BigInt::from_str(&format!("{whole}{part}")).unwrap();
    let power: i32 = power.parse().unwrap();
    let power = power - part.len() as i32 + 200;
    digits * BigInt::from(10u8).pow(power as u32)
}

fn bytes(number: Number) -> Vec<u8> {
    let mut out = Vec::new();
    Value::N(number).key_bytes(&mut out);
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn written_and_read_again(text in text()) {
        let number = Number::parse(&text).unwrap();
        let written = number.to_string();
        prop_assert_eq!(exact(&written), exact(&text));
        prop_assert_eq!(Number::parse(&written).unwrap(), number);
        let stored = rmp_serde::to_vec_named(&number).unwrap();
        prop_assert_eq!(rmp_serde::from_slice::<Number>(&stored).unwrap(), number);
    }

    #[test]
    fn ordered_as_the_values_are(one in text(), two in text()) {
        let (a, b) = (Number::parse(&one).unwrap(), Number::parse(&two).unwrap());
        let wanted = exact(&one).cmp(&exact(&two));
        prop_assert_eq!(a.cmp(&b), wanted);
        prop_assert_eq!(bytes(a).cmp(&bytes(b)), wanted);
        prop_assert_eq!(a == b, wanted.is_eq());
    }

    #[test]
    fn added_exactly_or_refused(one in text(), two in text()) {
        let (a, b) = (Number::parse(&one).unwrap(), Number::parse(&two).unwrap());
        let wanted = exact(&one) + exact(&two);
        let digits = wanted.to_string();
        let digits = digits.trim_start_matches('-').trim_end_matches('0');
        match a.add(&b) {
            Ok(sum) => prop_assert_eq!(exact(&sum.to_string()), wanted),
            Err(_) => prop_assert!(digits.len() > 38, "{}", wanted),
        }
        let difference = a.sub(&b);
        prop_assert_eq!(difference, a.add(&b.negated()));
    }

    #[test]
    fn read_or_refused(text in "[-+0-9.eE ]{0,12}|.{0,6}") {
        let _ = Number::parse(&text);
    }
}

#[test]
fn neighbours_keep_their_order() {
    let texts = [
        "-9.9e125", "-100", "-99.5", "-11", "-10.01", "-10", "-9", "-1.5", "-1.01", "-1", "-0.1",
        "-1e-130", "0", "1e-130", "0.1", "0.11", "1", "1.01", "1.5", "9", "10", "10.01", "11",
        "99.5", "100", "9.9e125",
    ];
    let keys: Vec<_> = texts
        .iter()
        .map(|text| bytes(Number::parse(text).unwrap()))
        .collect();
    assert!(keys.is_sorted_by(|one, two| one < two), "{keys:?}");
}

#[test]
fn whole_numbers() {
    for whole in [0, 1, -1, 10, -1200, i64::MAX, i64::MIN] {
        assert_eq!(Number::from(whole).to_i64(), Some(whole));
        assert_eq!(Number::from(whole).to_string(), whole.to_string());
    }
    let outside = ["0.5", "1e19", "-1e19", "9223372036854775808", "1e125"];
    assert!(
        outside
            .iter()
            .all(|text| Number::parse(text).unwrap().to_i64().is_none())
    );
}
