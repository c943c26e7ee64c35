//! The hosts of the database, tried one by one: one that accepts connections and then says nothing,
//! as a frozen one does, must not keep us from the next.

use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_postgres::Config;

pub struct Hosts {
    each: Vec<Config>,
    /// The one that answered last; it is tried first.
    last: AtomicUsize,
}

impl Hosts {
    pub fn new(each: Vec<Config>) -> Self {
        Self {
            each,
            last: AtomicUsize::new(0),
        }
    }

    /// In the order to try them in, with their places.
    pub fn in_order(&self) -> impl Iterator<Item = (usize, &Config)> {
        let last = self.last.load(Ordering::Relaxed);
        let count = self.each.len();
        (0..count).map(move |n| {
            let at = (last + n) % count;
            (at, &self.each[at])
        })
    }

    pub fn answered(&self, at: usize) {
        self.last.store(at, Ordering::Relaxed);
    }
}

/// The same URL for each host that it names between credentials and database.
pub fn each(url: &str) -> Vec<String> {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?']);
    let end = end.map_or(url.len(), |at| start + at);
    let start = url[start..end]
        .rfind('@')
        .map_or(start, |at| start + at + 1);
    let hosts = url[start..end].split(',');
    let with = |host| format!("{}{host}{}", &url[..start], &url[end..]);
    hosts.map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_for_each_host() {
        let each = each("postgres://u:p%40@a:1,b,[::1]:3/d?keepalives=1");
        let expected = ["a:1", "b", "[::1]:3"];
        let expected = expected.map(|host| format!("postgres://u:p%40@{host}/d?keepalives=1"));
        assert_eq!(each, expected);
        assert_eq!(super::each("postgres:///d"), ["postgres:///d"]);
        assert_eq!(super::each("postgres://a"), ["postgres://a"]);
    }

    #[test]
    fn the_one_that_answered_comes_first() {
        let hosts = Hosts::new(vec![Config::new(), Config::new(), Config::new()]);
        hosts.answered(2);
        let order: Vec<_> = hosts.in_order().map(|(at, _)| at).collect();
        assert_eq!(order, [2, 0, 1]);
    }
}
