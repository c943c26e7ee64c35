use super::operator::Order;

pub(crate) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    if !text.bytes().all(plain) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

pub(crate) fn fits(order: Order, list: &[f64], found: &str) -> bool {
    let Some(found) = parse(found) else {
        return false;
    };
    list.iter()
        .any(|wanted| found.partial_cmp(wanted).is_some_and(|way| order.fits(way)))
}
