//! What both listings have in common.

use crate::limits::PAGE;
use crate::page;
use crate::shapes;
use crate::subscription::row::Subscription;
use crate::subscription::show;

pub type Page = (Option<Vec<shapes::Subscription>>, Option<String>);

pub fn page(mut rows: Vec<(String, Subscription)>) -> Page {
    let token = page::close(&mut rows, PAGE, |(key, _)| key.clone());
    let shown = rows.into_iter().map(|(_, s)| show::listed(s)).collect();
    (Some(shown), token)
}
