//! Somebody in a story: an account, a Region, credentials, and what was seen so far.

use super::bindings::Bindings;
use std::collections::HashMap;

pub struct Actor {
    pub region: String,
    pub known: Bindings,
    current: String,
    profiles: HashMap<String, Keys>,
    /// The second account, for stories that need one.
    other: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Keys {
    /// Root of an account.
    Root(String),
    Nobody,
    Issued {
        access_key: String,
        secret: String,
        token: Option<String>,
    },
}

impl Actor {
    pub fn new(account: &str, other: &str, region: &str) -> Actor {
        let mut known = Bindings::default();
        known.set("account", account);
        known.set("region", region);
        let root = ("root".to_owned(), Keys::Root(account.to_owned()));
        Actor {
            region: region.to_owned(),
            known,
            current: "root".to_owned(),
            profiles: HashMap::from([root, ("nobody".to_owned(), Keys::Nobody)]),
            other: other.to_owned(),
        }
    }

    pub fn switch(&mut self, profile: &str) -> Result<(), String> {
        self.keys(Some(profile))?;
        self.current = profile.to_owned();
        Ok(())
    }

    pub fn learn(&mut self, profile: &str, keys: &[String]) {
        let keys: Vec<String> = keys.iter().map(|key| self.known.fill(key)).collect();
        let names_account = keys[0].len() == 12 && keys[0].bytes().all(|c| c.is_ascii_digit());
        let learned = match names_account {
            // As a listener on the loopback takes it.
            true => Keys::Root(keys[0].clone()),
            false => Keys::Issued {
                access_key: keys[0].clone(),
                secret: keys[1].clone(),
                token: keys.get(2).cloned(),
            },
        };
        self.profiles.insert(profile.to_owned(), learned);
    }

    pub fn meet(&mut self, account: &str) {
        self.known.set(account, self.other.clone());
        let root = Keys::Root(self.other.clone());
        self.profiles.insert(account.to_owned(), root);
    }

    pub fn keys(&self, profile: Option<&str>) -> Result<Keys, String> {
        let name = profile.unwrap_or(&self.current);
        let keys = self.profiles.get(name).cloned();
        keys.ok_or_else(|| format!("nobody told the story of a profile {name}"))
    }
}
